package io.minos.node.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.AlarmRequest;
import io.minos.etcd.api.AlarmType;
import io.minos.etcd.api.AuthDisableRequest;
import io.minos.etcd.api.AuthEnableRequest;
import io.minos.etcd.api.AuthRoleAddRequest;
import io.minos.etcd.api.AuthRoleGrantPermissionRequest;
import io.minos.etcd.api.AuthUserDeleteRequest;
import io.minos.etcd.api.AuthUserGrantRoleRequest;
import io.minos.etcd.api.AuthenticateResponse;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseRevokeRequest;
import io.minos.etcd.api.Permission;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.TxnRequest;
import io.minos.etcd.api.UserAddOptions;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users and roles as the log builds them. Authentication is on; alice may do what she likes with [a, n), and nothing else. */
class UsersTest {
    private StateMachine machine = new StateMachine();
    private long index;

    @BeforeEach
    void alice_and_root() {
        done("", Command.newBuilder().setUserAdd(UserAdd.newBuilder().setName("root")));
        done("", Command.newBuilder().setUserGrantRole(AuthUserGrantRoleRequest.newBuilder().setUser("root").setRole("root")));
        done("", Command.newBuilder().setUserAdd(UserAdd.newBuilder().setName("alice").setPasswordHash(ByteString.copyFromUtf8("h"))));
        done("", Command.newBuilder().setRoleAdd(AuthRoleAddRequest.newBuilder().setName("r")));
        done("", Command.newBuilder().setRoleGrantPermission(AuthRoleGrantPermissionRequest.newBuilder().setName("r")
                .setPerm(Permission.newBuilder().setPermType(Permission.Type.READWRITE).setKey(key("a")).setRangeEnd(key("n")))));
        done("", Command.newBuilder().setUserGrantRole(AuthUserGrantRoleRequest.newBuilder().setUser("alice").setRole("r")));
        done("", Command.newBuilder().setAuthEnable(AuthEnableRequest.getDefaultInstance()));
    }

    // ------------------------------------------------------------------ judged when applied

    @Test
    void a_command_is_judged_by_the_state_it_meets() {
        Command.Builder late = by("alice", put("b"));
        done("root", Command.newBuilder().setUserDelete(AuthUserDeleteRequest.newBuilder().setName("alice")));
        refused(late, EtcdError.AUTH_OLD_REVISION);
        refused(by("alice", put("b")), EtcdError.PERMISSION_DENIED);
    }

    @Test
    void what_is_refused_leaves_nothing_behind() {
        long revision = machine.store().revision();
        refused(by("alice", put("z")), EtcdError.PERMISSION_DENIED);
        refused(put("b"), EtcdError.USER_EMPTY);
        assertThat(machine.store().revision()).isEqualTo(revision);
    }

    @Test
    void only_administrators_change_users() {
        long revision = machine.auth().revision();
        Command.Builder add = Command.newBuilder().setUserAdd(UserAdd.newBuilder().setName("mallory"));
        refused(by("alice", add), EtcdError.PERMISSION_DENIED);
        refused(add.clone().clearAuthUser().clearAuthRevision(), EtcdError.USER_EMPTY);
        refused(by("alice", Command.newBuilder().setAuthDisable(AuthDisableRequest.getDefaultInstance())), EtcdError.PERMISSION_DENIED);
        refused(by("alice", Command.newBuilder().setUserGrantRole(AuthUserGrantRoleRequest.newBuilder().setUser("alice").setRole("root"))), EtcdError.PERMISSION_DENIED);
        assertThat(machine.auth().revision()).isEqualTo(revision);
        assertThat(machine.auth().user("mallory")).isEmpty();
    }

    // ------------------------------------------------------------------ the ways around it that etcd has had

