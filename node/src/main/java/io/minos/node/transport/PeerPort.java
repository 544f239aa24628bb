package io.minos.node.transport;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a member's peer URL serves: its peers' streams of messages, and their calls. */
final class PeerPort extends Handler.Abstract.NonBlocking {
    private static final Logger LOG = LoggerFactory.getLogger(PeerPort.class);
    static final String CALL = "/raft/call/";
    private static final int CALL_BYTES_MAX = 4 << 20;

    private final long cluster;
    private final long self;
    private final PeerTransport.Receiver receiver;
    private final Map<Long, Inbox> inboxes = new ConcurrentHashMap<>();
    private final Map<String, Function<ByteString, CompletableFuture<ByteString>>> methods = new ConcurrentHashMap<>();
    /** Whom we have complained about already. */
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    PeerPort(long cluster, long self, PeerTransport.Receiver receiver) {
        this.cluster = cluster;
        this.self = self;
        this.receiver = receiver;
    }

    void serve(String method, Function<ByteString, CompletableFuture<ByteString>> answer) {
        methods.put(method, answer);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        Optional<Lane> lane = laneAt(path);
        if (!HttpMethod.POST.is(request.getMethod()) || lane.isEmpty() && !path.startsWith(CALL)) {
            return false;
        }
        Optional<Identity> identity = Identity.of(request.getHeaders());
        if (identity.isEmpty() || identity.get().cluster() != cluster || identity.get().to() != self) {
            refuse(identity, response, callback);
        } else if (lane.isPresent()) {
            stream(lane.get(), identity.get(), request, response, callback);
        } else {
            call(path.substring(CALL.length()), request, response, callback);
        }
        return true;
    }

    private static Optional<Lane> laneAt(String path) {
        for (Lane lane : Lane.values()) {
            if (lane.path.equals(path)) {
                return Optional.of(lane);
            }
        }
        return Optional.empty();
    }

    private void refuse(Optional<Identity> identity, Response response, Callback callback) {
        String theirs = identity.map(i -> "from member " + Long.toHexString(i.from()) + " of cluster " + Long.toHexString(i.cluster())
                + " for member " + Long.toHexString(i.to())).orElse("without its sender's name");
        String text = "refused a peer connection " + theirs + ": this is member " + Long.toHexString(self) + " of cluster " + Long.toHexString(cluster);
        if (refused.add(theirs)) {
            LOG.warn(text);
        }
        answer(response, HttpStatus.PRECONDITION_FAILED_412, text + "\n", callback);
    }

    private void stream(Lane lane, Identity identity, Request request, Response response, Callback callback) {
        Inbox inbox = inboxes.computeIfAbsent(identity.from(), from -> new Inbox(receiver));
        String boot = String.valueOf(request.getHeaders().get(PeerLink.BOOT_HEADER));
        String dial = String.valueOf(request.getHeaders().get(PeerLink.DIAL_HEADER));
        try {
            InboundStream stream = new InboundStream(
                    inbox, identity, lane, Long.parseUnsignedLong(boot, 16), Long.parseLong(dial), request, response, callback);
            if (inbox.register(stream)) {
                stream.start();
            } else {
                answer(response, HttpStatus.CONFLICT_409, "a newer connection is known\n", callback);
            }
        } catch (NumberFormatException e) {
            answer(response, HttpStatus.BAD_REQUEST_400, "which boot and dial is this?\n", callback);
        }
    }

    private void call(String method, Request request, Response response, Callback callback) {
        Function<ByteString, CompletableFuture<ByteString>> answer = methods.get(method);
        if (answer == null) {
            answer(response, HttpStatus.NOT_FOUND_404, "no method " + method + "\n", callback);
            return;
        }
        if (request.getLength() < 0 || request.getLength() > CALL_BYTES_MAX) {
            answer(response, HttpStatus.PAYLOAD_TOO_LARGE_413, "a call of at most " + CALL_BYTES_MAX + " bytes, its length given\n", callback);
            return;
        }
        Content.Source.asByteBuffer(request, new Promise.Invocable.NonBlocking<>() {
            @Override
            public void succeeded(ByteBuffer body) {
                answer.apply(ByteString.copyFrom(body)).whenComplete((bytes, failure) -> {
                    if (failure == null) {
                        response.write(true, bytes.asReadOnlyByteBuffer(), callback);
                    } else {
                        answer(response, HttpStatus.INTERNAL_SERVER_ERROR_500, failure.getMessage() + "\n", callback);
                    }
                });
            }

            @Override
            public void failed(Throwable why) {
                callback.failed(why);
            }
        });
    }

    private static void answer(Response response, int status, String text, Callback callback) {
        response.setStatus(status);
        Content.Sink.write(response, true, text, callback);
    }
}
