package io.minos.node.mvcc;

import io.minos.etcd.api.WatchResponse;
import java.util.ArrayDeque;
import java.util.TreeMap;
import java.util.TreeSet;

/** One client's stream of watches. */
final class WatchStream {
    /**
     * An answer to a request, not sent yet.
     *
     * @param revision for its header
     */
    record Answer(WatchResponse.Builder response, long revision) {}

    final long id;
    final TreeMap<Long, Watcher> watchers = new TreeMap<>();
    /** Those of the watchers that are behind. */
    final TreeMap<Long, Watcher> behind = new TreeMap<>();
    /** Watches that are over since what they need is compacted: as in etcd, their ids stay taken until the client cancels them. */
    final TreeSet<Long> compacted = new TreeSet<>();
    final ArrayDeque<Answer> answers = new ArrayDeque<>();
    /** How many times the client asked how far it is, and was not told yet. */
    int progressAsked;
    private long nextWatchId;

    WatchStream(long id) {
        this.id = id;
    }

    boolean isTaken(long watchId) {
        return watchers.containsKey(watchId) || compacted.contains(watchId);
    }

    long unusedWatchId() {
        while (isTaken(nextWatchId)) {
            nextWatchId++;
        }
        return nextWatchId++;
    }
}
