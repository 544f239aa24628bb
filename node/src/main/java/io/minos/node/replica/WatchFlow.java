package io.minos.node.replica;

import io.minos.etcd.api.WatchResponse;
import io.minos.node.mvcc.WatchOutlet;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Flow control towards watching clients: a stream gets a window of so many responses and so many bytes, and more as the rim
 * delivers them. One response may reach over the window's end, or a large one would never be sent.
 */
final class WatchFlow implements WatchOutlet {
    private static final int WINDOW_RESPONSES = 64;
    private static final long WINDOW_BYTES = 1 << 20;

    /** What is on its way to one stream's client. */
    private static final class Window {
        final ArrayDeque<Integer> responses = new ArrayDeque<>();
        long bytes;
    }

    private final Map<Long, Window> undelivered = new HashMap<>();
    private final List<Effects.WatchSend> sends;

    /** @param sends where responses go */
    WatchFlow(List<Effects.WatchSend> sends) {
        this.sends = sends;
    }

    /** The oldest so many. */
    void delivered(long stream, int responses) {
        Window window = undelivered.get(stream);
        if (window == null) {
            return;
        }
        for (int left = responses; left > 0 && !window.responses.isEmpty(); left--) {
            window.bytes -= window.responses.remove();
        }
        if (window.responses.isEmpty()) {
            undelivered.remove(stream);
        }
    }

    void closed(long stream) {
        undelivered.remove(stream);
    }

    @Override
    public boolean isReady(long stream) {
        @Nullable Window window = undelivered.get(stream);
        return window == null || window.responses.size() < WINDOW_RESPONSES && window.bytes < WINDOW_BYTES;
    }

    @Override
    public void send(long stream, WatchResponse response) {
        Window window = undelivered.computeIfAbsent(stream, first -> new Window());
        int bytes = response.getSerializedSize();
        window.responses.add(bytes);
        window.bytes += bytes;
        sends.add(new Effects.WatchSend.Response(stream, response));
    }

    @Override
    public void overflowed(long stream) {
        undelivered.remove(stream);
        sends.add(new Effects.WatchSend.Overflow(stream));
    }
}
