package io.minos.node.sim.promise;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.Permission;
import io.minos.node.apply.Command;
import io.minos.node.auth.AuthState;
import io.minos.node.mvcc.KeyRange;
import io.minos.node.sim.promise.AuthNeeds.Keys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Users and roles from one entry on until the next that changes them, made from the commands alone.
 *
 * @param index of the entry that made it so
 * @param disabledIndex of the entry that last switched authentication off; tokens given out before it are void
 */
record AuthMoment(long index, boolean enabled, long revision, long disabledIndex, SortedMap<String, User> users, SortedMap<String, Map<Keys, Permission.Type>> roles) {
    static final String ROOT = "root";
    static final AuthMoment FIRST = new AuthMoment(0, false, 1, 0, new TreeMap<>(), new TreeMap<>());
    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    /** @param sinceIndex of the entry that added the user or gave it its password: tokens given out before it are void */
    record User(ByteString password, long sinceIndex, Set<String> roles) {}

    // ---- who may

    /** @param user empty: nobody in particular */
    boolean permits(String user, AuthNeeds needs) {
        User known = users.get(user);
        if (!enabled || known != null && known.roles().contains(ROOT)) {
            return true;
        }
        return known != null
                && needs.reads().stream().allMatch(keys -> covers(known, Permission.Type.READ, keys))
                && needs.writes().stream().allMatch(keys -> covers(known, Permission.Type.WRITE, keys));
    }

    boolean isAdministrator(String user) {
        return !enabled || users.containsKey(user) && users.get(user).roles().contains(ROOT);
    }

    /** Whether a token that this entry gave out to the user still stands. */
    boolean knowsToken(String user, long tokenIndex) {
        return users.containsKey(user) && users.get(user).sinceIndex() < tokenIndex && disabledIndex < tokenIndex;
    }

    /** From the first key on, as far as the permissions together reach without a gap. */
    private boolean covers(User user, Permission.Type type, Keys keys) {
        ByteString reached = keys.key();
        ByteString end = end(keys);
        while (end.isEmpty() || KeyRange.compare(reached, end) < 0) {
            ByteString next = reached;
            for (Keys granted : granted(user, type)) {
                if (KeyRange.compare(granted.key(), reached) <= 0) {
                    if (end(granted).isEmpty()) {
                        return true;
                    }
                    next = KeyRange.compare(end(granted), next) > 0 ? end(granted) : next;
                }
            }
            if (next.equals(reached)) {
                return false;
            }
            reached = next;
        }
        return true;
    }

    private List<Keys> granted(User user, Permission.Type type) {
        List<Keys> granted = new ArrayList<>();
        for (String role : user.roles()) {
            roles.getOrDefault(role, new LinkedHashMap<>()).forEach((keys, permitted) -> {
                if (permitted == type || permitted == Permission.Type.READWRITE) {
                    granted.add(keys);
                }
            });
        }
        return granted;
    }

    /** The first key beyond; empty if there is none. */
    private static ByteString end(Keys keys) {
        return keys.rangeEnd().isEmpty() ? keys.key().concat(ZERO) : keys.rangeEnd().equals(ZERO) ? ByteString.EMPTY : keys.rangeEnd();
    }

    // ---- what becomes of it

    /** By a command that was not refused; itself when it changes nothing. */
    AuthMoment after(long at, Command command) {
        return switch (command.getRequestCase()) {
            case AUTH_ENABLE -> enabled ? this : new AuthMoment(at, true, revision, disabledIndex, users, roles);
            case AUTH_DISABLE -> enabled ? new AuthMoment(at, false, revision + 1, at, users, roles) : this;
            case USER_ADD -> user(at, command.getUserAdd().getName(), new User(command.getUserAdd().getPasswordHash(), at, new TreeSet<>()));
            case USER_CHANGE_PASSWORD -> user(at, command.getUserChangePassword().getName(),
                    new User(command.getUserChangePassword().getPasswordHash(), at, users.get(command.getUserChangePassword().getName()).roles()));
            case USER_DELETE -> without(at, command.getUserDelete().getName());
            case USER_GRANT_ROLE -> hold(at, command.getUserGrantRole().getUser(), command.getUserGrantRole().getRole(), true);
            case USER_REVOKE_ROLE -> hold(at, command.getUserRevokeRole().getName(), command.getUserRevokeRole().getRole(), false);
            case ROLE_ADD -> role(at, command.getRoleAdd().getName(), new LinkedHashMap<>());
            case ROLE_DELETE -> withoutRole(at, command.getRoleDelete().getRole());
            case ROLE_GRANT_PERMISSION -> {
                Permission granted = command.getRoleGrantPermission().getPerm();
                yield permission(at, command.getRoleGrantPermission().getName(), new Keys(granted.getKey(), granted.getRangeEnd()), granted.getPermType());
            }
            case ROLE_REVOKE_PERMISSION -> permission(at, command.getRoleRevokePermission().getRole(),
                    new Keys(command.getRoleRevokePermission().getKey(), command.getRoleRevokePermission().getRangeEnd()), null);
            default -> this;
        };
    }

