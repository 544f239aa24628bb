package io.minos.node.v2.auth;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The v2 API's users, roles, and whether they count. Immutable, for any thread.
 *
 * @param users by name, as are the roles: those that were made, which the role {@code root} is not
 */
public record V2Auth(boolean isEnabled, SortedMap<String, V2User> users, SortedMap<String, V2Role> roles) {
    /** The user and the role that may do everything. */
    public static final String ROOT = "root";
    /** The role of whoever does not say who it is. */
    static final String GUEST = "guest";

    /** Nobody has ever used it. */
    public static final V2Auth INITIAL = new V2Auth(false, new TreeMap<>(), new TreeMap<>());

    private static final V2Names EVERY_KEY = V2Names.newBuilder().addName("/*").build();
    static final V2Rights ALL = V2Rights.newBuilder().setRead(EVERY_KEY).setWrite(EVERY_KEY).build();
    private static final V2Role ROOT_ROLE = V2Role.newBuilder().setName(ROOT).setRights(ALL).build();

    public V2Auth {
        users = Collections.unmodifiableSortedMap(new TreeMap<>(users));
        roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
    }

    /** What {@link #stored} gave. */
    public static V2Auth restore(V2AuthState state) {
        SortedMap<String, V2User> users = new TreeMap<>();
        state.getUsersList().forEach(user -> users.put(user.getName(), user));
        SortedMap<String, V2Role> roles = new TreeMap<>();
        state.getRolesList().forEach(role -> roles.put(role.getName(), role));
        return new V2Auth(state.getEnabled(), users, roles);
    }

    /** For a snapshot. */
    public V2AuthState stored() {
        return V2AuthState.newBuilder().setEnabled(isEnabled).addAllUsers(users.values()).addAllRoles(roles.values()).build();
    }

    /** The user {@code root} has the role {@code root}, whatever was taken from it. */
    public Optional<V2User> user(String name) {
        return Optional.ofNullable(users.get(name)).map(V2Auth::withItsRoles);
    }

    static V2User withItsRoles(V2User user) {
        boolean lacksRoot = user.getName().equals(ROOT) && !user.getRoles().getNameList().contains(ROOT);
        return lacksRoot ? user.toBuilder().setRoles(user.getRoles().toBuilder().addName(ROOT)).build() : user;
    }

    public Optional<V2Role> role(String name) {
        return name.equals(ROOT) ? Optional.of(ROOT_ROLE) : Optional.ofNullable(roles.get(name));
    }

    /** In the order of their names, {@code root} among them. */
    public List<V2Role> allRoles() {
        SortedMap<String, V2Role> all = new TreeMap<>(roles);
        all.put(ROOT, ROOT_ROLE);
        return List.copyOf(all.values());
    }

    V2Auth enabled(boolean enabled) {
        return new V2Auth(enabled, users, roles);
    }

    V2Auth with(V2User user) {
        SortedMap<String, V2User> changed = new TreeMap<>(users);
        changed.put(user.getName(), user);
        return new V2Auth(isEnabled, changed, roles);
    }

    V2Auth with(V2Role role) {
        SortedMap<String, V2Role> changed = new TreeMap<>(roles);
        changed.put(role.getName(), role);
        return new V2Auth(isEnabled, users, changed);
    }

    V2Auth withoutUser(String name) {
        SortedMap<String, V2User> changed = new TreeMap<>(users);
        changed.remove(name);
        return new V2Auth(isEnabled, changed, roles);
    }

    V2Auth withoutRole(String name) {
        SortedMap<String, V2Role> changed = new TreeMap<>(roles);
        changed.remove(name);
        return new V2Auth(isEnabled, users, changed);
    }
}
