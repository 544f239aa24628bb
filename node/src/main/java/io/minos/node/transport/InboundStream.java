package io.minos.node.transport;

import com.google.protobuf.InvalidProtocolBufferException;
import io.minos.node.raft.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receiving end of a {@link PeerLink}: reads frames on Jetty's own thread as they come, and counts the bytes for the
 * sender ten times a second.
 */
final class InboundStream implements Invocable.Task {
    private static final Logger LOG = LoggerFactory.getLogger(InboundStream.class);
    private static final long COUNT_MILLIS = 100;

    private final Inbox inbox;
    private final Identity identity;
    private final Lane lane;
    private final long boot;
    private final long dial;
    private final Request request;
    private final Response response;
    private final Callback callback;

    private final FrameReader frames = new FrameReader();
    private long arrived;
    private long told;
    private boolean telling;
    private boolean done;

    InboundStream(Inbox inbox, Identity identity, Lane lane, long boot, long dial, Request request, Response response, Callback callback) {
        this.inbox = inbox;
        this.identity = identity;
        this.lane = lane;
        this.boot = boot;
        this.dial = dial;
        this.request = request;
        this.response = response;
        this.callback = callback;
    }

    Lane lane() {
        return lane;
    }

    long boot() {
        return boot;
    }

    long dial() {
        return dial;
    }

    /** The response's headers go out first: they are the sender's sign that it is accepted. */
    void start() {
        request.addIdleTimeoutListener(timeout -> false);
        request.addFailureListener(this::end);
        response.write(false, ByteBuffer.allocate(0), Callback.from(InvocationType.NON_BLOCKING, this::run, this::end));
    }

    /** The peer has dialed anew: nothing that still comes here counts. */
    void supersede() {
        end(new IOException("the peer has dialed anew"));
    }

    @Override
    public void run() {
        try {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    end(chunk.getFailure());
                    return;
                }
                boolean going = take(chunk.getByteBuffer());
                boolean last = chunk.isLast();
                chunk.release();
                if (last || !going) {
                    end(new IOException("the peer ended its stream"));
                    return;
                }
            }
        } catch (InvalidProtocolBufferException e) {
            LOG.warn("peer {} sends what is no message: {}", Long.toHexString(identity.from()), e.getMessage());
            end(e);
        }
    }

    private boolean take(ByteBuffer bytes) throws InvalidProtocolBufferException {
        inbox.arrived(bytes.remaining());
        countLater(bytes.remaining());
        for (Optional<ByteBuffer> frame = frames.next(bytes); frame.isPresent(); frame = frames.next(bytes)) {
            if (!deliver(frame.get())) {
                return false;
            }
        }
        return true;
    }

    private boolean deliver(ByteBuffer frame) throws InvalidProtocolBufferException {
        Message message = MessageCodec.parse(frame);
        if (message.from() != identity.from() || message.to() != identity.to()) {
            throw new InvalidProtocolBufferException("from " + Long.toHexString(message.from()) + " to " + Long.toHexString(message.to()));
        }
        return inbox.deliver(this, message);
    }

    // ---- counting for the sender

    private void countLater(int bytes) {
        synchronized (this) {
            arrived += bytes;
            if (telling || done) {
                return;
            }
            telling = true;
        }
        request.getComponents().getScheduler().schedule(this::tell, COUNT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tell() {
        ByteBuffer count;
        synchronized (this) {
            if (done) {
                return;
            }
            told = arrived;
            count = ByteBuffer.allocate(Long.BYTES).putLong(told).flip();
        }
        response.write(false, count, Callback.from(InvocationType.NON_BLOCKING, this::toldIt, this::end));
    }

    private void toldIt() {
        boolean more;
        synchronized (this) {
            more = arrived > told && !done;
            telling = more;
        }
        if (more) {
            request.getComponents().getScheduler().schedule(this::tell, COUNT_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void end(Throwable why) {
        synchronized (this) {
            if (done) {
                return;
            }
            done = true;
        }
        inbox.deregister(this);
        callback.failed(why);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
