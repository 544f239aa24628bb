package io.minos.node.front;

import com.google.protobuf.Message;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A response of one {@code {"result":…}} a line, sent as fast as the client reads: messages wait here while a write is
 * under way, are encoded off the caller's thread, and leave together. Any thread.
 */
final class ResponseStream implements Callback {
    /** With this much waiting, the sender had better wait too. */
    private static final int READY_BYTES = 64 << 10;
    /** Encoded at a time. */
    private static final int WRITE_BYTES = 256 << 10;

    private enum State { OPEN, ENDING, ENDED }

    private final Response response;
    private final Callback callback;
    private final Executor executor;
    private final Runnable onReady;
    private final Consumer<ResponseStream> onEnded;

    private final ArrayDeque<Message> waiting = new ArrayDeque<>();
    private State state = State.OPEN;
    private Optional<RpcException> error = Optional.empty();
    private long waitingBytes;
    private boolean writing;
    private boolean started;
    private boolean saidNotReady;

    /**
     * @param onReady called when {@link #isReady} turned true after it had said no
     * @param onEnded called once, whether the stream ended or the client is gone
     */
    ResponseStream(Response response, Callback callback, Executor executor, Runnable onReady, Consumer<ResponseStream> onEnded) {
        this.response = response;
        this.callback = callback;
        this.executor = executor;
        this.onReady = onReady;
        this.onEnded = onEnded;
    }

    void send(Message message) {
        synchronized (this) {
            if (state != State.OPEN) {
                return;
            }
            waiting.add(message);
            waitingBytes += message.getSerializedSize();
        }
        kick();
    }

    synchronized boolean isReady() {
        boolean ready = state == State.OPEN && waitingBytes < READY_BYTES;
        saidNotReady |= !ready;
        return ready;
    }

    /** Ends the stream after what waits. */
    void end() {
        end(Optional.empty());
    }

    void fail(RpcException why) {
        end(Optional.of(why));
    }

    /** Nothing was ever understood of this stream's requests. */
    void refuse(String why) {
        synchronized (this) {
            if (state != State.OPEN) {
                return;
            }
            state = State.ENDED;
        }
        Answers.badStreamRequest(response, why, callback);
        onEnded.accept(this);
    }

    private void end(Optional<RpcException> why) {
        synchronized (this) {
            if (state != State.OPEN) {
                return;
            }
            state = State.ENDING;
            error = why;
        }
        kick();
    }

    synchronized boolean isEnded() {
        return state == State.ENDED;
    }

    private void kick() {
        synchronized (this) {
            if (writing || state == State.ENDED) {
                return;
            }
            writing = true;
        }
        executor.execute(this::writeNext);
    }

    /** Only one at a time: whoever set {@code writing}. */
    private void writeNext() {
        try {
            write();
        } catch (RuntimeException gone) {
            failed(gone); // Jetty throws when the exchange has ended under us: the client is away
        }
    }

    private void write() {
        Bytes lines = new Bytes(512);
        boolean last = takeLines(lines);
        if (!started) {
            begin(lines, last);
        } else if (last) {
            error.map(Answers::streamError).ifPresent(text -> lines.write(text, 0, text.length));
            response.write(true, lines.asBuffer(), this);
        } else if (lines.size() > 0) {
            response.write(false, lines.asBuffer(), this);
        }
    }

    /** The first write is never the last one: the response is chunked whatever follows, as etcd's is. */
    private void begin(Bytes lines, boolean last) {
        if (lines.size() > 0) {
            Answers.startStream(response);
        } else if (error.isPresent()) {
            Answers.streamError(response, error.get(), this);
            return;
        } else if (last) {
            Answers.startEmptyStream(response);
        } else {
            return;
        }
        started = true;
        response.write(false, lines.asBuffer(), this);
    }

    /** @return true if nothing will follow */
    private boolean takeLines(Bytes lines) {
        while (lines.size() < WRITE_BYTES) {
            Message next;
            synchronized (this) {
                if (waiting.isEmpty()) {
                    boolean last = state == State.ENDING;
                    writing = last || lines.size() > 0;
                    return last;
                }
                next = waiting.remove();
            }
            JsonCodec.writeResult(next, lines);
            synchronized (this) {
                waitingBytes -= next.getSerializedSize();
            }
        }
        return false;
    }

    /** A write is done. */
    @Override
    public void succeeded() {
        boolean ended;
        boolean nowReady;
        boolean more;
        synchronized (this) {
            writing = false;
            ended = state == State.ENDING && waiting.isEmpty() && response.hasLastWrite();
            nowReady = saidNotReady && state == State.OPEN && waitingBytes < READY_BYTES;
            saidNotReady &= !nowReady;
            more = !waiting.isEmpty() || state == State.ENDING;
            if (ended) {
                state = State.ENDED;
            }
        }
        if (ended) {
            callback.succeeded();
            onEnded.accept(this);
            return;
        }
        if (more) {
            kick();
        }
        if (nowReady) {
            onReady.run();
        }
    }

    /** A write failed, or the client is known to be gone for another reason. */
    @Override
    public void failed(Throwable why) {
        synchronized (this) {
            if (state == State.ENDED) {
                return;
            }
            state = State.ENDED;
            waiting.clear();
        }
        callback.failed(why);
        onEnded.accept(this);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
