package io.minos.node.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.AuthRoleAddRequest;
import io.minos.etcd.api.AuthRoleDeleteRequest;
import io.minos.etcd.api.AuthRoleGrantPermissionRequest;
import io.minos.etcd.api.AuthRoleRevokePermissionRequest;
import io.minos.etcd.api.AuthUserDeleteRequest;
import io.minos.etcd.api.AuthUserGrantRoleRequest;
import io.minos.etcd.api.AuthUserRevokeRoleRequest;
import io.minos.etcd.api.Permission;
import io.minos.etcd.api.Permission.Type;
import io.minos.etcd.api.UserAddOptions;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.Outcome;
import org.junit.jupiter.api.Test;

/** Users and roles, as etcd 3.4.23 changes them and refuses to; its texts are compared where etcdctl is run. */
class AuthChangesTest {
    private static final ByteString HASH = ByteString.copyFromUtf8("hash");

    private AuthState state = AuthState.INITIAL;

    @Test
    void a_cluster_begins_at_revision_1_with_authentication_off() {
        assertThat(state.isEnabled()).isFalse();
        assertThat(state.revision()).isEqualTo(1);
    }

    @Test
    void to_enable_it_takes_a_root_user_with_the_root_role_and_no_revision() {
        refused(AuthChanges.enable(state), EtcdError.ROOT_USER_NOT_EXIST);
        user("root");
        refused(AuthChanges.enable(state), EtcdError.ROOT_ROLE_NOT_EXIST);
        grant("root", "root");
        long before = state.revision();
        done(AuthChanges.enable(state));
        assertThat(state.isEnabled()).isTrue();
        assertThat(state.revision()).isEqualTo(before);
        done(AuthChanges.enable(state));
    }

    @Test
    void to_disable_it_is_a_revision_but_not_twice() {
        enabled();
        long before = state.revision();
        done(AuthChanges.disable(state));
        assertThat(state.isEnabled()).isFalse();
        assertThat(state.revision()).isEqualTo(before + 1);
        done(AuthChanges.disable(state));
        assertThat(state.revision()).isEqualTo(before + 1);
    }

    @Test
    void every_change_is_a_revision_and_what_changes_nothing_is_none() {
        user("u");
        assertThat(state.revision()).isEqualTo(2);
        role("r");
        assertThat(state.revision()).isEqualTo(3);
        grant("u", "r");
        assertThat(state.revision()).isEqualTo(4);
        grant("u", "r");
        assertThat(state.revision()).isEqualTo(4);
        permit("r", Type.READ, "a", "b");
        assertThat(state.revision()).isEqualTo(5);
        done(AuthChanges.changePassword(state, "u", HASH));
        assertThat(state.revision()).isEqualTo(6);
    }

    @Test
    void root_stays_root_as_long_as_authentication_is_on() {
        enabled();
        role("root");
        refused(AuthChanges.deleteUser(state, AuthUserDeleteRequest.newBuilder().setName("root").build()), EtcdError.INVALID_AUTH_MGMT);
        refused(AuthChanges.deleteRole(state, AuthRoleDeleteRequest.newBuilder().setRole("root").build()), EtcdError.INVALID_AUTH_MGMT);
        refused(AuthChanges.revokeRole(state, revoke("root", "root")), EtcdError.INVALID_AUTH_MGMT);
        done(AuthChanges.disable(state));
        done(AuthChanges.revokeRole(state, revoke("root", "root")));
        done(AuthChanges.deleteUser(state, AuthUserDeleteRequest.newBuilder().setName("root").build()));
    }

    @Test
    void names_are_needed_and_unique() {
        refused(AuthChanges.addUser(state, "", HASH, UserAddOptions.getDefaultInstance()), EtcdError.USER_EMPTY);
        refused(AuthChanges.addRole(state, AuthRoleAddRequest.getDefaultInstance()), EtcdError.ROLE_EMPTY);
        user("u");
        role("r");
        refused(AuthChanges.addUser(state, "u", HASH, UserAddOptions.getDefaultInstance()), EtcdError.USER_EXISTS);
        refused(AuthChanges.addRole(state, AuthRoleAddRequest.newBuilder().setName("r").build()), EtcdError.ROLE_EXISTS);
    }

