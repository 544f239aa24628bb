package io.minos.node.transport;

import io.minos.node.raft.Message;
import java.io.Closeable;

/**
 * Sends messages to peers. Never blocks; a message may be lost, at any time and without a word, when its peer is slow or
 * away; those that arrive from one peer arrive in order and whole. Any thread.
 */
public interface PeerTransport extends Closeable {
    void send(Message message);

    /** Called on a transport thread for each message that arrives. Must not block. */
    interface Receiver {
        void received(Message message);
    }
}
