package io.minos.node.front;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.minos.node.v2.auth.V2Auth;
import io.minos.node.v2.auth.V2Names;
import io.minos.node.v2.auth.V2Rights;
import io.minos.node.v2.auth.V2Role;
import io.minos.node.v2.auth.V2User;
import io.minos.node.v2.auth.V2UserPut;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Users and roles in JSON, both ways, as Go writes and reads etcd's structs ({@code v2auth.User}, {@code v2auth.Role}). */
final class V2AuthJson {
    private V2AuthJson() {}

    // ------------------------------------------------------------------ written

    static String role(V2Role role) {
        StringBuilder json = new StringBuilder("{\"role\":");
        V2Json.string(json, role.getName());
        json.append(",\"permissions\":").append(rights(role.getRights()));
        if (role.hasGrant()) {
            json.append(",\"grant\":").append(rights(role.getGrant()));
        }
        if (role.hasRevoke()) {
            json.append(",\"revoke\":").append(rights(role.getRevoke()));
        }
        return json.append('}').toString();
    }

    private static String rights(V2Rights rights) {
        return "{\"kv\":{\"read\":" + names(rights.hasRead(), rights.getRead()) + ",\"write\":" + names(rights.hasWrite(), rights.getWrite()) + "}}";
    }

    private static String names(boolean isThere, V2Names names) {
        StringBuilder json = new StringBuilder();
        if (isThere) {
            V2Json.strings(json, names.getNameList());
        }
        return isThere ? json.toString() : "null";
    }

    static String roles(List<V2Role> roles) {
        return roles.stream().map(V2AuthJson::role).collect(Collectors.joining(",", "{\"roles\":[", "]}\n"));
    }

    static String userWithNames(V2User user) {
        StringBuilder json = new StringBuilder("{\"user\":");
        V2Json.string(json, user.getName());
        return json.append(",\"roles\":").append(names(user.hasRoles(), user.getRoles())).append('}').toString();
    }

    /** With those of its roles that there are. */
    static String userWithRoles(V2Auth auth, V2User user) {
        StringBuilder json = new StringBuilder("{\"user\":");
        V2Json.string(json, user.getName());
        List<String> roles = user.getRoles().getNameList().stream().flatMap(name -> auth.role(name).stream()).map(V2AuthJson::role).toList();
        return json.append(roles.isEmpty() ? "" : ",\"roles\":[" + String.join(",", roles) + "]").append('}').toString();
    }

    static String users(V2Auth auth) {
        List<String> users = auth.users().keySet().stream().map(name -> userWithRoles(auth, auth.user(name).orElseThrow())).toList();
        return "{\"users\":" + (users.isEmpty() ? "null" : "[" + String.join(",", users) + "]") + "}\n";
    }

    // ------------------------------------------------------------------ read

    /** @param password empty: none */
    record UserGiven(V2UserPut put, String password) {}

    static UserGiven readUser(Bytes body) throws BadJsonException {
        V2User.Builder user = V2User.newBuilder();
        V2UserPut.Builder put = V2UserPut.newBuilder();
        String[] password = {""};
        GoStruct.read(body, Map.of(
                "user", json -> user.setName(GoStruct.string(json, user.getName())),
                "password", json -> password[0] = GoStruct.string(json, password[0]),
                "roles", json -> readNames(json).ifPresentOrElse(user::setRoles, user::clearRoles),
                "grant", json -> put.clearGrant().addAllGrant(GoStruct.strings(json).orElse(List.of())),
                "revoke", json -> put.clearRevoke().addAllRevoke(GoStruct.strings(json).orElse(List.of()))));
        return new UserGiven(put.setUser(user).build(), password[0]);
    }

    static V2Role readRole(Bytes body) throws BadJsonException {
        V2Role.Builder role = V2Role.newBuilder().setRights(V2Rights.getDefaultInstance());
        GoStruct.read(body, Map.of(
                "role", json -> role.setName(GoStruct.string(json, role.getName())),
                "permissions", json -> readRights(json, role.getRightsBuilder()),
                "grant", json -> {
                    if (json.currentToken() == JsonToken.VALUE_NULL) {
                        role.clearGrant();
                    } else {
                        readRights(json, role.getGrantBuilder());
                    }
                },
                "revoke", json -> {
                    if (json.currentToken() == JsonToken.VALUE_NULL) {
                        role.clearRevoke();
                    } else {
                        readRights(json, role.getRevokeBuilder());
                    }
                }));
        return role.build();
    }

    private static void readRights(JsonParser json, V2Rights.Builder rights) throws IOException, BadJsonException {
        GoStruct.read(json, Map.of("kv", kv -> GoStruct.read(kv, Map.of(
                "read", names -> readNames(names).ifPresentOrElse(rights::setRead, rights::clearRead),
                "write", names -> readNames(names).ifPresentOrElse(rights::setWrite, rights::clearWrite)))));
    }

    private static Optional<V2Names> readNames(JsonParser json) throws IOException, BadJsonException {
        return GoStruct.strings(json).map(names -> V2Names.newBuilder().addAllName(names).build());
    }
}
