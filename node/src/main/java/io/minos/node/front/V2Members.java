package io.minos.node.front;

import io.minos.etcd.api.Member;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code /v2/members}: who belongs to the cluster. Changes of it: {@link V2MemberChange}. */
final class V2Members {
    private final V2Routes routes;

    V2Members(V2Routes routes) {
        this.routes = routes;
    }

    void handle(String path, Request request, Response response, Callback callback) {
        if (!V2Routes.allows(request, response, callback, "GET", "POST", "DELETE", "PUT")) {
            return;
        }
        if (!request.getMethod().equals("GET")) {
            V2AuthPages.asRoot(routes, request, response, callback, () -> {
                routes.clusterId(response);
                V2MemberChange.start(routes, path.substring(V2Routes.MEMBERS.length()), request, response, callback);
            });
            return;
        }
        routes.clusterId(response);
        V2Backend.Facts facts = routes.backend().facts();
        switch (path.substring(V2Routes.MEMBERS.length())) {
            case "", "/" -> Answers.page(response, V2Json.members(sorted(facts.members())), callback);
            case "/leader" -> leader(facts).ifPresentOrElse(
                    leader -> Answers.page(response, V2Json.member(leader) + "\n", callback),
                    () -> Answers.page(response, 503, V2Json.message("During election"), callback));
            default -> Answers.page(response, 404, V2Json.message("Not found"), callback);
        }
    }

    /** Where clients are served. */
    String machines() {
        return routes.backend().facts().members().stream().flatMap(member -> member.getClientURLsList().stream()).sorted().collect(Collectors.joining(", "));
    }

    private static Optional<Member> leader(V2Backend.Facts facts) {
        return facts.members().stream().filter(member -> member.getID() == facts.leader()).findFirst();
    }

    /** In the order of their ids, as etcd has them everywhere. */
    static List<Member> sorted(Collection<Member> members) {
        return members.stream().sorted(Comparator.comparing(Member::getID, Long::compareUnsigned)).toList();
    }
}
