package io.minos.node.transport;

import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.AsyncRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.util.IteratingCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lane to one peer: a single POST whose body goes on for as long as the connection lasts, one frame a message. The
 * response tells, now and then, how many bytes have arrived, so that a link that swallows everything is noticed.
 *
 * <p>What waits while nothing can be sent is dropped when it grows too large, and altogether when the connection is lost:
 * to Raft, both are lost messages. Any thread; never blocks.
 */
final class PeerLink {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);
    private static final int WRITE_BYTES = 1 << 20;
    private static final long PAUSE_MILLIS_MIN = 50;
    private static final long PAUSE_MILLIS_MAX = 200;
    static final String URLS_HEADER = "Minos-Urls";
    static final String BOOT_HEADER = "Minos-Boot";
    static final String DIAL_HEADER = "Minos-Dial";

    private final HttpClient client;
    private final Identity identity;
    private final long boot;
    private final Lane lane;
    private volatile List<URI> urls;
    private final String ourUrls;
    private final Duration silence;
    private final int queueBytesMax;
    private final Runnable gone;

    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private Optional<Connection> connection = Optional.empty();
    private long queueBytes;
    private long dials;
    private long failures;
    private long notBefore = System.nanoTime();
    private boolean closed;
    private long sentMessages;
    private long sentBytes;
    private long droppedMessages;

    /**
     * @param boot distinguishes this start's connections from those of the one before it
     * @param ourUrls told to the peer, who may not know us yet
     * @param gone called when the peer says that we are no member any more
     */
    PeerLink(HttpClient client, Identity identity, long boot, Lane lane, List<URI> urls, String ourUrls, Duration silence, int queueBytesMax, Runnable gone) {
        this.client = client;
        this.identity = identity;
        this.boot = boot;
        this.lane = lane;
        this.urls = urls;
        this.silence = silence;
        this.ourUrls = ourUrls;
        this.queueBytesMax = queueBytesMax;
        this.gone = gone;
    }

    /** Holds from the next dial on: a connection that works is kept, wherever it leads. */
    void readdress(List<URI> moved) {
        urls = moved;
    }

    /** Takes the frame, or drops it. It leaves with {@link #flush}. */
    synchronized void enqueue(byte[] frame) {
        boolean pausing = connection.isEmpty() && System.nanoTime() - notBefore < 0;
        boolean full = queueBytes + frame.length > queueBytesMax && !queue.isEmpty();
        if (closed || pausing || full) {
            droppedMessages++;
            return;
        }
        queue.add(frame);
        queueBytes += frame.length;
    }

    /** Sends what waits, in as few writes as can be; dials if need be. */
    void flush() {
        Connection ready;
        boolean dialed = false;
        synchronized (this) {
            if (queue.isEmpty() || closed) {
                return;
            }
            if (connection.isEmpty()) {
                connection = Optional.of(new Connection(++dials));
                dialed = true;
            }
            ready = connection.get();
        }
        if (dialed) {
            ready.dial();
        }
        ready.sender.iterate();
    }

    synchronized PeerStatus status() {
        boolean connected = connection.isPresent() && connection.get().accepted;
        return new PeerStatus(identity.to(), lane.name(), connected, sentMessages, sentBytes, droppedMessages);
    }

    void close() {
        Optional<Connection> last;
        synchronized (this) {
            closed = true;
            last = connection;
        }
        last.ifPresent(c -> c.giveUp(new IllegalStateException("closed")));
    }

    /** Up to {@link #WRITE_BYTES} of what waits, as one; empty if nothing does. */
    private synchronized ByteBuffer takeBatch(Connection taker) {
        if (queue.isEmpty() || !isCurrent(taker)) {
            return ByteBuffer.allocate(0);
        }
        int bytes = 0;
        int frames = 0;
        for (byte[] frame : queue) {
            if (frames > 0 && bytes + frame.length > WRITE_BYTES) {
                break;
            }
            bytes += frame.length;
            frames++;
        }
        ByteBuffer batch = frames == 1 ? ByteBuffer.wrap(queue.remove()) : copy(frames, bytes);
        queueBytes -= bytes;
        sentMessages += frames;
        sentBytes += bytes;
        return batch;
    }

    private ByteBuffer copy(int frames, int bytes) {
        ByteBuffer batch = ByteBuffer.allocate(bytes);
        for (int i = 0; i < frames; i++) {
            batch.put(queue.remove());
        }
        return batch.flip();
    }

    private synchronized boolean isCurrent(Connection which) {
        return connection.isPresent() && connection.get() == which;
    }

    private synchronized void lost(Connection which, Throwable why) {
        if (!isCurrent(which)) {
            return;
        }
        connection = Optional.empty();
        droppedMessages += queue.size();
        queue.clear();
        queueBytes = 0;
        failures = which.accepted ? 1 : failures + 1;
        long pause = Math.min(PAUSE_MILLIS_MAX, PAUSE_MILLIS_MIN << Math.min(failures - 1, 10));
        notBefore = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause);
        if (failures == 1 && !closed) {
            LOG.info("peer {} {} lost: {}", Long.toHexString(identity.to()), lane.path, inShort(why));
        }
    }

    /** Jetty's own texts describe its endpoints, at length. */
    private static String inShort(Throwable why) {
        if (why instanceof EOFException) {
            return "closed by the peer";
        }
        if (why instanceof SSLException && why.getMessage() != null) {
            return why.getMessage();
        }
        return why instanceof IOException ? why.getClass().getSimpleName() : String.valueOf(why.getMessage());
    }

    /** One dialed connection, from first byte to last. */
    private final class Connection {
        private final AsyncRequestContent content = new AsyncRequestContent("application/octet-stream");
        private final long number;
        private final Request request;
        private final Sender sender = new Sender(this);
        private volatile boolean accepted;
        private long handedOver;
        private long arrived;
        private long progressNanos = System.nanoTime();
        private long partOfCount;
        private int bytesOfCount;

        Connection(long number) {
            this.number = number;
            List<URI> now = urls;
            URI url = now.get((int) (failures % now.size()));
            this.request = client.POST(url.resolve(lane.path)).body(content).headers(headers -> {
                identity.putInto(headers);
                headers.add(new HttpField(URLS_HEADER, ourUrls));
                headers.add(new HttpField(BOOT_HEADER, Long.toHexString(boot)));
                headers.add(new HttpField(DIAL_HEADER, Long.toString(number)));
            }).onResponseHeaders(this::answered).onResponseContent((response, bytes) -> counted(bytes));
        }

        void dial() {
            request.send(result -> lost(this, result.getFailure() == null ? new IllegalStateException("ended by the peer") : result.getFailure()));
            client.getScheduler().schedule(this::checkSilence, silence.toMillis() / 4, TimeUnit.MILLISECONDS);
        }

        private void answered(Response response) {
            if (response.getStatus() == HttpStatus.OK_200) {
                accepted = true;
                LOG.info("peer {} {} connected", Long.toHexString(identity.to()), lane.path);
            } else {
                if (response.getStatus() == HttpStatus.GONE_410) {
                    gone.run();
                }
                giveUp(new IllegalStateException("refused with " + response.getStatus() + " " + response.getReason()));
            }
        }

        /** The peer counts what has arrived, in eight bytes. */
        private synchronized void counted(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                partOfCount = partOfCount << 8 | bytes.get() & 0xff;
                if (++bytesOfCount == Long.BYTES) {
                    arrived = partOfCount;
                    partOfCount = 0;
                    bytesOfCount = 0;
                    progressNanos = System.nanoTime();
                }
            }
        }

        private synchronized void handedOver(int bytes) {
            if (handedOver == arrived) {
                progressNanos = System.nanoTime();
            }
            handedOver += bytes;
        }

        private void checkSilence() {
            if (isSilent()) {
                giveUp(new TimeoutException("nothing has arrived for " + silence.toMillis() + " ms"));
            } else if (isCurrent(this)) {
                client.getScheduler().schedule(this::checkSilence, silence.toMillis() / 4, TimeUnit.MILLISECONDS);
            }
        }

        private synchronized boolean isSilent() {
            return handedOver > arrived && System.nanoTime() - progressNanos > silence.toNanos();
        }

        void giveUp(Throwable why) {
            lost(this, why);
            request.abort(why);
            content.fail(why);
        }
    }

    /** Writes batch after batch, each when the one before it is on its way. */
    private final class Sender extends IteratingCallback {
        private final Connection connection;

        Sender(Connection connection) {
            this.connection = connection;
        }

        @Override
        protected Action process() {
            ByteBuffer batch = takeBatch(connection);
            if (!batch.hasRemaining()) {
                return Action.IDLE;
            }
            connection.handedOver(batch.remaining());
            connection.content.write(batch, this);
            return Action.SCHEDULED;
        }

        @Override
        protected void onFailure(Throwable why) {
            connection.giveUp(why);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
