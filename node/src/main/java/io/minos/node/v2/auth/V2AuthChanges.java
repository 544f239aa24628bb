package io.minos.node.v2.auth;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What changes make of users and roles, and with which words and HTTP statuses they are refused. */
public final class V2AuthChanges {
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private V2AuthChanges() {}

    /** @param next the same as before if the change was refused */
    public record Decided(V2Auth next, V2AuthAnswer answer) {}

    public static Decided decide(V2Auth auth, V2AuthChange change) {
        try {
            return switch (change.getChangeCase()) {
                case PUT_USER -> putUser(auth, change.getPutUser());
                case DELETE_USER -> deleteUser(auth, change.getDeleteUser());
                case PUT_ROLE -> putRole(auth, change.getPutRole());
                case DELETE_ROLE -> deleteRole(auth, change.getDeleteRole());
                case ENABLED -> change.getEnabled() ? enable(auth) : disable(auth);
                case CHANGE_NOT_SET -> throw new IllegalArgumentException("a change of the v2 API's users without a change");
            };
        } catch (Refusal refusal) {
            return new Decided(auth, V2AuthAnswer.newBuilder().setStatus(refusal.status).setRefusal("auth: " + refusal.getMessage()).build());
        }
    }

    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;

        Refusal(int status, String why) {
            super(why, null, false, false);
            this.status = status;
        }
    }

    private static Decided done(V2Auth next) {
        return new Decided(next, V2AuthAnswer.newBuilder().setStatus(OK).build());
    }

    private static Decided done(V2Auth next, int status, V2User shown) {
        return new Decided(next, V2AuthAnswer.newBuilder().setStatus(status).setUser(shown.toBuilder().clearPasswordHash()).build());
    }

    private static Decided done(V2Auth next, int status, V2Role shown) {
        return new Decided(next, V2AuthAnswer.newBuilder().setStatus(status).setRole(shown).build());
    }

    // ------------------------------------------------------------------ users

    /** Who comes with roles is meant to be new, and is not said to be; who comes with neither roles nor changes of them, may be either. */
    private static Decided putUser(V2Auth auth, V2UserPut put) throws Refusal {
        boolean changesRoles = put.getGrantCount() > 0 || put.getRevokeCount() > 0;
        boolean hasRoles = put.getUser().getRoles().getNameCount() > 0;
        Optional<V2User> old = auth.user(put.getUser().getName());
        if (changesRoles || !hasRoles && old.isPresent()) {
            return updateUser(auth, put, old.orElseThrow(() -> noUser(put.getUser().getName(), ".")));
        }
        return createUser(auth, V2Auth.withItsRoles(put.getUser()), hasRoles ? OK : CREATED);
    }

    private static Refusal noUser(String name, String end) {
        return new Refusal(NOT_FOUND, "User " + name + " does not exist" + end);
    }

    private static Decided createUser(V2Auth auth, V2User user, int status) throws Refusal {
        if (user.getPasswordHash().isEmpty()) {
            throw new Refusal(BAD_REQUEST, "Cannot create user " + user.getName() + " with an empty password");
        }
        if (auth.users().containsKey(user.getName())) {
            throw new Refusal(CONFLICT, "User " + user.getName() + " already exists.");
        }
        return done(auth.with(user), status, user);
    }

    private static Decided updateUser(V2Auth auth, V2UserPut put, V2User old) throws Refusal {
        TreeSet<String> roles = new TreeSet<>(old.getRoles().getNameList());
        for (String role : put.getGrantList()) {
            if (!roles.add(role)) {
                throw new Refusal(CONFLICT, "Granting duplicate role " + role + " for user " + old.getName());
            }
        }
        for (String role : put.getRevokeList()) {
            if (!roles.remove(role)) {
                throw new Refusal(CONFLICT, "Revoking ungranted role " + role + " for user " + old.getName());
            }
        }
        V2User.Builder user = old.toBuilder().setRoles(names(roles));
        if (!put.getUser().getPasswordHash().isEmpty()) {
            user.setPasswordHash(put.getUser().getPasswordHash());
        }
        if (user.build().equals(old)) {
            throw new Refusal(BAD_REQUEST, "User not updated. Use grant/revoke/password to update the user.");
        }
        return done(auth.with(user.build()), OK, user.build());
    }

    private static Decided deleteUser(V2Auth auth, String name) throws Refusal {
        if (auth.isEnabled() && name.equals(V2Auth.ROOT)) {
            throw new Refusal(FORBIDDEN, "Cannot delete root user while auth is enabled.");
        }
        if (!auth.users().containsKey(name)) {
            throw noUser(name, "");
        }
        return done(auth.withoutUser(name));
    }

    private static V2Names names(Iterable<String> names) {
        return V2Names.newBuilder().addAllName(names).build();
    }

    // ------------------------------------------------------------------ roles

    private static void checkIsNotRoot(String role) throws Refusal {
        if (role.equals(V2Auth.ROOT)) {
            throw new Refusal(FORBIDDEN, "Cannot modify role " + role + ": is root role.");
        }
    }

    /** Nothing is asked for by it: what comes with none but such changes is meant to be new. */
    public static boolean isEmpty(V2Rights rights) {
        return rights.getRead().getNameCount() == 0 && rights.getWrite().getNameCount() == 0;
    }

    private static Decided putRole(V2Auth auth, V2Role put) throws Refusal {
        checkIsNotRoot(put.getName());
        Optional<V2Role> old = auth.role(put.getName());
        if (!isEmpty(put.getGrant()) || !isEmpty(put.getRevoke())) {
            return updateRole(auth, put, old.orElseThrow(() -> new Refusal(NOT_FOUND, "Role " + put.getName() + " does not exist.")));
        }
        if (old.isPresent()) {
            throw new Refusal(CONFLICT, "Role " + put.getName() + " already exists.");
        }
        return done(auth.with(put), CREATED, put);
    }

    private static Decided updateRole(V2Auth auth, V2Role put, V2Role old) throws Refusal {
        V2Rights rights = old.getRights();
        if (put.hasGrant()) {
            rights = V2Rights.newBuilder().setRead(granted(rights.getRead(), put.getGrant().getRead(), "read"))
                    .setWrite(granted(rights.getWrite(), put.getGrant().getWrite(), "write")).build();
        }
        if (put.hasRevoke()) {
            rights = V2Rights.newBuilder().setRead(revoked(rights.getRead(), put.getRevoke().getRead()))
                    .setWrite(revoked(rights.getWrite(), put.getRevoke().getWrite())).build();
        }
        V2Role role = V2Role.newBuilder().setName(old.getName()).setRights(rights).build();
        if (role.equals(old)) {
            throw new Refusal(BAD_REQUEST, "Role not updated. Use grant/revoke to update the role.");
        }
        return done(auth.with(role), OK, role);
    }

    private static V2Names granted(V2Names old, V2Names granted, String what) throws Refusal {
        TreeSet<String> patterns = new TreeSet<>(old.getNameList());
        for (String pattern : granted.getNameList()) {
            if (!patterns.add(pattern)) {
                throw new Refusal(CONFLICT, "Granting duplicate " + what + " permission " + pattern);
            }
        }
        return names(patterns);
    }

    /** What was never granted is overlooked. */
    private static V2Names revoked(V2Names old, V2Names revoked) {
        TreeSet<String> patterns = new TreeSet<>(old.getNameList());
        List<String> gone = revoked.getNameList();
        gone.forEach(patterns::remove);
        return names(patterns);
    }

    private static Decided deleteRole(V2Auth auth, String name) throws Refusal {
        checkIsNotRoot(name);
        if (!auth.roles().containsKey(name)) {
            throw new Refusal(NOT_FOUND, "Role " + name + " doesn't exist.");
        }
        return done(auth.withoutRole(name));
    }

    // ------------------------------------------------------------------ whether they count

    /** Those who say nothing of themselves may do with keys what they like, until their role is made or changed. */
    private static Decided enable(V2Auth auth) throws Refusal {
        if (auth.isEnabled()) {
            throw new Refusal(CONFLICT, "already enabled");
        }
        if (!auth.users().containsKey(V2Auth.ROOT)) {
            throw new Refusal(CONFLICT, "No root user available, please create one");
        }
        V2Auth withGuest = auth.roles().containsKey(V2Auth.GUEST) ? auth : auth.with(V2Role.newBuilder().setName(V2Auth.GUEST).setRights(V2Auth.ALL).build());
        return done(withGuest.enabled(true));
    }

    private static Decided disable(V2Auth auth) throws Refusal {
        if (!auth.isEnabled()) {
            throw new Refusal(CONFLICT, "already disabled");
        }
        return done(auth.enabled(false));
    }
}
