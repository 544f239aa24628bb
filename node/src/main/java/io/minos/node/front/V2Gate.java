package io.minos.node.front;

import io.minos.node.v2.auth.V2Access;
import io.minos.node.v2.auth.V2Auth;
import io.minos.node.v2.auth.V2User;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;

/**
 * Who is let in by the v2 API's users and roles, as this member knows them, asked when a request comes (etcd 3.4,
 * v2http/client_auth.go): by HTTP's basic authentication, or, where certificates name users, by the client's own.
 */
final class V2Gate {
    private static final String BASIC = "Basic ";

    private final V2Backend backend;

    V2Gate(V2Backend backend) {
        this.backend = backend;
    }

    /** @param key see {@link V2Access#mayUse} */
    CompletableFuture<Boolean> letsToKey(Request request, String key, boolean recursive) {
        V2Auth auth = backend.auth();
        if (!auth.isEnabled()) {
            return CompletableFuture.completedFuture(true);
        }
        boolean saysWho = !authorization(request).isEmpty();
        return user(request, auth).thenApply(user -> (!saysWho || user.isPresent()) && new V2Access(auth, user).mayUse(key, recursive, !isRead(request)));
    }

    /** To what only the root may do. */
    CompletableFuture<Boolean> letsRoot(Request request) {
        V2Auth auth = backend.auth();
        return auth.isEnabled() ? user(request, auth).thenApply(user -> new V2Access(auth, user).isRoot()) : CompletableFuture.completedFuture(true);
    }

    static boolean isRead(Request request) {
        return HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
    }

    private static String authorization(Request request) {
        String value = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        return value == null ? "" : value;
    }

    private CompletableFuture<Optional<V2User>> user(Request request, V2Auth auth) {
        if (authorization(request).isEmpty()) {
            Optional<String> name = backend.namesUsersByCertificates() ? RequestCaller.commonName(request) : Optional.empty();
            return CompletableFuture.completedFuture(name.flatMap(auth::user));
        }
        Optional<String[]> credentials = credentials(authorization(request));
        Optional<V2User> named = credentials.flatMap(both -> auth.user(both[0]));
        return named.isEmpty()
                ? CompletableFuture.completedFuture(named)
                : backend.isRight(credentials.get()[1], named.get()).thenApply(right -> named.filter(user -> right));
    }

    /** Name and password. */
    private static Optional<String[]> credentials(String authorization) {
        if (!authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        try {
            String both = new String(Base64.getDecoder().decode(authorization.substring(BASIC.length())), StandardCharsets.UTF_8);
            int colon = both.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(new String[] {both.substring(0, colon), both.substring(colon + 1)});
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }
}
