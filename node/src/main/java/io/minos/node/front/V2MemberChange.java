package io.minos.node.front;

import io.minos.etcd.api.Member;
import io.minos.etcd.api.MemberAddRequest;
import io.minos.etcd.api.MemberRemoveRequest;
import io.minos.etcd.api.MemberUpdateRequest;
import io.minos.node.outcome.EtcdError;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A POST, PUT or DELETE of {@code /v2/members}: answers as etcd 3.4's (v2http/client.go, membersHandler). */
final class V2MemberChange implements RequestBody.Collector {
    private static final String JSON = "application/json";

    private final V2Routes routes;
    private final String name;
    private final Request request;
    private final Response response;
    private final Callback callback;

    private V2MemberChange(V2Routes routes, String name, Request request, Response response, Callback callback) {
        this.routes = routes;
        this.name = name;
        this.request = request;
        this.response = response;
        this.callback = callback;
    }

    /** @param path below {@code /v2/members} */
    static void start(V2Routes routes, String path, Request request, Response response, Callback callback) {
        String name = path.startsWith("/") ? path.substring(1) : path;
        V2MemberChange change = new V2MemberChange(routes, name, request, response, callback);
        boolean adds = request.getMethod().equals("POST");
        if (!adds && name.isEmpty()) {
            Answers.textError(response, HttpStatus.METHOD_NOT_ALLOWED_405, "Method Not Allowed", callback);
        } else if (!adds && change.id().isEmpty()) {
            change.refuse(HttpStatus.NOT_FOUND_404, "No such member: " + name);
        } else if (request.getMethod().equals("DELETE")) {
            change.remove();
        } else if (!change.type().equals(JSON)) {
            change.refuse(HttpStatus.UNSUPPORTED_MEDIA_TYPE_415, "Bad Content-Type " + change.type() + ", accept " + JSON);
        } else {
            RequestBody.collect(request, routes.limits().formBytesMax(), change);
        }
    }

    private Optional<Long> id() {
        try {
            boolean signed = name.startsWith("+") || name.startsWith("-");
            return signed ? Optional.empty() : Optional.of(Long.parseUnsignedLong(name, 16));
        } catch (NumberFormatException noId) {
            return Optional.empty();
        }
    }

    private String type() {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (type == null) {
            return "";
        }
        return type.contains(";") ? type.substring(0, type.indexOf(';')).toLowerCase(Locale.ROOT).strip() : type;
    }

    @Override
    public void whole(Bytes body) {
        List<String> urls;
        try {
            urls = V2PeerUrls.read(body);
        } catch (BadJsonException bad) {
            refuse(HttpStatus.BAD_REQUEST_400, String.valueOf(bad.getMessage()));
            return;
        }
        if (request.getMethod().equals("POST")) {
            add(urls);
        } else {
            update(urls);
        }
    }

    private void add(List<String> urls) {
        answer(routes.cluster().memberAdd(MemberAddRequest.newBuilder().addAllPeerURLs(urls).build()), added -> {
            Member member = added.getMember();
            Answers.page(response, HttpStatus.CREATED_201, V2Json.member(member) + "\n", callback);
        });
    }

    private void update(List<String> urls) {
        answer(routes.cluster().memberUpdate(MemberUpdateRequest.newBuilder().setID(id().orElseThrow()).addAllPeerURLs(urls).build()), updated -> done());
    }

    private void remove() {
        answer(routes.cluster().memberRemove(MemberRemoveRequest.newBuilder().setID(id().orElseThrow()).build()), removed -> done());
    }

    private void done() {
        Answers.status(response, HttpStatus.NO_CONTENT_204, "", callback);
    }

    private <A> void answer(CompletableFuture<A> answer, Consumer<A> success) {
        answer.whenCompleteAsync((known, failure) -> {
            if (known == null) {
                failed(RpcException.of(failure));
            } else {
                success.accept(known);
            }
        }, routes.executor());
    }

    private void failed(RpcException error) {
        String message = String.valueOf(error.getMessage());
        if (message.equals(EtcdError.PEER_URL_EXISTS.text())) {
            refuse(HttpStatus.CONFLICT_409, "membership: peerURL exists");
        } else if (message.equals(EtcdError.MEMBER_EXISTS.text())) {
            refuse(HttpStatus.CONFLICT_409, "membership: ID exists");
        } else if (message.equals(EtcdError.MEMBER_NOT_FOUND.text()) && !isRemoved()) {
            refuse(HttpStatus.NOT_FOUND_404, "No such member: " + Long.toHexString(id().orElse(0L)));
        } else if (message.equals(EtcdError.MEMBER_NOT_FOUND.text()) && request.getMethod().equals("DELETE")) {
            refuse(HttpStatus.GONE_410, "Member permanently removed: " + Long.toHexString(id().orElse(0L)));
        } else {
            refuse(HttpStatus.INTERNAL_SERVER_ERROR_500, "Internal Server Error"); // etcd says no more to those who change members
        }
    }

    /** The v3 API does not tell the two apart. */
    private boolean isRemoved() {
        return id().map(routes.backend().facts().removedMembers()::contains).orElse(false);
    }

    private void refuse(int status, String message) {
        Answers.page(response, status, V2Json.message(message), callback);
    }

    @Override
    public void tooLarge(long bytes) {
        refuse(HttpStatus.BAD_REQUEST_400, "http: request body too large");
    }

    @Override
    public void broken(Throwable failure) {
        callback.failed(failure);
    }
}
