package io.minos.node.front;

import io.minos.node.v2.auth.V2Auth;
import io.minos.node.v2.auth.V2AuthAnswer;
import io.minos.node.v2.auth.V2AuthChange;
import io.minos.node.v2.auth.V2Role;
import io.minos.node.v2.auth.V2User;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code /v2/auth}: users, roles, and whether they count (etcd 3.4, v2http/client_auth.go, authHandler). */
final class V2AuthPages {
    static final String AUTH = "/v2/auth";

    private final V2Routes routes;

    V2AuthPages(V2Routes routes) {
        this.routes = routes;
    }

    void handle(String path, Request request, Response response, Callback callback) {
        String below = path.substring(AUTH.length());
        String[] pieces = (below.endsWith("/") ? below.substring(0, below.length() - 1) : below).split("/", -1);
        boolean isOfThese = below.equals("/enable") || pieces.length > 1 && (pieces[1].equals("users") || pieces[1].equals("roles"));
        if (!isOfThese) {
            Answers.textError(response, HttpStatus.NOT_FOUND_404, "404 page not found", callback);
        } else if (pieces.length > 3) {
            refuse(response, HttpStatus.BAD_REQUEST_400, "Invalid path", callback);
        } else if (pieces.length == 3) {
            one(pieces[1].equals("users"), pieces[2], request, response, callback);
        } else if (pieces[1].equals("enable")) {
            enable(request, response, callback);
        } else {
            all(pieces[1].equals("users"), request, response, callback);
        }
    }

    static void refuse(Response response, int status, String message, Callback callback) {
        Answers.page(response, status, V2Json.message(message), callback);
    }

    /** Does it if the root asks, or if authentication is disabled. Else the client has been told. */
    static void asRoot(V2Routes routes, Request request, Response response, Callback callback, Runnable action) {
        CompletableFuture<Boolean> lets = routes.gate().letsRoot(request);
        lets.whenComplete((let, failure) -> {
            if (Boolean.TRUE.equals(let)) {
                action.run();
            } else {
                refuse(response, HttpStatus.UNAUTHORIZED_401, "Insufficient credentials", callback);
            }
        });
    }

    private V2Auth auth() {
        return routes.backend().auth();
    }

    private void enable(Request request, Response response, Callback callback) {
        if (!V2Routes.allows(request, response, callback, "GET", "PUT", "DELETE")) {
            return;
        }
        if (request.getMethod().equals("GET")) {
            page(response, "{\"enabled\":" + auth().isEnabled() + "}\n", callback);
        } else {
            boolean enabled = request.getMethod().equals("PUT");
            asRoot(routes, request, response, callback, () -> change(V2AuthChange.newBuilder().setEnabled(enabled).build(), "", response, callback));
        }
    }

    private void all(boolean users, Request request, Response response, Callback callback) {
        if (V2Routes.allows(request, response, callback, "GET")) {
            asRoot(routes, request, response, callback, () -> page(response, users ? V2AuthJson.users(auth()) : V2AuthJson.roles(auth().allRoles()), callback));
        }
    }

    private void one(boolean isUser, String name, Request request, Response response, Callback callback) {
        if (V2Routes.allows(request, response, callback, "GET", "PUT", "DELETE")) {
            asRoot(routes, request, response, callback, () -> {
                switch (request.getMethod()) {
                    case "GET" -> show(isUser, name, response, callback);
                    case "PUT" -> V2AuthPut.start(this, isUser, name, routes.limits().formBytesMax(), request, response, callback);
                    default -> {
                        V2AuthChange.Builder change = V2AuthChange.newBuilder();
                        change(isUser ? change.setDeleteUser(name).build() : change.setDeleteRole(name).build(), "", response, callback);
                    }
                }
            });
        }
    }

    private void show(boolean isUser, String name, Response response, Callback callback) {
        V2Auth auth = auth();
        if (!isUser) {
            Optional<V2Role> role = auth.role(name);
            role.ifPresentOrElse(there -> page(response, V2AuthJson.role(there) + "\n", callback), () -> noRole(name, response, callback));
            return;
        }
        Optional<V2User> user = auth.user(name);
        if (user.isEmpty()) {
            refused(response, HttpStatus.NOT_FOUND_404, "auth: User " + name + " does not exist.", callback);
            return;
        }
        List<String> roles = user.get().getRoles().getNameList();
        Optional<String> missing = roles.stream().filter(role -> auth.role(role).isEmpty()).findFirst();
        missing.ifPresentOrElse(role -> noRole(role, response, callback), () -> page(response, V2AuthJson.userWithRoles(auth, user.get()) + "\n", callback));
    }

    private void noRole(String name, Response response, Callback callback) {
        refused(response, HttpStatus.NOT_FOUND_404, "auth: Role " + name + " does not exist.", callback);
    }

    /** @param password of whom it is about, if one is given */
    void change(V2AuthChange change, String password, Response response, Callback callback) {
        routes.backend().changeAuth(change, password).whenCompleteAsync((answer, failure) -> {
            if (answer == null) {
                refused(response, HttpStatus.INTERNAL_SERVER_ERROR_500, "Internal Server Error", callback); // etcd says no more
            } else {
                told(answer, response, callback);
            }
        }, routes.executor());
    }

    private void told(V2AuthAnswer answer, Response response, Callback callback) {
        switch (answer.getShownCase()) {
            case USER -> changed(response, answer.getStatus(), V2AuthJson.userWithNames(answer.getUser()), callback);
            case ROLE -> changed(response, answer.getStatus(), V2AuthJson.role(answer.getRole()), callback);
            case REFUSAL -> refused(response, answer.getStatus(), answer.getRefusal(), callback);
            case SHOWN_NOT_SET -> page(response, "", callback);
        }
    }

    private void changed(Response response, int status, String json, Callback callback) {
        routes.clusterId(response);
        Answers.page(response, status, json + "\n", callback);
    }

    /** By what is there; what is wrong with the request itself has no cluster in its answer. */
    void refused(Response response, int status, String message, Callback callback) {
        routes.clusterId(response);
        refuse(response, status, message, callback);
    }

    private void page(Response response, String text, Callback callback) {
        routes.clusterId(response);
        Answers.page(response, text, callback);
    }
}
