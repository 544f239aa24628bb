package io.minos.node.front;

import com.google.protobuf.Message;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A response of messages one after the other, sent as fast as the client reads: they wait here while a write is under way,
 * are encoded off the caller's thread, and leave together where the form has it so. Any thread.
 */
public final class ResponseStream implements Callback, ReaderWatch.Watched {
    /** With this much waiting, the sender had better wait too. */
    private static final int READY_BYTES = 64 << 10;
    /** Encoded at a time. */
    private static final int WRITE_BYTES = 256 << 10;

    /** The last two are final: all has been said, or the client is gone. */
    private enum State { OPEN, ENDING, ENDED, GONE }

    private final Response response;
    private final Callback callback;
    private final StreamForm form;
    private final Executor executor;
    private final UnsentBytes unsent;
    private final Runnable onWritten;
    private final Runnable onReady;
    private final Consumer<ResponseStream> onEnded;

    private final ArrayDeque<Message> waiting = new ArrayDeque<>();
    private State state = State.OPEN;
    private Optional<RpcException> error = Optional.empty();
    private long waitingBytes;
    /** Waiting, or on their way through Jetty; of these, the latter. */
    private long unsentBytes;
    private long writingBytes;
    private boolean writing;
    private boolean started;
    private boolean saidNotReady;
    private boolean asking;
    private final ReadProof proof = new ReadProof(System.nanoTime());

    /**
     * @param unsent told of what waits here for the client
     * @param onWritten called after every write, before what follows it
     * @param onReady called when {@link #isReady} turned true after it had said no
     * @param onEnded called once, whether the stream ended or the client is gone
     */
    ResponseStream(Exchange exchange, StreamForm form, Executor executor, UnsentBytes unsent, Runnable onWritten, Runnable onReady, Consumer<ResponseStream> onEnded) {
        this.response = exchange.response();
        this.callback = exchange.callback();
        this.form = form;
        this.executor = executor;
        this.unsent = unsent;
        this.onWritten = onWritten;
        this.onReady = onReady;
        this.onEnded = onEnded;
    }

    public void send(Message message) {
        synchronized (this) {
            if (state != State.OPEN) {
                return;
            }
            int bytes = message.getSerializedSize();
            waiting.add(message);
            waitingBytes += bytes;
            unsentBytes += bytes;
            unsent.add(bytes);
        }
        kick();
    }

    public synchronized boolean isReady() {
        boolean ready = state == State.OPEN && waitingBytes < READY_BYTES;
        saidNotReady |= !ready;
        return ready;
    }

    @Override
    public ReadProof proof() {
        return proof;
    }

    @Override
    public void ask() {
        synchronized (this) {
            if (writing || state != State.OPEN) {
                return;
            }
            asking = true;
        }
        kick();
    }

    /** Ends the stream after what waits. */
    public void end() {
        end(Optional.empty());
    }

    public void fail(RpcException why) {
        end(Optional.of(why));
    }

    /** Ends a stream that has sent nothing yet, with a response of another kind. */
    void replace(BiConsumer<Response, Callback> answer) {
        synchronized (this) {
            if (state != State.OPEN) {
                return;
            }
            state = State.ENDED;
        }
        answer.accept(response, callback);
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

    public synchronized boolean isEnded() {
        return state == State.ENDED || state == State.GONE;
    }

    /** The client left before it was told everything. */
    public synchronized boolean isGone() {
        return state == State.GONE;
    }

    private void kick() {
        synchronized (this) {
            if (writing || isEnded()) {
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
        Bytes bytes = new Bytes(512);
        boolean last = takeMessages(bytes);
        proof.writes(bytes.size(), System.nanoTime());
        if (!started) {
            begin(bytes, last);
        } else if (last) {
            form.end(error, bytes);
            response.write(true, bytes.asBuffer(), this);
        } else if (bytes.size() > 0) {
            response.write(false, bytes.asBuffer(), this);
        }
    }

    /**
     * The first write is never the last one: etcd's gateway answers in chunks whatever follows, and Jetty would send trailers
     * before the rest of a first write that does not fit into one frame.
     */
    private void begin(Bytes bytes, boolean last) {
        if (bytes.size() > 0) {
            started = true;
            form.begin(response);
            response.write(false, bytes.asBuffer(), this);
        } else if (last) {
            started = true;
            form.endEmpty(response, error, this);
        }
    }

    /** @return true if nothing will follow */
    private boolean takeMessages(Bytes bytes) {
        int enough = form.gathers() ? WRITE_BYTES : 1;
        while (bytes.size() < enough) {
            Message next;
            synchronized (this) {
                if (waiting.isEmpty()) {
                    boolean last = state == State.ENDING;
                    if (asking && !last && bytes.size() == 0) {
                        form.ask(bytes);
                    }
                    asking = false;
                    writing = last || bytes.size() > 0;
                    return last;
                }
                next = waiting.remove();
            }
            form.encode(next, bytes);
            synchronized (this) {
                waitingBytes -= next.getSerializedSize();
                writingBytes += next.getSerializedSize();
            }
        }
        return false;
    }

    /** A write is done. */
    @Override
    public void succeeded() {
        proof.taken(System.nanoTime());
        onWritten.run();
        boolean ended;
        boolean nowReady;
        boolean more;
        synchronized (this) {
            writing = false;
            sent(writingBytes);
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

    /** Under the lock. */
    private void sent(long bytes) {
        unsentBytes -= bytes;
        unsent.add(-bytes);
        writingBytes = 0;
    }

    /** A write failed, or the client is known to be gone for another reason. */
    @Override
    public void failed(Throwable why) {
        synchronized (this) {
            if (isEnded()) {
                return;
            }
            state = State.GONE;
            waiting.clear();
            sent(unsentBytes);
        }
        callback.failed(why);
        onEnded.accept(this);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
