package io.minos.node.mvcc;

import io.minos.etcd.api.WatchResponse;
import java.util.ArrayDeque;
import java.util.TreeMap;

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
    final ArrayDeque<Answer> answers = new ArrayDeque<>();
    /** How many times the client asked how far it is, and was not told yet. */
    int progressAsked;
    private long nextWatchId;

    WatchStream(long id) {
        this.id = id;
    }

    long unusedWatchId() {
        while (watchers.containsKey(nextWatchId)) {
            nextWatchId++;
        }
        return nextWatchId++;
    }
}
