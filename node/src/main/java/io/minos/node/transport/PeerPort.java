package io.minos.node.transport;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a member's peer URL serves: its peers' streams of messages, and their calls. */
final class PeerPort extends Handler.Abstract.NonBlocking {
    private static final Logger LOG = LoggerFactory.getLogger(PeerPort.class);
    static final String CALL = "/raft/call/";
    static final String MEMBERS = "/raft/members";
    /** etcd's own, read by its tools and by nobody of ours. */
    private static final String MEMBERS_PAGE = "/members";
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int CALL_BYTES_MAX = 4 << 20;

    private final long cluster;
    private final long self;
    private final PeerTransport.Receiver receiver;
    private final BiConsumer<Long, List<URI>> stranger;
    private final Map<Long, Inbox> inboxes = new ConcurrentHashMap<>();
    private final Map<String, Function<ByteString, CompletableFuture<ByteString>>> methods = new ConcurrentHashMap<>();
    private volatile SortedSet<Long> removed = Collections.emptySortedSet();
    private volatile Supplier<Optional<ByteString>> members = Optional::empty;
    private volatile Supplier<Optional<String>> membersPage = Optional::empty;
    /** Whom we have complained about already. */
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    /** @param stranger told of a sender and its URLs, before its messages are taken */
    PeerPort(long cluster, long self, PeerTransport.Receiver receiver, BiConsumer<Long, List<URI>> stranger) {
        this.stranger = stranger;
        this.cluster = cluster;
        this.self = self;
        this.receiver = receiver;
    }

    void serve(String method, Function<ByteString, CompletableFuture<ByteString>> answer) {
        methods.put(method, answer);
    }

    /** Whoever asks is told the members: who wants to join is none of them yet. */
    void describe(Supplier<Optional<ByteString>> description) {
        members = description;
    }

    /** JSON for {@code /members}. */
    void page(Supplier<Optional<String>> membersAsJson) {
        membersPage = membersAsJson;
    }

    /** By who sent them, since it was last unknown here. */
    SortedMap<Long, Long> receivedBytes() {
        SortedMap<Long, Long> bytes = new TreeMap<>(Long::compareUnsigned);
        inboxes.forEach((from, inbox) -> bytes.put(from, inbox.bytes()));
        return bytes;
    }

    /** They are not listened to any more, and told why. */
    void removed(SortedSet<Long> ids) {
        removed = ids;
        ids.forEach(id -> Optional.ofNullable(inboxes.remove(id)).ifPresent(Inbox::end));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        if (HttpMethod.GET.is(request.getMethod()) && path.equals(MEMBERS)) {
            tellMembers(response, callback);
            return true;
        }
        if (path.equals(MEMBERS_PAGE)) {
            showMembers(request, response, callback);
            return true;
        }
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

    private void tellMembers(Response response, Callback callback) {
        Optional<ByteString> known = members.get();
        if (known.isPresent()) {
            response.write(true, known.get().asReadOnlyByteBuffer(), callback);
        } else {
            answer(response, HttpStatus.SERVICE_UNAVAILABLE_503, "knows no members yet\n", callback);
        }
    }

    private void showMembers(Request request, Response response, Callback callback) {
        Optional<String> json = membersPage.get();
        if (!HttpMethod.GET.is(request.getMethod())) {
            response.getHeaders().add(HttpHeader.ALLOW, "GET").add(HttpHeader.CONTENT_TYPE, TEXT).add("X-Content-Type-Options", "nosniff");
            answer(response, HttpStatus.METHOD_NOT_ALLOWED_405, "Method Not Allowed\n", callback);
        } else if (json.isEmpty()) {
            answer(response, HttpStatus.SERVICE_UNAVAILABLE_503, "knows no members yet\n", callback);
        } else {
            response.getHeaders().add(HttpHeader.CONTENT_TYPE, JSON).add("X-Etcd-Cluster-Id", Long.toHexString(cluster));
            answer(response, HttpStatus.OK_200, json.get(), callback);
        }
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
        if (removed.contains(identity.from())) {
            answer(response, HttpStatus.GONE_410, "the member has been permanently removed from the cluster\n", callback);
            return;
        }
        introduce(identity.from(), request.getHeaders().get(PeerLink.URLS_HEADER));
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

    /** One that was added while we were away: we could not answer it otherwise, and what we would learn it from comes from it. */
    private void introduce(long from, @Nullable String urls) {
        if (urls != null && !urls.isEmpty()) {
            try {
                stranger.accept(from, Arrays.stream(urls.split(",")).map(URI::create).toList());
            } catch (IllegalArgumentException malformed) {
                LOG.warn("peer {} says it is at {}, which is no URL", Long.toHexString(from), urls);
            }
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
