package io.minos.node.front;

import io.minos.node.v2.auth.V2AuthChange;
import io.minos.node.v2.auth.V2AuthChanges;
import io.minos.node.v2.auth.V2Role;
import io.minos.node.v2.auth.V2UserPut;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A PUT of one user or role: its body is read and checked, in etcd's order and words, before it becomes a change. */
final class V2AuthPut implements RequestBody.Collector {
    private final V2AuthPages pages;
    private final boolean isUser;
    private final String name;
    private final Response response;
    private final Callback callback;

    private V2AuthPut(V2AuthPages pages, boolean isUser, String name, Response response, Callback callback) {
        this.pages = pages;
        this.isUser = isUser;
        this.name = name;
        this.response = response;
        this.callback = callback;
    }

    /** @param name as the path has it */
    static void start(V2AuthPages pages, boolean isUser, String name, int bytesMax, Request request, Response response, Callback callback) {
        RequestBody.collect(request, bytesMax, new V2AuthPut(pages, isUser, name, response, callback));
    }

    @Override
    public void whole(Bytes body) {
        try {
            if (isUser) {
                putUser(V2AuthJson.readUser(body));
            } else {
                putRole(V2AuthJson.readRole(body));
            }
        } catch (BadJsonException bad) {
            refuse("Invalid JSON in request body.");
        }
    }

    private void putUser(V2AuthJson.UserGiven given) {
        V2UserPut put = given.put();
        boolean changesRoles = put.getGrantCount() > 0 || put.getRevokeCount() > 0;
        if (!put.getUser().getName().equals(name)) {
            refuse("User JSON name does not match the name in the URL");
        } else if (changesRoles && put.getUser().getRoles().getNameCount() > 0) {
            refuse("User JSON contains both roles and grant/revoke");
        } else {
            pages.change(V2AuthChange.newBuilder().setPutUser(put).build(), given.password(), response, callback);
        }
    }

    private void putRole(V2Role role) {
        boolean changesRights = !V2AuthChanges.isEmpty(role.getGrant()) || !V2AuthChanges.isEmpty(role.getRevoke());
        if (!role.getName().equals(name)) {
            refuse("Role JSON name does not match the name in the URL");
        } else if (changesRights && !V2AuthChanges.isEmpty(role.getRights())) {
            refuse("Role JSON contains both permissions and grant/revoke");
        } else {
            pages.change(V2AuthChange.newBuilder().setPutRole(role).build(), "", response, callback);
        }
    }

    private void refuse(String message) {
        pages.refused(response, HttpStatus.BAD_REQUEST_400, message, callback);
    }

    @Override
    public void tooLarge(long bytes) {
        refuse("http: request body too large");
    }

    @Override
    public void broken(Throwable failure) {
        callback.failed(failure);
    }
}