    private AuthMoment changed(long at, SortedMap<String, User> newUsers, SortedMap<String, Map<Keys, Permission.Type>> newRoles) {
        return new AuthMoment(at, enabled, revision + 1, disabledIndex, newUsers, newRoles);
    }

    private AuthMoment user(long at, String name, User user) {
        SortedMap<String, User> changed = new TreeMap<>(users);
        changed.put(name, user);
        return changed(at, changed, roles);
    }

    private AuthMoment without(long at, String user) {
        SortedMap<String, User> changed = new TreeMap<>(users);
        changed.remove(user);
        return changed(at, changed, roles);
    }

    private AuthMoment hold(long at, String name, String role, boolean holds) {
        User user = users.get(name);
        Set<String> held = new TreeSet<>(user.roles());
        return (holds ? held.add(role) : held.remove(role)) ? user(at, name, new User(user.password(), user.sinceIndex(), held)) : this;
    }

    private AuthMoment role(long at, String name, Map<Keys, Permission.Type> permissions) {
        SortedMap<String, Map<Keys, Permission.Type>> changed = new TreeMap<>(roles);
        changed.put(name, permissions);
        return changed(at, users, changed);
    }

    private AuthMoment withoutRole(long at, String name) {
        SortedMap<String, Map<Keys, Permission.Type>> changed = new TreeMap<>(roles);
        changed.remove(name);
        SortedMap<String, User> holders = new TreeMap<>(users);
        holders.replaceAll((ignored, user) -> {
            Set<String> held = new TreeSet<>(user.roles());
            held.remove(name);
            return new User(user.password(), user.sinceIndex(), held);
        });
        return changed(at, holders, changed);
    }

    private AuthMoment permission(long at, String role, Keys keys, Permission.@Nullable Type type) {
        Map<Keys, Permission.Type> permissions = new LinkedHashMap<>(roles.get(role));
        if (type == null) {
            permissions.remove(keys);
        } else {
            permissions.put(keys, type);
        }
        return role(at, role, permissions);
    }

    // ---- what a member has

    /** The same users, roles, passwords and revision. */
    boolean isAs(AuthState state) {
        return enabled == state.isEnabled() && revision == state.revision()
                && users.keySet().equals(state.users().keySet()) && roles.keySet().equals(state.roles().keySet())
                && state.users().entrySet().stream().allMatch(user -> isAs(users.get(user.getKey()), user.getValue()))
                && state.roles().entrySet().stream().allMatch(role -> roles.get(role.getKey()).equals(permissions(role.getValue().getKeyPermissionList())));
    }

    private static boolean isAs(User user, io.minos.etcd.api.User other) {
        return user.password().equals(other.getPassword()) && user.roles().equals(new TreeSet<>(other.getRolesList()));
    }

    private static Map<Keys, Permission.Type> permissions(List<Permission> permissions) {
        Map<Keys, Permission.Type> map = new LinkedHashMap<>();
        permissions.forEach(permission -> map.put(new Keys(permission.getKey(), permission.getRangeEnd()), permission.getPermType()));
        return map;
    }

    /** For messages. */
    String text() {
        return (enabled ? "enabled" : "disabled") + " at revision " + revision + " with users " + users.keySet() + " and roles " + roles.keySet();
    }
}