    @Test
    void what_is_not_there_is_not_found() {
        user("u");
        refused(AuthChanges.deleteUser(state, AuthUserDeleteRequest.newBuilder().setName("x").build()), EtcdError.USER_NOT_FOUND);
        refused(AuthChanges.changePassword(state, "x", HASH), EtcdError.USER_NOT_FOUND);
        refused(AuthChanges.grantRole(state, AuthUserGrantRoleRequest.newBuilder().setUser("x").setRole("root").build()), EtcdError.USER_NOT_FOUND);
        refused(AuthChanges.grantRole(state, AuthUserGrantRoleRequest.newBuilder().setUser("u").setRole("x").build()), EtcdError.ROLE_NOT_FOUND);
        refused(AuthChanges.revokeRole(state, revoke("x", "r")), EtcdError.USER_NOT_FOUND);
        refused(AuthChanges.revokeRole(state, revoke("u", "r")), EtcdError.ROLE_NOT_GRANTED);
        refused(AuthChanges.deleteRole(state, AuthRoleDeleteRequest.newBuilder().setRole("x").build()), EtcdError.ROLE_NOT_FOUND);
        refused(AuthChanges.grantPermission(state, permission("x", Type.READ, "a", "")), EtcdError.ROLE_NOT_FOUND);
        refused(AuthChanges.revokePermission(state, AuthRoleRevokePermissionRequest.newBuilder().setRole("x").build()), EtcdError.ROLE_NOT_FOUND);
        role("r");
        refused(AuthChanges.grantPermission(state, AuthRoleGrantPermissionRequest.newBuilder().setName("r").build()), EtcdError.PERMISSION_NOT_GIVEN);
        permit("r", Type.READ, "a", "b");
        refused(AuthChanges.revokePermission(state, AuthRoleRevokePermissionRequest.newBuilder().setRole("r").setKey(AccessTest.key("a")).build()), EtcdError.PERMISSION_NOT_GRANTED);
    }

    @Test
    void who_loses_a_role_loses_what_it_allowed() {
        user("u");
        role("r");
        permit("r", Type.READ, "a", "");
        grant("u", "r");
        assertThat(mayRead("u", "a")).isTrue();
        done(AuthChanges.revokeRole(state, revoke("u", "r")));
        assertThat(mayRead("u", "a")).isFalse();
        grant("u", "r");
        done(AuthChanges.deleteRole(state, AuthRoleDeleteRequest.newBuilder().setRole("r").build()));
        assertThat(state.user("u").orElseThrow().getRolesList()).isEmpty();
        role("r");
        permit("r", Type.READ, "a", "");
        assertThat(mayRead("u", "a")).as("a role of the same name is another").isFalse();
    }

    /** etcd 3.4 leaves the first standing: what was to be taken away goes on being allowed. */
    @Test
    void a_permission_is_replaced_by_one_on_the_same_range_wherever_it_stands() {
        user("u");
        role("r");
        grant("u", "r");
        permit("r", Type.READ, "a", "b");
        permit("r", Type.READWRITE, "a", "c");
        permit("r", Type.WRITE, "a", "c");
        assertThat(state.role("r").orElseThrow().getKeyPermissionList()).hasSize(2);
        assertThat(mayRead("u", "b")).isFalse();
    }

    @Test
    void permissions_are_listed_by_key_roles_and_users_by_name() {
        user("b");
        user("a");
        role("z");
        role("y");
        grant("a", "z");
        grant("a", "y");
        permit("z", Type.READ, "k", "");
        permit("z", Type.READ, "b", "");
        assertThat(state.users().keySet()).containsExactly("a", "b");
        assertThat(state.roles().keySet()).containsExactly("y", "z");
        assertThat(state.user("a").orElseThrow().getRolesList()).containsExactly("y", "z");
        assertThat(state.role("z").orElseThrow().getKeyPermissionList()).extracting(one -> one.getKey().toStringUtf8()).containsExactly("b", "k");
    }

    // ------------------------------------------------------------------ words

    private boolean mayRead(String user, String key) {
        return new Access(on(), new Identity(user, state.revision())).leaseTimeToLive(java.util.List.of(AccessTest.key(key))).isEmpty();
    }

    private AuthState on() {
        return AuthState.restore(true, state.revision(), state.users().values(), state.roles().values());
    }

    private void enabled() {
        user("root");
        grant("root", "root");
        done(AuthChanges.enable(state));
    }

    private void user(String name) {
        done(AuthChanges.addUser(state, name, HASH, UserAddOptions.getDefaultInstance()));
    }

    private void role(String name) {
        done(AuthChanges.addRole(state, AuthRoleAddRequest.newBuilder().setName(name).build()));
    }

    private void grant(String user, String role) {
        done(AuthChanges.grantRole(state, AuthUserGrantRoleRequest.newBuilder().setUser(user).setRole(role).build()));
    }

    private void permit(String role, Type type, String key, String end) {
        done(AuthChanges.grantPermission(state, permission(role, type, key, end)));
    }

    private static AuthRoleGrantPermissionRequest permission(String role, Type type, String key, String end) {
        Permission permission = AccessTest.permission(type, key, end);
        return AuthRoleGrantPermissionRequest.newBuilder().setName(role).setPerm(permission).build();
    }

    private static AuthUserRevokeRoleRequest revoke(String user, String role) {
        return AuthUserRevokeRoleRequest.newBuilder().setName(user).setRole(role).build();
    }

    private void done(Outcome<AuthState> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        state = ((Outcome.Done<AuthState>) outcome).response();
    }

    private static void refused(Outcome<AuthState> outcome, EtcdError error) {
        assertThat(outcome).isEqualTo(Outcome.refused(error));
    }
}
