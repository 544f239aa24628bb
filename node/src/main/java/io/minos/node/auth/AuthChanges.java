package io.minos.node.auth;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.AuthRoleAddRequest;
import io.minos.etcd.api.AuthRoleDeleteRequest;
import io.minos.etcd.api.AuthRoleGrantPermissionRequest;
import io.minos.etcd.api.AuthRoleRevokePermissionRequest;
import io.minos.etcd.api.AuthUserDeleteRequest;
import io.minos.etcd.api.AuthUserGrantRoleRequest;
import io.minos.etcd.api.AuthUserRevokeRoleRequest;
import io.minos.etcd.api.Permission;
import io.minos.etcd.api.Role;
import io.minos.etcd.api.User;
import io.minos.etcd.api.UserAddOptions;
import io.minos.node.mvcc.KeyRange;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of users and roles, and what etcd refuses to do with them (auth/store.go). Who may ask for it is no concern
 * here, see {@link Access#admin}.
 */
public final class AuthChanges {
    private AuthChanges() {}

    /** Needs a root user with the root role. */
    public static Outcome<AuthState> enable(AuthState state) {
        if (state.isEnabled()) {
            return Outcome.done(state);
        }
        Optional<User> root = state.user(AuthState.ROOT);
        if (root.isEmpty()) {
            return Outcome.refused(EtcdError.ROOT_USER_NOT_EXIST);
        }
        return root.get().getRolesList().contains(AuthState.ROOT) ? Outcome.done(state.switched(true)) : Outcome.refused(EtcdError.ROOT_ROLE_NOT_EXIST);
    }

    public static Outcome<AuthState> disable(AuthState state) {
        return Outcome.done(state.isEnabled() ? state.switched(false) : state);
    }

    public static Outcome<AuthState> addUser(AuthState state, String name, ByteString passwordHash, UserAddOptions options) {
        if (name.isEmpty()) {
            return Outcome.refused(EtcdError.USER_EMPTY);
        }
        if (state.user(name).isPresent()) {
            return Outcome.refused(EtcdError.USER_EXISTS);
        }
        return Outcome.done(state.with(User.newBuilder().setName(ByteString.copyFromUtf8(name)).setPassword(passwordHash).setOptions(options).build()));
    }

    public static Outcome<AuthState> deleteUser(AuthState state, AuthUserDeleteRequest request) {
        if (state.isEnabled() && request.getName().equals(AuthState.ROOT)) {
            return Outcome.refused(EtcdError.INVALID_AUTH_MGMT);
        }
        return state.user(request.getName()).isEmpty() ? Outcome.refused(EtcdError.USER_NOT_FOUND) : Outcome.done(state.withoutUser(request.getName()));
    }

    public static Outcome<AuthState> changePassword(AuthState state, String name, ByteString passwordHash) {
        return state.user(name)
                .map(user -> Outcome.done(state.with(user.toBuilder().setPassword(passwordHash).build())))
                .orElseGet(() -> Outcome.refused(EtcdError.USER_NOT_FOUND));
    }

    /** The role root can be granted without having been added. */
    public static Outcome<AuthState> grantRole(AuthState state, AuthUserGrantRoleRequest request) {
        Optional<User> user = state.user(request.getUser());
        if (user.isEmpty()) {
            return Outcome.refused(EtcdError.USER_NOT_FOUND);
        }
        if (!request.getRole().equals(AuthState.ROOT) && state.role(request.getRole()).isEmpty()) {
            return Outcome.refused(EtcdError.ROLE_NOT_FOUND);
        }
        if (user.get().getRolesList().contains(request.getRole())) {
            return Outcome.done(state);
        }
        List<String> roles = new ArrayList<>(user.get().getRolesList());
        roles.add(request.getRole());
        roles.sort((left, right) -> KeyRange.compare(ByteString.copyFromUtf8(left), ByteString.copyFromUtf8(right)));
        return Outcome.done(state.with(user.get().toBuilder().clearRoles().addAllRoles(roles).build()));
    }

    public static Outcome<AuthState> revokeRole(AuthState state, AuthUserRevokeRoleRequest request) {
        if (state.isEnabled() && request.getName().equals(AuthState.ROOT) && request.getRole().equals(AuthState.ROOT)) {
            return Outcome.refused(EtcdError.INVALID_AUTH_MGMT);
        }
        Optional<User> user = state.user(request.getName());
        if (user.isEmpty()) {
            return Outcome.refused(EtcdError.USER_NOT_FOUND);
        }
        if (!user.get().getRolesList().contains(request.getRole())) {
            return Outcome.refused(EtcdError.ROLE_NOT_GRANTED);
        }
        return Outcome.done(state.with(AuthState.without(user.get(), request.getRole())));
    }

    public static Outcome<AuthState> addRole(AuthState state, AuthRoleAddRequest request) {
        if (request.getName().isEmpty()) {
            return Outcome.refused(EtcdError.ROLE_EMPTY);
        }
        if (state.role(request.getName()).isPresent()) {
            return Outcome.refused(EtcdError.ROLE_EXISTS);
        }
        return Outcome.done(state.with(Role.newBuilder().setName(request.getNameBytes()).build()));
    }

    public static Outcome<AuthState> deleteRole(AuthState state, AuthRoleDeleteRequest request) {
        if (state.isEnabled() && request.getRole().equals(AuthState.ROOT)) {
            return Outcome.refused(EtcdError.INVALID_AUTH_MGMT);
        }
        return state.role(request.getRole()).isEmpty() ? Outcome.refused(EtcdError.ROLE_NOT_FOUND) : Outcome.done(state.withoutRole(request.getRole()));
    }

    /**
     * A permission on the very same range is replaced. etcd 3.4 looks only at the first of those that begin with the key, and
     * may leave the old one standing beside the new.
     */
    public static Outcome<AuthState> grantPermission(AuthState state, AuthRoleGrantPermissionRequest request) {
        Optional<Role> role = state.role(request.getName());
        if (role.isEmpty()) {
            return Outcome.refused(EtcdError.ROLE_NOT_FOUND);
        }
        if (!request.hasPerm()) {
            return Outcome.refused(EtcdError.PERMISSION_NOT_GIVEN);
        }
        Permission granted = request.getPerm();
        List<Permission> permissions = new ArrayList<>(role.get().getKeyPermissionList());
        boolean isNew = true;
        for (int i = 0; i < permissions.size(); i++) {
            if (isOn(permissions.get(i), granted.getKey(), granted.getRangeEnd())) {
                permissions.set(i, granted);
                isNew = false;
            }
        }
        if (isNew) {
            permissions.add(granted);
            permissions.sort((left, right) -> KeyRange.compare(left.getKey(), right.getKey()));
        }
        return Outcome.done(state.with(role.get().toBuilder().clearKeyPermission().addAllKeyPermission(permissions).build()));
    }

    public static Outcome<AuthState> revokePermission(AuthState state, AuthRoleRevokePermissionRequest request) {
        Optional<Role> role = state.role(request.getRole());
        if (role.isEmpty()) {
            return Outcome.refused(EtcdError.ROLE_NOT_FOUND);
        }
        List<Permission> kept = role.get().getKeyPermissionList().stream()
                .filter(permission -> !isOn(permission, request.getKey(), request.getRangeEnd())).toList();
        if (kept.size() == role.get().getKeyPermissionCount()) {
            return Outcome.refused(EtcdError.PERMISSION_NOT_GRANTED);
        }
        return Outcome.done(state.with(role.get().toBuilder().clearKeyPermission().addAllKeyPermission(kept).build()));
    }

    private static boolean isOn(Permission permission, ByteString key, ByteString rangeEnd) {
        return permission.getKey().equals(key) && permission.getRangeEnd().equals(rangeEnd);
    }
}