    @Test
    void a_nested_transaction_is_no_way_around() {
        TxnRequest.Builder txn = TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestPut(put("z").getPut()));
        for (int depth = 0; depth < 3; depth++) {
            refused(by("alice", Command.newBuilder().setTxn(txn)), EtcdError.PERMISSION_DENIED);
            txn = TxnRequest.newBuilder().addFailure(RequestOp.newBuilder().setRequestTxn(txn));
        }
    }

    @Test
    void leases_are_no_way_around() {
        done("root", Command.newBuilder().setLeaseGrant(LeaseGrantRequest.newBuilder().setID(5).setTTL(60)));
        done("alice", withLease("b"));
        done("root", withLease("z"));
        refused(by("alice", withLease("c")), EtcdError.PERMISSION_DENIED);
        refused(by("alice", Command.newBuilder().setTxn(TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestPut(withLease("c").getPut())))), EtcdError.PERMISSION_DENIED);
        Command.Builder revoke = Command.newBuilder().setLeaseRevoke(LeaseRevokeRequest.newBuilder().setID(5));
        refused(by("alice", revoke), EtcdError.PERMISSION_DENIED);
        done("root", Command.newBuilder().setDeleteRange(DeleteRangeRequest.newBuilder().setKey(key("z"))));
        done("alice", revoke);
    }

    /** etcd 3.4 puts an applier in place that checks nothing. */
    @Test
    void an_alarm_is_no_way_around() {
        done("root", Command.newBuilder().setAlarm(AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.ACTIVATE).setAlarm(AlarmType.NOSPACE).setMemberID(1)));
        assertThat(machine.alarms()).extracting(AlarmMember::getAlarm).containsExactly(AlarmType.NOSPACE);
        refused(by("alice", Command.newBuilder().setDeleteRange(DeleteRangeRequest.newBuilder().setKey(key("z")))), EtcdError.PERMISSION_DENIED);
        refused(by("alice", put("z")), EtcdError.PERMISSION_DENIED);
        refused(by("alice", put("b")), EtcdError.NO_SPACE);
    }

    /** The members' own commands are from nobody, and must not need a user. */
    @Test
    void what_members_do_by_themselves_goes_on() {
        done("root", Command.newBuilder().setLeaseGrant(LeaseGrantRequest.newBuilder().setID(5).setTTL(60)));
        done("root", withLease("z"));
        done("", Command.newBuilder().setLeaseCheckpoint(LeaseCheckpoint.newBuilder().setId(5).setRemainingTtlSeconds(9)));
        done("", Command.newBuilder().setPublishMember(PublishMember.newBuilder().setMemberId(3)));
        done("", Command.newBuilder().setLeaseExpire(LeaseExpire.newBuilder().setTerm(1).addIds(5)));
        assertThat(machine.view().find(key("z"))).isEmpty();
    }

    // ------------------------------------------------------------------ tokens

    @Test
    void a_token_is_given_out_at_the_revision_at_which_the_password_was_right_and_at_no_other() {
        Authenticate.Builder request = Authenticate.newBuilder().setName("alice").setTokenPrefix("abc").setCheckedRevision(machine.auth().revision());
        Outcome<Message> given = apply(Command.newBuilder().setAuthenticate(request));
        assertThat(((AuthenticateResponse) ((Outcome.Done<Message>) given).response()).getToken()).isEqualTo("abc." + index);
        done("root", Command.newBuilder().setUserChangePassword(UserChangePassword.newBuilder().setName("alice")));
        refused(Command.newBuilder().setAuthenticate(request), EtcdError.AUTH_OLD_REVISION);
    }

    @Test
    void who_has_no_password_gets_no_token() {
        done("root", Command.newBuilder().setUserAdd(UserAdd.newBuilder().setName("np").setOptions(UserAddOptions.newBuilder().setNoPassword(true))));
        for (String name : new String[] {"np", "zed"}) {
            refused(Command.newBuilder().setAuthenticate(Authenticate.newBuilder().setName(name).setCheckedRevision(machine.auth().revision())), EtcdError.AUTH_FAILED);
        }
        done("root", Command.newBuilder().setAuthDisable(AuthDisableRequest.getDefaultInstance()));
        refused(Command.newBuilder().setAuthenticate(Authenticate.newBuilder().setName("alice").setCheckedRevision(machine.auth().revision())), EtcdError.AUTH_NOT_ENABLED);
    }

    // ------------------------------------------------------------------ snapshots

    @Test
    void a_snapshot_carries_users_roles_and_whether_they_count() throws IOException {
        byte[] bytes = snapshot(machine);
        long revision = machine.auth().revision();
        machine = StateMachine.restore(new ByteArrayInputStream(bytes));
        assertThat(machine.auth().isEnabled()).isTrue();
        assertThat(machine.auth().revision()).isEqualTo(revision);
        assertThat(machine.auth().user("alice").orElseThrow().getPassword()).isEqualTo(key("h"));
        assertThat(snapshot(machine)).isEqualTo(bytes);
        refused(by("alice", put("z")), EtcdError.PERMISSION_DENIED);
        done("alice", put("b"));
    }

    @Test
    void a_snapshot_without_users_is_one_of_a_cluster_that_has_none() throws IOException {
        byte[] bytes = snapshot(new StateMachine());
        StateMachine restored = StateMachine.restore(new ByteArrayInputStream(bytes));
        assertThat(restored.auth().isEnabled()).isFalse();
        assertThat(restored.auth().revision()).isEqualTo(1);
        assertThat(snapshot(restored)).isEqualTo(bytes);
    }

    @Test
    void members_that_differ_in_users_differ_in_their_hash() throws IOException {
        StateMachine other = StateMachine.restore(new ByteArrayInputStream(snapshot(machine)));
        assertThat(other.capture().hash()).isEqualTo(machine.capture().hash());
        done("root", Command.newBuilder().setRoleAdd(AuthRoleAddRequest.newBuilder().setName("other")));
        assertThat(other.capture().hash()).isNotEqualTo(machine.capture().hash());
    }

    // ------------------------------------------------------------------ words

    private static byte[] snapshot(StateMachine machine) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        machine.capture().writeTo(out);
        return out.toByteArray();
    }

    private Command.Builder by(String user, Command.Builder command) {
        return command.clone().setAuthUser(user).setAuthRevision(machine.auth().revision());
    }

    private void done(String user, Command.Builder command) {
        assertThat(apply(user.isEmpty() ? command : by(user, command))).isInstanceOf(Outcome.Done.class);
    }

    private void refused(Command.Builder command, EtcdError error) {
        assertThat(apply(command)).isEqualTo(Outcome.refused(error));
    }

    private Outcome<Message> apply(Command.Builder command) {
        return machine.apply(++index, 1, command.build(), OneNode.STAMP).outcome();
    }

    private static Command.Builder put(String key) {
        return Command.newBuilder().setPut(PutRequest.newBuilder().setKey(key(key)));
    }

    private static Command.Builder withLease(String key) {
        return Command.newBuilder().setPut(PutRequest.newBuilder().setKey(key(key)).setLease(5));
    }

    private static ByteString key(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
