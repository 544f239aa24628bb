package io.minos.node.mvcc;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All retained changes of one key, oldest first; its generations are what lies between tombstones. Immutable.
 *
 * <p>A history and the one made by appending to it share their array: the newer one uses a slot the older one never looks
 * at. That holds since histories never branch, there is one writer, and only ever the newest is appended to.
 */
final class KeyHistory {
    private final ByteString key;
    private final @Nullable Revision[] changes;
    private final int from;
    private final int to;

    private KeyHistory(ByteString key, @Nullable Revision[] changes, int from, int to) {
        this.key = key;
        this.changes = changes;
        this.from = from;
        this.to = to;
    }

    static KeyHistory of(Revision first) {
        return new KeyHistory(first.kv().getKey(), new Revision[] {first}, 0, 1);
    }

    ByteString key() {
        return key;
    }

    int size() {
        return to - from;
    }

    /** Oldest first. */
    Revision change(int index) {
        Revision change = changes[from + index];
        if (change == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return change;
    }

    KeyHistory append(Revision change) {
        if (to < changes.length) {
            changes[to] = change;
            return new KeyHistory(key, changes, from, to + 1);
        }
        @Nullable Revision[] grown = Arrays.copyOfRange(changes, from, from + Math.max(2, size() * 2));
        grown[size()] = change;
        return new KeyHistory(key, grown, 0, size() + 1);
    }

    /** The key as it was at a main revision, the last of its sub revisions; null if it did not exist. */
    @Nullable Revision at(long revision) {
        int index = lastUpTo(revision);
        if (index < 0 || change(index).isTombstone()) {
            return null;
        }
        return change(index);
    }

    /** The index of the last change with a main revision of at most this, -1 if there is none. */
    int lastUpTo(long revision) {
        if (change(size() - 1).main() <= revision) {
            return size() - 1;
        }
        int low = 0;
        int high = size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (change(middle).main() <= revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /**
     * The first change that compaction at this revision keeps; {@link #size} if it keeps none. Kept are: what was visible at
     * the revision, all that came later, and all of the revision itself, tombstones too. etcd 3.4.23 drops a tombstone of
     * exactly that revision, and so a watch from there, which it allows, misses the deletion; later releases keep it.
     */
    int firstKept(long compactRevision) {
        int visible = lastUpTo(compactRevision);
        if (visible < 0) {
            return 0;
        }
        if (change(visible).main() == compactRevision) {
            return lastUpTo(compactRevision - 1) + 1;
        }
        return change(visible).isTombstone() ? visible + 1 : visible;
    }

    /** Without the oldest; at least one is left. */
    KeyHistory without(int oldest) {
        return new KeyHistory(key, Arrays.copyOfRange(changes, from + oldest, to), 0, size() - oldest);
    }
}
