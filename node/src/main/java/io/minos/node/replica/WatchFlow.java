package io.minos.node.replica;

import io.minos.etcd.api.WatchResponse;
import io.minos.node.mvcc.WatchOutlet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Flow control towards watching clients: a stream gets a window of responses, and more as the rim delivers them. */
final class WatchFlow implements WatchOutlet {
    private static final int WINDOW_RESPONSES = 64;

    private final Map<Long, Integer> undelivered = new HashMap<>();
    private final List<Effects.WatchSend> sends;

    /** @param sends where responses go */
    WatchFlow(List<Effects.WatchSend> sends) {
        this.sends = sends;
    }

    void delivered(long stream, int responses) {
        undelivered.computeIfPresent(stream, (id, count) -> count > responses ? count - responses : null);
    }

    void closed(long stream) {
        undelivered.remove(stream);
    }

    @Override
    public boolean isReady(long stream) {
        return undelivered.getOrDefault(stream, 0) < WINDOW_RESPONSES;
    }

    @Override
    public void send(long stream, WatchResponse response) {
        undelivered.merge(stream, 1, Integer::sum);
        sends.add(new Effects.WatchSend.Response(stream, response));
    }

    @Override
    public void overflowed(long stream) {
        undelivered.remove(stream);
        sends.add(new Effects.WatchSend.Overflow(stream));
    }
}
