package io.minos.node.front.grpc;

import io.minos.node.front.Limits;
import io.minos.node.front.RpcException;
import io.minos.node.outcome.EtcdError.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a request body into its messages, and reads no further than has been asked for: what the client sends beyond that
 * waits in its own window. Holds no thread while it waits. To be used within the call's {@link Sequence} only.
 */
final class MessageReader {
    private static final int PREFIX_BYTES = 5;
    private static final int FIRST_BYTES = 4 << 10;

    /** What becomes of the messages. */
    interface Listener {
        void message(byte[] message);

        /** The client has nothing more to say, but may well listen. The last call, but for {@code gone}. */
        void halfClosed();

        /** What came is no message, or one that is too large; nothing more is read. */
        void unreadable(RpcException why);

        void gone(Throwable why);
    }

    private final Request request;
    private final Encoding encoding;
    private final Limits limits;
    private final Consumer<Runnable> sequence;
    private final Listener listener;

    private final ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES);
    private @Nullable ByteBuffer body;
    private int bodyBytes;
    private ByteBuffer input = ByteBuffer.allocate(0);
    private long wanted;
    private boolean lastRead;
    private boolean demanding;
    private boolean stopped;

    MessageReader(Request request, Encoding encoding, Limits limits, Consumer<Runnable> sequence, Listener listener) {
        this.request = request;
        this.encoding = encoding;
        this.limits = limits;
        this.sequence = sequence;
        this.listener = listener;
    }

    /** As many messages more are delivered as they come. The end of them is told only while there is something wanted. */
    void want(int messages) {
        wanted += messages;
        readOn();
    }

    /** Nothing more is of interest. */
    void stop() {
        stopped = true;
    }

    private void readOn() {
        while (!stopped && wanted > 0) {
            if (input.hasRemaining()) {
                take();
            } else if (lastRead) {
                finish();
            } else if (!read()) {
                return;
            }
        }
    }

    /** @return false if there is nothing yet */
    private boolean read() {
        if (demanding) {
            return false;
        }
        Content.Chunk chunk = request.read();
        if (chunk == null) {
            demanding = true;
            request.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, () -> sequence.accept(this::arrived)));
            return false;
        }
        if (Content.Chunk.isFailure(chunk)) {
            stop();
            listener.gone(chunk.getFailure());
            return false;
        }
        lastRead = chunk.isLast();
        // a copy, as what is left of it may have to wait for its turn while Jetty uses the buffer anew
        input = ByteBuffer.allocate(chunk.remaining()).put(chunk.getByteBuffer()).flip();
        chunk.release();
        return true;
    }

    private void arrived() {
        demanding = false;
        readOn();
    }

    /** Takes what has arrived of the message that is next. */
    private void take() {
        if (body == null) {
            move(prefix);
            if (!prefix.hasRemaining() && isReadable()) {
                bodyBytes = prefix.getInt(1);
                body = ByteBuffer.allocate(Math.min(bodyBytes, FIRST_BYTES));
            }
        }
        if (body != null) {
            body = withRoom(body);
            move(body);
            if (body.position() == bodyBytes) {
                byte[] message = body.array();
                boolean compressed = prefix.get(0) == 1;
                body = null;
                prefix.clear();
                deliver(message, compressed);
            }
        }
    }

    /** It grows with what has come: a client that only promises much costs little. */
    private ByteBuffer withRoom(ByteBuffer full) {
        if (full.hasRemaining() || full.position() == bodyBytes) {
            return full;
        }
        int wanted = Math.max(2 * full.capacity(), full.position() + input.remaining());
        return ByteBuffer.allocate(Math.min(bodyBytes, wanted)).put(full.flip());
    }

    private void move(ByteBuffer to) {
        int bytes = Math.min(input.remaining(), to.remaining());
        to.put(to.position(), input, input.position(), bytes).position(to.position() + bytes);
        input.position(input.position() + bytes);
    }

    private boolean isReadable() {
        long bytes = Integer.toUnsignedLong(prefix.getInt(1));
        if ((prefix.get(0) & ~1) != 0) {
            refuse(new RpcException(Code.INTERNAL, "grpc: received unexpected payload format " + (prefix.get(0) & 0xff)));
        } else if (bytes > limits.messageBytesMax()) {
            refuse(limits.messageTooLarge(bytes));
        }
        return !stopped;
    }

    private void deliver(byte[] message, boolean compressed) {
        try {
            byte[] whole = compressed ? encoding.expand(message, limits.messageBytesMax()) : message;
            if (whole.length > limits.messageBytesMax()) {
                refuse(limits.messageTooLarge(whole.length));
                return;
            }
            wanted--;
            listener.message(whole);
        } catch (IOException notExpandable) {
            refuse(new RpcException(Code.INTERNAL, String.valueOf(notExpandable.getMessage())));
        }
    }

    private void finish() {
        stop();
        if (prefix.position() > 0) {
            listener.unreadable(new RpcException(Code.INTERNAL, "unexpected EOF"));
        } else {
            listener.halfClosed();
        }
    }

    private void refuse(RpcException why) {
        stop();
        listener.unreadable(why);
    }
}
