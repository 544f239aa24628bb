package io.minos.scenarios.sim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.client.Rpc;
import io.minos.etcd.api.AuthDisableRequest;
import io.minos.etcd.api.AuthEnableRequest;
import io.minos.etcd.api.AuthRoleAddRequest;
import io.minos.etcd.api.AuthRoleDeleteRequest;
import io.minos.etcd.api.AuthRoleGrantPermissionRequest;
import io.minos.etcd.api.AuthRoleRevokePermissionRequest;
import io.minos.etcd.api.AuthUserAddRequest;
import io.minos.etcd.api.AuthUserChangePasswordRequest;
import io.minos.etcd.api.AuthUserDeleteRequest;
import io.minos.etcd.api.AuthUserGrantRoleRequest;
import io.minos.etcd.api.AuthUserRevokeRoleRequest;
import io.minos.etcd.api.Permission;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Gives each {@link Tenant} a role with all rights on the tenant's keys, takes something of it away now and then, and gives it
 * back a little later; once in a while authentication is off for as long. In the history as {@code auth} calls.
 */
final class UserAdministrator {
    static final String PREFIX = "a/";
    /** A user has the one or the other. */
    static final List<String> PASSWORDS = List.of("first", "second");
    private static final String ROOT = "root";
    private static final long REST_NANOS = Duration.ofMillis(600).toNanos();
    private static final int DISABLED_ONE_IN = 10;

    /** One call of it. */
    private record Change<Q extends Message>(Rpc<Q, ? extends Message> rpc, Q request) {}

    private final SimulatedSystem system;
    private final Duration timeout;
    private final RandomGenerator random;
    private final List<String> users;
    private boolean ended;

    UserAdministrator(SimulatedSystem system, List<String> users, Duration timeout) {
        this.system = system;
        this.users = users;
        this.timeout = timeout;
        this.random = system.cluster().randomness().stream("users", 0);
    }

    static String prefix(String user) {
        return PREFIX + user + "/";
    }

    /** From now on until {@link #end} things change. */
    void begin() {
        system.agenda().after(random.nextLong(2 * REST_NANOS), () -> {
            if (!ended) {
                String user = users.get(random.nextInt(users.size()));
                carryOut(List.of(disturbance(user)), system::members, () -> system.agenda().after(random.nextLong(2 * REST_NANOS), () -> repair(user)));
            }
        });
    }

    private void repair(String user) {
        if (!ended) {
            List<Change<?>> changes = new ArrayList<>(complete(user));
            changes.add(enable());
            carryOut(changes, system::members, this::begin);
        }
    }

    void end() {
        ended = true;
    }

    /** All users with all that is theirs, and authentication on: each of these is tried once. */
    void complete(Supplier<? extends Collection<Long>> members, Runnable then) {
        List<Change<?>> changes = new ArrayList<>();
        changes.add(new Change<>(AuthRpc.USER_ADD, AuthUserAddRequest.newBuilder().setName(ROOT).setPassword(ROOT).build()));
        changes.add(new Change<>(AuthRpc.USER_GRANT_ROLE, AuthUserGrantRoleRequest.newBuilder().setUser(ROOT).setRole(ROOT).build()));
        users.forEach(user -> changes.addAll(complete(user)));
        changes.add(enable());
        carryOut(changes, members, then);
    }

    private List<Change<?>> complete(String user) {
        return List.of(new Change<>(AuthRpc.ROLE_ADD, AuthRoleAddRequest.newBuilder().setName(role(user)).build()),
                grant(role(user), user),
                new Change<>(AuthRpc.USER_ADD, AuthUserAddRequest.newBuilder().setName(user).setPassword(PASSWORDS.get(0)).build()),
                new Change<>(AuthRpc.USER_GRANT_ROLE, AuthUserGrantRoleRequest.newBuilder().setUser(user).setRole(role(user)).build()));
    }

    private static Change<?> enable() {
        return new Change<>(AuthRpc.ENABLE, AuthEnableRequest.getDefaultInstance());
    }

    private static Change<?> grant(String role, String owner) {
        return new Change<>(AuthRpc.ROLE_GRANT_PERMISSION, grantRequest(role, owner));
    }

    /** All rights on that user's keys. */
    static AuthRoleGrantPermissionRequest grantRequest(String role, String owner) {
        return AuthRoleGrantPermissionRequest.newBuilder().setName(role)
                .setPerm(Permission.newBuilder().setPermType(Permission.Type.READWRITE).setKey(first(owner)).setRangeEnd(end(owner))).build();
    }

    static String role(String user) {
        return "role-" + user;
    }

    static ByteString first(String user) {
        return ByteString.copyFromUtf8(prefix(user));
    }

    /** The first key behind. */
    static ByteString end(String user) {
        return ByteString.copyFromUtf8(PREFIX + user + "0");
    }

    private Change<?> disturbance(String user) {
        if (random.nextInt(DISABLED_ONE_IN) == 0) {
            return new Change<>(AuthRpc.DISABLE, AuthDisableRequest.getDefaultInstance());
        }
        String neighbour = users.get(random.nextInt(users.size()));
        return switch (random.nextInt(8)) {
            case 0 -> new Change<>(AuthRpc.ROLE_REVOKE_PERMISSION, AuthRoleRevokePermissionRequest.newBuilder().setRole(role(user)).setKey(first(user)).setRangeEnd(end(user)).build());
            case 1 -> new Change<>(AuthRpc.USER_REVOKE_ROLE, AuthUserRevokeRoleRequest.newBuilder().setName(user).setRole(role(user)).build());
            case 2 -> new Change<>(AuthRpc.ROLE_DELETE, AuthRoleDeleteRequest.newBuilder().setRole(role(user)).build());
            case 3 -> new Change<>(AuthRpc.USER_CHANGE_PASSWORD, AuthUserChangePasswordRequest.newBuilder().setName(user).setPassword(PASSWORDS.get(random.nextInt(2))).build());
            case 4 -> grant(role(user), neighbour);
            case 5 -> new Change<>(AuthRpc.ROLE_REVOKE_PERMISSION,
                    AuthRoleRevokePermissionRequest.newBuilder().setRole(role(user)).setKey(first(neighbour)).setRangeEnd(end(neighbour)).build());
            default -> new Change<>(AuthRpc.USER_DELETE, AuthUserDeleteRequest.newBuilder().setName(user).build());
        };
    }

    /** One after the other, each at a member by chance; what is refused was so already. */
    private void carryOut(List<Change<?>> changes, Supplier<? extends Collection<Long>> members, Runnable then) {
        next(new ArrayDeque<>(changes), members, then);
    }

    private void next(Deque<Change<?>> left, Supplier<? extends Collection<Long>> members, Runnable then) {
        if (left.isEmpty()) {
            then.run();
            return;
        }
        List<Long> choice = List.copyOf(members.get());
        call(choice.get(random.nextInt(choice.size())), left.removeFirst(), () -> next(left, members, then));
    }

    private <Q extends Message> void call(long member, Change<Q> change, Runnable then) {
        String name = change.request().getDescriptorForType().getName();
        system.call(Caller.ROOT, member, timeout, "auth", JsonNodeFactory.instance.objectNode().put("change", name.substring(0, name.length() - "Request".length())),
                change.rpc(), change.request(), outcome -> then.run());
    }
}
