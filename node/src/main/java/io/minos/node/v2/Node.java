package io.minos.node.v2;

import java.util.Optional;

/**
 * A file or a directory.
 *
 * @param value "" for a directory
 * @param expiration nanoseconds since 1970, {@link #PERMANENT} for never
 */
record Node(String path, boolean dir, String value, long createdIndex, long modifiedIndex, long expiration) {
    static final long PERMANENT = 0;
    static final Node ROOT = new Node(Path.ROOT, true, "", 0, 0, PERMANENT);
    private static final long SECOND = 1_000_000_000L;

    boolean isPermanent() {
        return expiration == PERMANENT;
    }

    Node withValue(String newValue, long index) {
        return new Node(path, dir, newValue, createdIndex, index, expiration);
    }

    Node withExpiration(long newExpiration) {
        return new Node(path, dir, value, createdIndex, modifiedIndex, newExpiration);
    }

    /** As clients see it, without what is in it. */
    V2Node.Builder shown(long time) {
        V2Node.Builder shown = V2Node.newBuilder().setKey(path).setModifiedIndex(modifiedIndex).setCreatedIndex(createdIndex);
        if (dir) {
            shown.setDir(true);
        } else {
            shown.setValue(value);
        }
        return showExpiration(shown, time);
    }

    V2Node.Builder showExpiration(V2Node.Builder shown, long time) {
        return isPermanent() ? shown : shown.setExpiration(expiration).setTtl(ttl(time));
    }

    private long ttl(long time) {
        long left = expiration - time;
        return left / SECOND + (left % SECOND > 0 ? 1 : 0);
    }

    V2Node stored() {
        V2Node.Builder stored = V2Node.newBuilder().setKey(path).setDir(dir).setModifiedIndex(modifiedIndex).setCreatedIndex(createdIndex).setExpiration(expiration);
        return dir ? stored.build() : stored.setValue(value).build();
    }

    static Node of(V2Node stored) {
        return new Node(stored.getKey(), stored.getDir(), stored.getValue(), stored.getCreatedIndex(), stored.getModifiedIndex(), stored.getExpiration());
    }

    /** Why it is not the one that was expected, in etcd's words; an empty value or an index of 0 expects nothing. */
    Optional<String> difference(String expectedValue, long expectedIndex) {
        boolean valueFits = expectedValue.isEmpty() || value.equals(expectedValue);
        boolean indexFits = expectedIndex == 0 || modifiedIndex == expectedIndex;
        String values = "[" + expectedValue + " != " + value + "]";
        String indexes = "[" + Long.toUnsignedString(expectedIndex) + " != " + modifiedIndex + "]";
        if (valueFits && indexFits) {
            return Optional.empty();
        }
        return Optional.of(valueFits ? indexes : indexFits ? values : values + " " + indexes);
    }
}
