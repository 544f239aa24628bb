package io.minos.node.front;

import io.minos.node.config.Version;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code /health} and {@code /metrics}: all there is at a metrics URL. */
final class Pages extends Handler.Abstract.NonBlocking {
    private static final String VERSION = "{\"etcdserver\":\"" + Version.ETCD + "\",\"etcdcluster\":\"" + Version.ETCD_CLUSTER + "\"}";

    private final Backend backend;
    private final Executor executor;

    Pages(Backend backend, Executor executor) {
        this.backend = backend;
        this.executor = executor;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        switch (Request.getPathInContext(request)) {
            case "/health" -> health(request, response, callback);
            case "/metrics" -> executor.execute(() -> Answers.metrics(response, backend.metrics(), callback));
            default -> Answers.textError(response, HttpStatus.NOT_FOUND_404, "404 page not found", callback);
        }
        return true;
    }

    static void version(Request request, Response response, Callback callback) {
        if (HttpMethod.GET.is(request.getMethod())) {
            Answers.page(response, VERSION, callback);
        } else {
            Answers.onlyGet(response, callback);
        }
    }

    private void health(Request request, Response response, Callback callback) {
        if (!HttpMethod.GET.is(request.getMethod())) {
            Answers.onlyGet(response, callback);
            return;
        }
        List<String> excluded = Request.extractQueryParameters(request).getValuesOrEmpty("exclude");
        CompletableFuture<Boolean> healthy = backend.healthy(Set.copyOf(excluded));
        healthy.whenCompleteAsync((yes, failure) -> {
            if (failure == null && yes) {
                Answers.text(response, "{\"health\":\"true\"}", callback);
            } else {
                Answers.textError(response, HttpStatus.SERVICE_UNAVAILABLE_503, "{\"health\":\"false\"}", callback);
            }
        }, executor);
    }
}
