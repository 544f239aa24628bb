package io.minos.node.sim.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.etcd.api.AuthDisableRequest;
import io.minos.etcd.api.AuthEnableRequest;
import io.minos.etcd.api.AuthRoleAddRequest;
import io.minos.etcd.api.AuthRoleGrantPermissionRequest;
import io.minos.etcd.api.AuthRoleRevokePermissionRequest;
import io.minos.etcd.api.AuthUserDeleteRequest;
import io.minos.etcd.api.AuthUserGrantRoleRequest;
import io.minos.etcd.api.Permission;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.PutResponse;
import io.minos.etcd.api.RangeRequest;
import io.minos.node.apply.Authenticate;
import io.minos.node.apply.Command;
import io.minos.node.apply.UserAdd;
import io.minos.node.outcome.EtcdError;
import io.minos.node.raft.Entry;
import io.minos.node.replica.Effects.Done;
import io.minos.node.sim.BrokenPromise;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import io.minos.node.sim.WorldOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Entries that no member applied. User u has role r, which may read and write [a, b) in the end. */
class AuthPromiseTest {
    private final AuthPromise auth = new AuthPromise();
    private final SimulatedMember n1 = new SimulatedCluster(WorldOptions.quiet(3), 1, List.of()).member(1);
    private final Journal journal = new Journal(n1, n1.status());
    private long index = 3;
    private long revision = 1;

