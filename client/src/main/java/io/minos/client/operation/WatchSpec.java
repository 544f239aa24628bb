package io.minos.client.operation;

/**
 * What a watch asks for.
 *
 * @param prefix of the keys watched
 * @param startRevision the first revision wanted; 0: from now on
 * @param prevKv whether each event shall carry the pair as it was before
 */
public record WatchSpec(String prefix, long startRevision, boolean prevKv) {
    public WatchSpec {
        if (prefix.isEmpty()) {
            throw new IllegalArgumentException("a watch needs a prefix");
        }
        if (startRevision < 0) {
            throw new IllegalArgumentException("startRevision must not be negative: " + startRevision);
        }
    }
}
