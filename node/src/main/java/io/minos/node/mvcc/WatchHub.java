package io.minos.node.mvcc;

import io.minos.etcd.api.WatchRequest;

/** Skeleton. */
public final class WatchHub {
    /** @param fragmentBytes a response of at least this size is split, for watchers that asked for fragments */
    public WatchHub(Store store, int fragmentBytes) {}

    /** Opens a stream under an id of the caller's choice, unused so far. */
    public void open(long streamId) {}

    /** A client's request; its effects come out of the next {@link #poll}. */
    public void request(long streamId, WatchRequest request) {}

    /** The client is gone: nothing of the stream remains. Unknown ids are ignored. */
    public void close(long streamId) {}

    /** Call once per progress interval (etcd: 10 minutes): idle watchers that asked for it are told how far they are. */
    public void progressInterval() {}

    /**
     * Sends what is due: answers to requests, new events, then catching up for those behind. Call it after applying, after
     * requests, when a sink became ready, and again while it returns true.
     *
     * @param budget about how many events may be looked at
     * @return true if more can be done at once
     */
    public boolean poll(int budget, Stamp stamp, WatchOutlet out) {
        return false;
    }

    /** The state jumped forward to a snapshot: watchers go on where they were, or are cancelled if that is compacted. */
    public void install(Store next) {}

    public int streamCount() {
        return 0;
    }

    public int watcherCount() {
        return 0;
    }
}
