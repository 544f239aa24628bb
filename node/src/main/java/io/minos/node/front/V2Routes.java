package io.minos.node.front;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** etcd's v2 API under {@code /v2/}, when it is enabled. */
final class V2Routes {
    static final String KEYS = "/v2/keys";
    static final String MEMBERS = "/v2/members";
    private static final HttpField HTML = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "text/html; charset=utf-8");

    private final V2Backend backend;
    private final Backend cluster;
    private final Limits limits;
    private final Executor executor;
    private final V2Members members;
    private final V2AuthPages authPages;
    private final V2Gate gate;
    private final Map<V2WatchCall, Boolean> watches = new ConcurrentHashMap<>();

    V2Routes(V2Backend backend, Backend cluster, Limits limits, Executor executor) {
        this.backend = backend;
        this.cluster = cluster;
        this.limits = limits;
        this.executor = executor;
        this.members = new V2Members(this);
        this.authPages = new V2AuthPages(this);
        this.gate = new V2Gate(backend);
    }

    static boolean covers(Request request) {
        return String.valueOf(request.getHttpURI().getPath()).startsWith("/v2");
    }

    void handle(Request request, Response response, Callback callback) {
        String path;
        try {
            path = GoUrl.unescape(String.valueOf(request.getHttpURI().getPath()), false);
        } catch (GoUrl.BadEscape bad) {
            Answers.text(response, 400, "400 Bad Request", callback);
            return;
        }
        String clean = GoUrl.clean(path);
        if (!clean.equals(path)) {
            redirect(clean, request, response, callback);
        } else if (isAtOrBelow(path, KEYS)) {
            keys(path, request, response, callback);
        } else if (isAtOrBelow(path, MEMBERS)) {
            members.handle(path, request, response, callback);
        } else if (isAtOrBelow(path, V2AuthPages.AUTH)) {
            authPages.handle(path, request, response, callback);
        } else {
            page(path, request, response, callback);
        }
    }

    private static boolean isAtOrBelow(String path, String prefix) {
        return path.equals(prefix) || path.startsWith(prefix + "/");
    }

    /** Go's server mends what is not clean by sending the client there. */
    private static void redirect(String clean, Request request, Response response, Callback callback) {
        String query = request.getHttpURI().getQuery();
        String location = GoUrl.escapePath(clean) + (query == null ? "" : "?" + query);
        boolean isRead = HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
        response.getHeaders().add(HttpHeader.LOCATION, location);
        String html = "<a href=\"" + location.replace("&", "&amp;").replace("\"", "&#34;").replace("'", "&#39;") + "\">Moved Permanently</a>.\n\n";
        if (isRead) {
            response.getHeaders().add(HTML);
        }
        Answers.status(response, 301, HttpMethod.GET.is(request.getMethod()) ? html : "", callback);
    }

    private void keys(String path, Request request, Response response, Callback callback) {
        if (allows(request, response, callback, "HEAD", "GET", "PUT", "POST", "DELETE")) {
            clusterId(response);
            V2Keys.start(this, path.substring(KEYS.length()), request, response, callback);
        }
    }

    private void page(String path, Request request, Response response, Callback callback) {
        switch (path) {
            case "/v2/machines" -> {
                if (allows(request, response, callback, "GET", "HEAD")) {
                    Answers.text(response, members.machines(), callback);
                }
            }
            case "/v2/stats/self", "/v2/stats/leader", "/v2/stats/store" -> {
                if (allows(request, response, callback, "GET")) {
                    stats(path, response, callback);
                }
            }
            default -> Answers.textError(response, 404, "404 page not found", callback);
        }
    }

    private void stats(String path, Response response, Callback callback) {
        switch (path) {
            case "/v2/stats/self" -> Answers.page(response, backend.selfStats(), callback);
            case "/v2/stats/leader" -> backend.leaderStats().ifPresentOrElse(
                    json -> Answers.page(response, json, callback),
                    () -> Answers.page(response, 403, V2Json.message("not current leader"), callback));
            default -> backend.storeStats().whenCompleteAsync((json, failure) -> {
                if (failure == null) {
                    Answers.page(response, json, callback);
                } else {
                    Answers.page(response, 500, V2Json.message("Internal Server Error"), callback);
                }
            }, executor);
        }
    }

    /** If it does not, the client has been told. */
    static boolean allows(Request request, Response response, Callback callback, String... methods) {
        boolean allowed = Arrays.asList(methods).contains(request.getMethod().toUpperCase(Locale.ROOT));
        if (!allowed) {
            response.getHeaders().add(HttpHeader.ALLOW, String.join(",", methods));
            Answers.textError(response, 405, "Method Not Allowed", callback);
        }
        return allowed;
    }

    void clusterId(Response response) {
        response.getHeaders().add("X-Etcd-Cluster-Id", Long.toHexString(backend.facts().clusterId()));
    }

    V2Backend backend() {
        return backend;
    }

    V2Gate gate() {
        return gate;
    }

    /** What changes the members. */
    Backend cluster() {
        return cluster;
    }

    Limits limits() {
        return limits;
    }

    Executor executor() {
        return executor;
    }

    void opened(V2WatchCall watch) {
        watches.put(watch, true);
    }

    void closed(V2WatchCall watch) {
        watches.remove(watch);
    }

    /** The node stops. */
    void endWatches() {
        watches.keySet().forEach(V2WatchCall::ended);
    }
}
