package io.minos.node.auth;

import io.minos.etcd.api.Permission;
import io.minos.etcd.api.Role;
import io.minos.etcd.api.User;
import io.minos.node.mvcc.KeyRange;
import java.util.List;
import java.util.SortedMap;

/** What one user may do by all roles together. */
record Rights(boolean root, KeySet readable, KeySet writable) {
    static Rights of(User user, SortedMap<String, Role> roles) {
        List<Permission> permissions = user.getRolesList().stream()
                .filter(roles::containsKey)
                .flatMap(role -> roles.get(role).getKeyPermissionList().stream())
                .toList();
        return new Rights(user.getRolesList().contains(AuthState.ROOT),
                keys(permissions, Permission.Type.READ), keys(permissions, Permission.Type.WRITE));
    }

    private static KeySet keys(List<Permission> permissions, Permission.Type type) {
        return new KeySet(permissions.stream()
                .filter(permission -> permission.getPermType() == type || permission.getPermType() == Permission.Type.READWRITE)
                .map(permission -> KeyRange.of(permission.getKey(), permission.getRangeEnd()))
                .toList());
    }

    boolean mayRead(KeyRange range) {
        return root || readable.covers(range);
    }

    boolean mayWrite(KeyRange range) {
        return root || writable.covers(range);
    }
}
