package io.minos.node.mvcc;

import com.google.protobuf.ByteString;

/**
 * The keys a request names, by etcd's convention for {@code range_end}: absent, the one key; a single zero byte, all keys
 * from {@code from} on; else the keys in [from, end), none if {@code end <= from}.
 */
public record KeyRange(ByteString from, Extent extent, ByteString end) {
    /** How far the range goes. */
    public enum Extent { ONE_KEY, BELOW_END, ALL_FROM }

    private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

    public static KeyRange of(ByteString key, ByteString rangeEnd) {
        if (rangeEnd.isEmpty()) {
            return one(key);
        }
        return rangeEnd.equals(ZERO) ? new KeyRange(key, Extent.ALL_FROM, ByteString.EMPTY) : new KeyRange(key, Extent.BELOW_END, rangeEnd);
    }

    public static KeyRange one(ByteString key) {
        return new KeyRange(key, Extent.ONE_KEY, ByteString.EMPTY);
    }

    public boolean isOneKey() {
        return extent == Extent.ONE_KEY;
    }

    public boolean contains(ByteString key) {
        return isOneKey() ? key.equals(from) : compare(from, key) <= 0 && endsAfter(key);
    }

    /** Whether {@code key} lies before the range's end. */
    boolean endsAfter(ByteString key) {
        return switch (extent) {
            case ONE_KEY -> compare(key, from) <= 0;
            case BELOW_END -> compare(key, end) < 0;
            case ALL_FROM -> true;
        };
    }

    /** True if no key can be in it. */
    public boolean isEmpty() {
        return extent == Extent.BELOW_END && compare(end, from) <= 0;
    }

    /** The order of keys: bytes unsigned, a prefix before what it begins. */
    public static int compare(ByteString left, ByteString right) {
        int common = Math.min(left.size(), right.size());
        for (int i = 0; i < common; i++) {
            int difference = (left.byteAt(i) & 0xff) - (right.byteAt(i) & 0xff);
            if (difference != 0) {
                return difference;
            }
        }
        return left.size() - right.size();
    }
}