    private static ByteString key(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private void apply(Command.Builder command, boolean refused) {
        auth.applied(journal, new Done(new Entry(1, ++index, Entry.Kind.COMMAND, ByteString.EMPTY), command.build(), refused, PutResponse.getDefaultInstance(), 1));
    }

    private void change(Command.Builder command) {
        apply(command.setAuthUser("root").setAuthRevision(revision), false);
        revision += command.hasAuthEnable() ? 0 : 1;
    }

    private void addUser(String name, String password) {
        change(Command.newBuilder().setUserAdd(UserAdd.newBuilder().setName(name).setPasswordHash(key(password))));
    }

    private void grantRole(String user, String role) {
        change(Command.newBuilder().setUserGrantRole(AuthUserGrantRoleRequest.newBuilder().setUser(user).setRole(role)));
    }

    private void permit(Permission.Type type, String from, String to) {
        change(Command.newBuilder().setRoleGrantPermission(AuthRoleGrantPermissionRequest.newBuilder().setName("r")
                .setPerm(Permission.newBuilder().setPermType(type).setKey(key(from)).setRangeEnd(key(to)))));
    }

    private void revoke() {
        change(Command.newBuilder().setRoleRevokePermission(AuthRoleRevokePermissionRequest.newBuilder().setRole("r").setKey(key("a")).setRangeEnd(key("b"))));
    }

    private void enabled() {
        addUser("root", "root");
        grantRole("root", "root");
        addUser("u", "secret");
        change(Command.newBuilder().setRoleAdd(AuthRoleAddRequest.newBuilder().setName("r")));
        permit(Permission.Type.READWRITE, "a", "b");
        grantRole("u", "r");
        change(Command.newBuilder().setAuthEnable(AuthEnableRequest.getDefaultInstance()));
    }

    private Command.Builder put(String user, String key) {
        return Command.newBuilder().setAuthUser(user).setAuthRevision(revision).setPut(PutRequest.newBuilder().setKey(key(key)));
    }

    private AuthPromise.Asked asked(Message request, String user, long token) {
        return auth.asked("n1", request, user, token);
    }

    private static RangeRequest range(String from, String to) {
        return RangeRequest.newBuilder().setKey(key(from)).setRangeEnd(key(to)).build();
    }

    private static void assertBroken(String promise, Runnable action) {
        assertThatThrownBy(action::run).hasMessageStartingWith(promise + ": ");
    }

    @Test
    void an_entry_takes_effect_without_permission() {
        apply(put("", "x"), false);
        enabled();
        apply(put("u", "a1"), false);
        apply(put("u", "x"), true);
        apply(put("root", "x"), false);
        assertBroken("auth-applied", () -> apply(put("u", "x"), false));
        assertBroken("auth-applied", () -> apply(put("", "a1"), false));
        assertBroken("auth-applied", () -> apply(put("u", "a1").setAuthRevision(revision - 1), false));
        assertBroken("auth-applied", () -> apply(Command.newBuilder().setAuthUser("u").setAuthRevision(revision).setAuthDisable(AuthDisableRequest.getDefaultInstance()), false));
        assertBroken("auth-applied", () -> apply(Command.newBuilder().setAuthenticate(Authenticate.newBuilder().setName("u").setCheckedRevision(revision - 1)), false));
        revoke();
        assertBroken("auth-applied", () -> apply(put("u", "a1"), false));
    }

    @Test
    void somebody_is_answered_after_the_right_was_revoked() {
        enabled();
        AuthPromise.Asked before = asked(range("a", "b"), "u", 0);
        revoke();
        AuthPromise.Asked after = asked(range("a", "b"), "u", 0);
        AuthPromise.Asked old = asked(range("a", "b").toBuilder().setSerializable(true).build(), "u", 0);
        before.answered();
        old.answered();
        assertBroken("auth-answered", after::answered);
        change(Command.newBuilder().setAuthDisable(AuthDisableRequest.getDefaultInstance()));
        after.answered();
    }

    @Test
    void a_token_outlives_its_user() {
        enabled();
        long token = ++index;
        asked(range("a", "b"), "u", token).answered();
        change(Command.newBuilder().setUserDelete(AuthUserDeleteRequest.newBuilder().setName("u")));
        addUser("u", "another");
        grantRole("u", "r");
        assertBroken("auth-answered", () -> asked(range("a", "b"), "u", token).answered());
        asked(range("a", "b"), "u", ++index).answered();
    }

    @Test
    void somebody_is_denied_what_is_permitted() {
        enabled();
        AuthPromise.Asked asked = asked(range("a", "b"), "u", 0);
        assertBroken("auth-denied", () -> asked.refused(EtcdError.PERMISSION_DENIED));
        asked(range("a", "c"), "u", 0).refused(EtcdError.PERMISSION_DENIED);
        revoke();
        asked.refused(EtcdError.PERMISSION_DENIED);
        asked(range("a", "b"), "", 0).refused(EtcdError.USER_EMPTY);
        change(Command.newBuilder().setAuthDisable(AuthDisableRequest.getDefaultInstance()));
        assertBroken("auth-denied", () -> asked(range("a", "b"), "", 0).refused(EtcdError.USER_EMPTY));
    }

    @Test
    void a_token_is_given_for_a_wrong_password() {
        enabled();
        auth.authenticated("u", "secret", ++index);
        assertBroken("auth-password", () -> auth.authenticated("u", "another", index));
        assertBroken("auth-password", () -> auth.authenticated("nobody", "secret", index));
    }

    @Test
    void members_have_other_users() {
        auth.stepped(journal);
        index = 1;
        addUser("u", "secret");
        assertBroken("same-auth", () -> auth.stepped(journal));
    }

    @Test
    void permissions_side_by_side_reach_as_far_as_both_and_no_gap_is_covered() {
        enabled();
        permit(Permission.Type.READ, "b", "c");
        permit(Permission.Type.READ, "d", "\0");
        assertThat(permits(range("a", "c"))).isTrue();
        assertThat(permits(range("aa", "bb"))).isTrue();
        assertThat(permits(range("b1", ""))).isTrue();
        assertThat(permits(range("e", "\0"))).isTrue();
        assertThat(permits(range("a", "d"))).isFalse();
        assertThat(permits(range("c", ""))).isFalse();
        assertThat(permits(range("a", "\0"))).isFalse();
        assertThat(permits(PutRequest.newBuilder().setKey(key("a")).setPrevKv(true).build())).isTrue();
        assertThat(permits(PutRequest.newBuilder().setKey(key("b")).build())).isFalse();
    }

    private boolean permits(Message request) {
        try {
            asked(request, "u", 0).answered();
            return true;
        } catch (BrokenPromise broken) {
            return false;
        }
    }
}
