package io.minos.node.runtime;

import io.minos.node.raft.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether a leader sends to each follower in time: etcd's sign of one that is overloaded. The loop's thread alone. */
final class Heartbeats {
    private final long nanosMax;
    private final Runnable late;
    private final Map<Long, Long> lastNanos = new HashMap<>();
    private long term;

    /** @param nanosMax two heartbeat intervals, as in etcd */
    Heartbeats(long nanosMax, Runnable late) {
        this.nanosMax = nanosMax;
        this.late = late;
    }

    void sent(List<Message> messages, long nowNanos) {
        for (Message message : messages) {
            if (message instanceof Message.Append append) {
                sent(append, nowNanos);
            }
        }
    }

    private void sent(Message.Append append, long nowNanos) {
        if (append.term() != term) {
            term = append.term();
            lastNanos.clear(); // it has not led meanwhile
        }
        Long last = lastNanos.put(append.to(), nowNanos);
        if (last != null && nowNanos - last > nanosMax) {
            late.run();
        }
    }
}
