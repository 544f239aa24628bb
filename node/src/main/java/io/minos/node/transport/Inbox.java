package io.minos.node.transport;

import io.minos.node.raft.Message;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What arrives from one peer, one message at a time, from the newest connection of each lane and no other. */
final class Inbox {
    private final PeerTransport.Receiver receiver;
    private final LongAdder bytes = new LongAdder();
    private final Map<Lane, InboundStream> newest = new EnumMap<>(Lane.class);

    Inbox(PeerTransport.Receiver receiver) {
        this.receiver = receiver;
    }

    /** @return false if a newer connection of the same process is known: this one was late, and its messages are stale */
    synchronized boolean register(InboundStream stream) {
        InboundStream before = newest.get(stream.lane());
        if (before != null && before.boot() == stream.boot() && before.dial() > stream.dial()) {
            return false;
        }
        newest.put(stream.lane(), stream);
        if (before != null) {
            before.supersede();
        }
        return true;
    }

    void arrived(int count) {
        bytes.add(count);
    }

    long bytes() {
        return bytes.sum();
    }

    /** Nothing that still comes counts. */
    void end() {
        List<InboundStream> streams;
        synchronized (this) {
            streams = List.copyOf(newest.values());
            newest.clear();
        }
        streams.forEach(InboundStream::supersede);
    }

    synchronized void deregister(InboundStream stream) {
        newest.remove(stream.lane(), stream);
    }

    /** @return false if the stream has been replaced meanwhile */
    synchronized boolean deliver(InboundStream stream, Message message) {
        if (newest.get(stream.lane()) != stream) {
            return false;
        }
        receiver.received(message);
        return true;
    }
}
