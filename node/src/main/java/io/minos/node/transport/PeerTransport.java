package io.minos.node.transport;

import com.google.protobuf.ByteString;
import io.minos.node.raft.Message;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Sends messages to peers. Never blocks; a message may be lost, at any time and without a word, when its peer is slow or
 * away; those that arrive from one peer arrive in order and whole (parts of snapshots in an order of their own). Any
 * thread.
 */
public interface PeerTransport extends Closeable {
    void send(Message message);

    /** As {@code send} for each in turn, with one write to a peer for all that is for it. */
    default void sendAll(List<Message> messages) {
        messages.forEach(this::send);
    }

    /**
     * Asks a peer and waits for its answer. Fails with {@link PeerCallException} when no answer came in time: whether the
     * peer did what was asked is then unknown.
     */
    CompletableFuture<ByteString> call(long peer, String method, ByteString body, Duration timeout);

    /** Answers calls of peers. The function is called on a transport thread and must not block. */
    void serve(String method, Function<ByteString, CompletableFuture<ByteString>> answer);

    /** Called on a transport thread for each message that arrives, one at a time for each peer. Must not block. */
    interface Receiver {
        void received(Message message);
    }
}
