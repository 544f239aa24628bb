package io.minos.node.auth;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.Role;
import io.minos.etcd.api.User;
import io.minos.node.mvcc.KeyRange;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Users and roles at one moment. Immutable, for any thread. */
public final class AuthState {
    /** A user's name, and a role's: that it holds this role makes a user an administrator. */
    static final String ROOT = "root";
    private static final long FIRST_REVISION = 1;
    /** As etcd's database has them: by their bytes. */
    private static final Comparator<String> BY_BYTES = (left, right) -> KeyRange.compare(ByteString.copyFromUtf8(left), ByteString.copyFromUtf8(right));

    /** A new cluster's. */
    public static final AuthState INITIAL = new AuthState(false, FIRST_REVISION, named(), named());

    private final boolean enabled;
    private final long revision;
    private final SortedMap<String, User> users;
    private final SortedMap<String, Role> roles;
    private final Map<String, Rights> rights = new HashMap<>();

    private AuthState(boolean enabled, long revision, SortedMap<String, User> users, SortedMap<String, Role> roles) {
        this.enabled = enabled;
        this.revision = revision;
        this.users = Collections.unmodifiableSortedMap(users);
        this.roles = Collections.unmodifiableSortedMap(roles);
        users.forEach((name, user) -> rights.put(name, Rights.of(user, roles)));
    }

    /** What a snapshot holds. */
    public static AuthState restore(boolean enabled, long revision, Collection<User> users, Collection<Role> roles) {
        SortedMap<String, User> usersByName = named();
        SortedMap<String, Role> rolesByName = named();
        users.forEach(user -> usersByName.put(user.getName().toStringUtf8(), user));
        roles.forEach(role -> rolesByName.put(role.getName().toStringUtf8(), role));
        return new AuthState(enabled, Math.max(revision, FIRST_REVISION), usersByName, rolesByName);
    }

    private static <T> SortedMap<String, T> named() {
        return new TreeMap<>(BY_BYTES);
    }

    public boolean isEnabled() {
        return enabled;
    }

    /** One more with each change of users and roles, and when authentication is disabled. */
    public long revision() {
        return revision;
    }

    public SortedMap<String, User> users() {
        return users;
    }

    public SortedMap<String, Role> roles() {
        return roles;
    }

    public Optional<User> user(String name) {
        return Optional.ofNullable(users.get(name));
    }

    public Optional<Role> role(String name) {
        return Optional.ofNullable(roles.get(name));
    }

    Optional<Rights> rights(String user) {
        return Optional.ofNullable(rights.get(user));
    }

    // What changes it.

    AuthState switched(boolean on) {
        return new AuthState(on, on ? revision : revision + 1, users, roles);
    }

    AuthState with(User user) {
        SortedMap<String, User> changed = copy(users);
        changed.put(user.getName().toStringUtf8(), user);
        return changed(changed, roles);
    }

    AuthState withoutUser(String name) {
        SortedMap<String, User> changed = copy(users);
        changed.remove(name);
        return changed(changed, roles);
    }

    AuthState with(Role role) {
        SortedMap<String, Role> changed = copy(roles);
        changed.put(role.getName().toStringUtf8(), role);
        return changed(users, changed);
    }

    /** Nor has any user it. */
    AuthState withoutRole(String name) {
        SortedMap<String, Role> changedRoles = copy(roles);
        changedRoles.remove(name);
        SortedMap<String, User> changedUsers = copy(users);
        changedUsers.replaceAll((ignored, user) -> without(user, name));
        return changed(changedUsers, changedRoles);
    }

    static User without(User user, String role) {
        return user.toBuilder().clearRoles().addAllRoles(user.getRolesList().stream().filter(held -> !held.equals(role)).toList()).build();
    }

    private AuthState changed(SortedMap<String, User> changedUsers, SortedMap<String, Role> changedRoles) {
        return new AuthState(enabled, revision + 1, changedUsers, changedRoles);
    }

    private static <T> SortedMap<String, T> copy(SortedMap<String, T> original) {
        SortedMap<String, T> copy = named();
        copy.putAll(original);
        return copy;
    }
}
