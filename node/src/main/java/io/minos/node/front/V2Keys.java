package io.minos.node.front;

import io.minos.node.v2.ErrorCode;
import io.minos.node.v2.V2Answer;
import io.minos.node.v2.V2Error;
import io.minos.node.v2.V2Event;
import io.minos.node.v2.V2Request;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** One request for {@code /v2/keys/…}. */
final class V2Keys implements RequestBody.Collector {
    private static final Set<String> WITHOUT_NODES_ON_DEMAND = Set.of("set", "compareAndSwap", "create", "update");

    private final V2Routes routes;
    private final String key;
    private final String path;
    private final Request request;
    private final Response response;
    private final Callback callback;

    /** @param key as the client spelled it: whether it may be used, is asked of it as it is */
    private V2Keys(V2Routes routes, String key, Request request, Response response, Callback callback) {
        this.routes = routes;
        this.key = key;
        this.path = key.endsWith("/") ? key.substring(0, key.length() - 1) : key; // the root is ""
        this.request = request;
        this.response = response;
        this.callback = callback;
    }

    static void start(V2Routes routes, String key, Request request, Response response, Callback callback) {
        RequestBody.collect(request, routes.limits().formBytesMax(), new V2Keys(routes, key, request, response, callback));
    }

    @Override
    public void whole(Bytes body) {
        String method = request.getMethod();
        String form = hasForm(method) ? new String(body.array(), 0, body.size(), StandardCharsets.UTF_8) : "";
        String query = request.getHttpURI().getQuery();
        try {
            V2Form parameters = new V2Form(method, form, query == null ? "" : query);
            routes.gate().letsToKey(request, key, parameters.recursive).whenComplete((let, failure) -> {
                if (Boolean.TRUE.equals(let)) {
                    serve(method, parameters);
                } else {
                    error(response, ErrorCode.UNAUTHORIZED.at("Insufficient credentials", 0), callback);
                }
            });
        } catch (V2Form.Refusal refusal) {
            error(response, refusal.error(), callback);
        }
    }

    /** Go's server reads the form of these alone, and only if it is called one. */
    private boolean hasForm(String method) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        String bare = type == null ? "" : type.split(";")[0].strip().toLowerCase(Locale.ROOT);
        return (method.equals("PUT") || method.equals("POST")) && bare.equals("application/x-www-form-urlencoded");
    }

    private void serve(String method, V2Form form) {
        switch (method) {
            case "PUT" -> change(V2Request.Method.PUT, form);
            case "POST" -> change(V2Request.Method.POST, form);
            case "DELETE" -> change(V2Request.Method.DELETE, form);
            case "GET" -> {
                if (form.wait && !form.quorum) { // etcd overlooks the wait of a quorum read
                    V2WatchCall.start(routes, path, form, request, response, callback);
                } else {
                    answerWith(routes.backend().get(path, form.recursive, form.quorum), false);
                }
            }
            default -> answerWith(routes.backend().get(path, form.recursive, false), false);
        }
    }

    private void change(V2Request.Method method, V2Form form) {
        answerWith(routes.backend().change(form.change(method, path).build(), form.ttlSeconds), form.noValueOnSuccess);
    }

    private void answerWith(CompletableFuture<V2Answer> answer, boolean noValue) {
        answer.whenCompleteAsync((known, failure) -> answer(known, failure, noValue), routes.executor());
    }

    private void answer(@Nullable V2Answer answer, @Nullable Throwable failure, boolean noValue) {
        if (answer == null) {
            error(response, ErrorCode.RAFT_INTERNAL.at(String.valueOf(RpcException.of(failure).getMessage()), 0), callback);
        } else if (answer.hasError()) {
            error(response, answer.getError(), callback);
        } else {
            V2Event event = answer.getEvent();
            boolean created = event.getAction().equals("create") || event.getAction().equals("set") && !event.hasPrevNode();
            indexes(routes, response, answer.getEtcdIndex());
            boolean withNodes = !(noValue && WITHOUT_NODES_ON_DEMAND.contains(event.getAction()));
            Answers.page(response, created ? 201 : 200, V2Json.event(event, withNodes), callback);
        }
    }

    static void indexes(V2Routes routes, Response response, long etcdIndex) {
        V2Backend.Facts facts = routes.backend().facts();
        response.getHeaders().add("X-Etcd-Index", Long.toUnsignedString(etcdIndex));
        response.getHeaders().add("X-Raft-Index", String.valueOf(facts.raftIndex()));
        response.getHeaders().add("X-Raft-Term", String.valueOf(facts.raftTerm()));
    }

    static void error(Response response, V2Error error, Callback callback) {
        response.getHeaders().add("X-Etcd-Index", Long.toUnsignedString(error.getIndex()));
        Answers.page(response, ErrorCode.of(error).httpStatus(), V2Json.error(error), callback);
    }

    @Override
    public void tooLarge(long bytes) {
        error(response, ErrorCode.INVALID_FORM.at("http: request body too large", 0), callback);
    }

    @Override
    public void broken(Throwable failure) {
        callback.failed(failure);
    }
}
