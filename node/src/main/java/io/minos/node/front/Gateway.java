package io.minos.node.front;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The client port: etcd's JSON gateway under {@code /v3/} and {@code /v3beta/}, and the pages every port has. */
final class Gateway extends Handler.Abstract.NonBlocking {
    private final Backend backend;
    private final Limits limits;
    private final Executor executor;
    private final Routes routes;
    private final Pages pages;
    private final Optional<V2Routes> v2;
    private final OpenStreams streams;

    /** @param v2 if the v2 API is enabled */
    Gateway(Backend backend, Optional<V2Routes> v2, Limits limits, Executor executor, OpenStreams streams) {
        this.backend = backend;
        this.limits = limits;
        this.executor = executor;
        this.streams = streams;
        this.routes = new Routes();
        this.pages = new Pages(backend, executor);
        this.v2 = v2;
    }

    /** As far as this request's caller may use it. */
    Backend backend(Request request) {
        return backend.as(RequestCaller.ofJson(request));
    }

    Limits limits() {
        return limits;
    }

    /** Where answers are encoded and written, so that the backend's thread is not held up by clients. */
    Executor executor() {
        return executor;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Answers.allowAnyOrigin(response);
        if (HttpMethod.OPTIONS.is(request.getMethod())) {
            response.setStatus(HttpStatus.OK_200);
            response.write(true, ByteBuffer.allocate(0), callback);
            return true;
        }
        if (v2.isPresent() && V2Routes.covers(request)) {
            v2.get().handle(request, response, callback);
            return true;
        }
        String path = Request.getPathInContext(request);
        Optional<Routes.Route> route = routes.at(path);
        if (route.isPresent()) {
            call(route.get(), request, response, callback);
        } else if (path.equals("/version")) {
            Pages.version(request, response, callback);
        } else if (path.startsWith("/v3/") || path.startsWith("/v3beta/")) {
            Answers.textError(response, HttpStatus.NOT_FOUND_404, "Not Found", callback);
        } else {
            pages.handle(request, response, callback);
        }
        return true;
    }

    private void call(Routes.Route route, Request request, Response response, Callback callback) {
        if (!HttpMethod.POST.is(request.getMethod())) {
            Answers.textError(response, HttpStatus.METHOD_NOT_ALLOWED_405, "Method Not Allowed", callback);
        } else if (route instanceof Routes.Route.Unary<?, ?> unary) {
            UnaryCall.start(unary, backend(request), limits, executor, new Exchange(request, response, callback));
        } else if (route instanceof Routes.Route.Watch) {
            WatchCall.start(this, new Exchange(request, response, callback));
        } else if (route instanceof Routes.Route.Observe) {
            ObserveCall.start(this, new Exchange(request, response, callback));
        } else {
            KeepAliveCall.start(this, new Exchange(request, response, callback));
        }
    }

    /** A stream of JSON lines, ended in peace when the node stops. */
    ResponseStream openStream(Exchange exchange, OpenStreams.Listener listener) {
        return streams.open(exchange, JsonLines.FORM, executor, listener, ResponseStream::end);
    }
}
