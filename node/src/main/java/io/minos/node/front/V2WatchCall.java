package io.minos.node.front;

import io.minos.node.v2.V2Error;
import io.minos.node.v2.V2Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A long poll: headers at once, then one event, or with {@code stream} all of them, until the client leaves. Whatever ends it
 * first ends it once. What waits to be written is bounded: a client that does not read is cut off, as etcd does it.
 */
final class V2WatchCall implements V2Backend.WatchSink, ReaderWatch.Watched, Callback {
    /** etcd's. */
    private static final int WAITING_MAX = 100;
    private static final byte[] BLANKS = " ".repeat(ReadProof.PROOF_BYTES).getBytes(StandardCharsets.US_ASCII);

    private enum State { STARTING, OPEN, ENDING, ENDED }

    private final V2Routes routes;
    private final Response response;
    private final Callback callback;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private State state = State.STARTING;
    private boolean writing;
    private final ReadProof proof = new ReadProof(System.nanoTime());
    private V2Backend.Watch watch = () -> { };

    private V2WatchCall(V2Routes routes, Response response, Callback callback) {
        this.routes = routes;
        this.response = response;
        this.callback = callback;
    }

    /** The request has been read to its end. */
    static void start(V2Routes routes, String path, V2Form form, Request request, Response response, Callback callback) {
        V2WatchCall call = new V2WatchCall(routes, response, callback);
        routes.opened(call);
        request.addFailureListener(call::failed);
        request.addIdleTimeoutListener(timeout -> false);
        call.watches(routes.backend().watch(path, form.recursive, form.stream, form.waitIndex, call));
        ClientProbe.start(request, () -> !call.isEnded(), call::failed);
        ReaderWatch.start(request, routes.limits().connections(), call);
    }

    private void watches(V2Backend.Watch opened) {
        boolean alreadyOver;
        synchronized (this) {
            watch = opened;
            alreadyOver = state == State.ENDED;
        }
        if (alreadyOver) {
            opened.close();
        }
    }

    @Override
    public synchronized boolean isEnded() {
        return state == State.ENDED;
    }

    @Override
    public void waits(long etcdIndex) {
        synchronized (this) {
            if (state != State.STARTING) {
                return;
            }
            state = State.OPEN;
            response.setStatus(200);
            response.getHeaders().add(HttpHeader.CONTENT_TYPE, "application/json");
            V2Keys.indexes(routes, response, etcdIndex);
            waiting.add(new byte[0]);
        }
        kick();
    }

    @Override
    public void refused(V2Error error) {
        synchronized (this) {
            if (state != State.STARTING) {
                return;
            }
            state = State.ENDED;
        }
        V2Keys.error(response, error, callback);
        over();
    }

    @Override
    public void happened(V2Event event, boolean last) {
        boolean tooSlow;
        synchronized (this) {
            if (state != State.OPEN) {
                return;
            }
            tooSlow = waiting.size() >= WAITING_MAX;
            waiting.add(V2Json.event(event, true).getBytes(StandardCharsets.UTF_8));
            state = last ? State.ENDING : State.OPEN;
        }
        if (tooSlow) {
            failed(new EofException("the client does not read what it watches"));
        } else {
            kick();
        }
    }

    @Override
    public void ended() {
        synchronized (this) {
            if (state == State.ENDED) {
                return;
            }
            state = State.ENDING;
        }
        kick();
    }

    @Override
    public ReadProof proof() {
        return proof;
    }

    @Override
    public void ask() {
        synchronized (this) {
            if (writing || state != State.OPEN || !waiting.isEmpty()) {
                return;
            }
            waiting.add(BLANKS);
        }
        kick();
    }

    private void kick() {
        synchronized (this) {
            if (writing || state == State.ENDED) {
                return;
            }
            writing = true;
        }
        routes.executor().execute(this::writeNext);
    }

    /** Only one at a time: whoever set {@code writing}. */
    private void writeNext() {
        byte[] next;
        boolean last;
        synchronized (this) {
            byte[] polled = waiting.poll();
            last = state == State.ENDING && waiting.isEmpty();
            if (polled == null && !last) {
                writing = false;
                return;
            }
            next = polled == null ? new byte[0] : polled;
        }
        proof.writes(next.length, System.nanoTime());
        try {
            response.write(last, ByteBuffer.wrap(next), this);
        } catch (RuntimeException gone) {
            failed(gone); // Jetty throws when the exchange has ended under us: the client is away
        }
    }

    /** A write is done. */
    @Override
    public void succeeded() {
        proof.taken(System.nanoTime());
        boolean ended;
        synchronized (this) {
            writing = false;
            ended = state == State.ENDING && response.hasLastWrite();
            state = ended ? State.ENDED : state;
        }
        if (ended) {
            callback.succeeded();
            over();
        } else {
            kick();
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
        over();
    }

    private void over() {
        V2Backend.Watch mine;
        synchronized (this) {
            mine = watch;
        }
        mine.close();
        routes.closed(this);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
