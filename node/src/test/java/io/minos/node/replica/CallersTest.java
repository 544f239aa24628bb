package io.minos.node.replica;

import static io.minos.node.replica.SimulatedCluster.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.etcd.api.AuthDisableRequest;
import io.minos.etcd.api.AuthEnableRequest;
import io.minos.etcd.api.AuthRoleAddRequest;
import io.minos.etcd.api.AuthRoleGrantPermissionRequest;
import io.minos.etcd.api.AuthUserGrantRoleRequest;
import io.minos.etcd.api.AuthUserRevokeRoleRequest;
import io.minos.etcd.api.AuthenticateResponse;
import io.minos.etcd.api.Permission;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchRequest;
import io.minos.etcd.api.WatchResponse;
import io.minos.node.apply.Authenticate;
import io.minos.node.apply.Command;
import io.minos.node.apply.UserAdd;
import io.minos.node.apply.UserChangePassword;
import io.minos.node.auth.Claim;
import io.minos.node.auth.Identity;
import io.minos.node.outcome.EtcdError;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Effects.WatchSend;
import io.minos.node.replica.SimulatedCluster.Link;
import io.minos.node.replica.SimulatedCluster.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole replicas that know their callers. Authentication is on; alice may do what she likes with a, and nothing else. */
class CallersTest {
    private static final long SECOND = 1_000 * MILLI;
    private static final long STREAM = 77;

    private final SortedMap<Long, List<Outcome>> outcomes = new TreeMap<>();
    private final List<WatchResponse> watched = new ArrayList<>();
    private final SimulatedCluster cluster = new SimulatedCluster(new SplittableRandom(11), 3, 1_000,
            (member, reply) -> outcomes.computeIfAbsent(reply.call(), call -> new ArrayList<>()).add(reply.outcome()),
            (member, send) -> watched.add(((WatchSend.Response) send).response()));
    private long lastCall;

    @BeforeEach
    void authentication_is_on() {
        run(5 * SECOND);
        propose(Command.newBuilder().setUserAdd(UserAdd.newBuilder().setName("root")));
        propose(Command.newBuilder().setUserGrantRole(AuthUserGrantRoleRequest.newBuilder().setUser("root").setRole("root")));
        propose(Command.newBuilder().setUserAdd(UserAdd.newBuilder().setName("alice")));
        propose(Command.newBuilder().setRoleAdd(AuthRoleAddRequest.newBuilder().setName("r")));
        propose(Command.newBuilder().setRoleGrantPermission(AuthRoleGrantPermissionRequest.newBuilder().setName("r")
                .setPerm(Permission.newBuilder().setPermType(Permission.Type.READWRITE).setKey(key("a")))));
        propose(Command.newBuilder().setUserGrantRole(AuthUserGrantRoleRequest.newBuilder().setUser("alice").setRole("r")));
        propose(Command.newBuilder().setAuthEnable(AuthEnableRequest.getDefaultInstance()));
        run(SECOND);
    }

    @Test
    void every_member_knows_a_token_that_the_log_gave_out() {
        Claim alice = token("alice");
        run(SECOND);
        for (Member member : cluster.members.values()) {
            assertThat(outcome(member, call -> new Event.Propose(call, put("a"), alice))).isInstanceOf(Outcome.Answer.class);
            assertThat(outcome(member, call -> new Event.Propose(call, put("b"), alice))).isEqualTo(new Outcome.Refused(EtcdError.PERMISSION_DENIED));
            assertThat(outcome(member, call -> new Event.Propose(call, put("a")))).isEqualTo(new Outcome.Refused(EtcdError.USER_EMPTY));
        }
    }

    @Test
    void a_token_that_nobody_gave_out_is_refused_at_once() {
        for (String text : List.of("made-up", "made.up", "abcdefgh.1")) {
            assertThat(outcome(leader(), call -> new Event.Propose(call, put("a"), new Claim.Token(text)))).isEqualTo(new Outcome.Refused(EtcdError.INVALID_AUTH_TOKEN));
            assertThat(outcome(leader(), call -> new Event.Read(call, new Claim.Token(text)))).isEqualTo(new Outcome.Refused(EtcdError.INVALID_AUTH_TOKEN));
            assertThat(outcome(leader(), call -> new Event.LocalRead(call, new Claim.Token(text)))).isEqualTo(new Outcome.Refused(EtcdError.INVALID_AUTH_TOKEN));
        }
        assertThat(outcome(leader(), call -> new Event.Propose(call, put("a"), new Claim.Invalid()))).isEqualTo(new Outcome.Refused(EtcdError.INVALID_AUTH_TOKEN));
    }

    /** Race: a client takes its token to a member that has not applied the entry which gave it out. */
    @Test
    void a_member_that_lags_waits_for_the_entry_of_a_token() {
        Member lagging = follower();
        cut(lagging);
        Claim alice = token("alice");
        long read = send(lagging, call -> new Event.LocalRead(call, alice));
        long write = send(lagging, call -> new Event.Propose(call, put("a"), alice));
        lagging.step(new Event.WatchOpened(STREAM, alice));
        lagging.step(new Event.WatchRequested(STREAM, watch("a")));
        run(SECOND);
        assertThat(outcomes).doesNotContainKeys(read, write);
        assertThat(watched).isEmpty();
        cluster.cut.clear();
        run(2 * SECOND);
        assertThat(outcomes.get(read)).singleElement().isInstanceOf(Outcome.Granted.class);
        assertThat(outcomes.get(write)).singleElement().isInstanceOf(Outcome.Answer.class);
        assertThat(watched).first().satisfies(created -> assertThat(created.getCanceled()).isFalse());
    }

    @Test
    void but_not_longer_than_any_call_waits() {
        Member lagging = follower();
        cut(lagging);
        Claim alice = token("alice");
        long read = send(lagging, call -> new Event.LocalRead(call, alice));
        lagging.step(new Event.WatchOpened(STREAM, alice));
        lagging.step(new Event.WatchRequested(STREAM, watch("a")));
        run(8 * SECOND);
        assertThat(outcomes.get(read)).containsExactly(new Outcome.Refused(EtcdError.INVALID_AUTH_TOKEN));
        assertThat(watched).singleElement().satisfies(refused -> assertThat(refused.getCancelReason())
                .isEqualTo("rpc error: code = Unauthenticated desc = etcdserver: invalid auth token"));
    }

    @Test
    void a_flood_of_made_up_tokens_waits_for_nothing() {
        Claim ofTheFuture = new Claim.Token("abcdefgh.999999999");
        List<Long> calls = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            calls.add(send(leader(), call -> new Event.LocalRead(call, ofTheFuture)));
        }
        run(SECOND);
        assertThat(calls.stream().filter(outcomes::containsKey).count()).isGreaterThanOrEqualTo(1_000);
    }

    /** A lagging member may let through what is forbidden elsewhere by now, as etcd's may: a serializable read is of its state. */
    @Test
    void a_read_is_judged_by_the_state_it_shows() {
        Claim alice = token("alice");
        run(SECOND);
        Member lagging = follower();
        cut(lagging);
        Claim root = token("root");
        answered(leader(), call -> new Event.Propose(call, Command.newBuilder()
                .setUserRevokeRole(AuthUserRevokeRoleRequest.newBuilder().setName("alice").setRole("r")).build(), root));
        RangeRequest range = RangeRequest.newBuilder().setKey(key("a")).build();
        assertThat(granted(lagging, call -> new Event.LocalRead(call, alice)).access().range(range)).isEmpty();
        assertThat(granted(leader(), call -> new Event.LocalRead(call, alice)).access().range(range)).contains(EtcdError.PERMISSION_DENIED);
        cluster.cut.clear();
        run(2 * SECOND);
        assertThat(granted(lagging, call -> new Event.Read(call, alice)).access().range(range)).contains(EtcdError.PERMISSION_DENIED);
    }

    @Test
    void tokens_end_with_their_users_password_with_a_restart_and_when_authentication_is_off() {
        Claim alice = token("alice");
        Claim root = token("root");
        run(SECOND);
        answered(leader(), call -> new Event.Propose(call, Command.newBuilder().setUserChangePassword(UserChangePassword.newBuilder().setName("alice")).build(), root));
        run(SECOND);
        for (Member member : cluster.members.values()) {
            assertThat(outcome(member, call -> new Event.LocalRead(call, alice))).isEqualTo(new Outcome.Refused(EtcdError.INVALID_AUTH_TOKEN));
            assertThat(outcome(member, call -> new Event.LocalRead(call, root))).isInstanceOf(Outcome.Granted.class);
        }
        Member restarted = follower();
        restarted.crash();
        restarted.start();
        run(3 * SECOND);
        assertThat(outcome(restarted, call -> new Event.LocalRead(call, root))).as("the log is applied once more").isEqualTo(new Outcome.Refused(EtcdError.INVALID_AUTH_TOKEN));
        answered(leader(), call -> new Event.Propose(call, Command.newBuilder().setAuthDisable(AuthDisableRequest.getDefaultInstance()).build(), root));
        assertThat(outcome(leader(), call -> new Event.LocalRead(call, root))).isEqualTo(new Outcome.Refused(EtcdError.INVALID_AUTH_TOKEN));
        assertThat(outcome(leader(), call -> new Event.Propose(call, put("z")))).isInstanceOf(Outcome.Answer.class);
    }

    @Test
    void a_certificates_name_and_a_token_that_proves_itself_need_no_entry() {
        assertThat(outcome(leader(), call -> new Event.Propose(call, put("a"), new Claim.CommonName("alice")))).isInstanceOf(Outcome.Answer.class);
        assertThat(outcome(leader(), call -> new Event.Propose(call, put("b"), new Claim.CommonName("alice")))).isEqualTo(new Outcome.Refused(EtcdError.PERMISSION_DENIED));
        assertThat(outcome(leader(), call -> new Event.Propose(call, put("a"), new Claim.CommonName("")))).isEqualTo(new Outcome.Refused(EtcdError.PERMISSION_DENIED));
        long revision = leaderState().auth().revision();
        assertThat(outcome(leader(), call -> new Event.Propose(call, put("a"), new Claim.Proven(new Identity("alice", revision))))).isInstanceOf(Outcome.Answer.class);
        assertThat(outcome(leader(), call -> new Event.Propose(call, put("a"), new Claim.Proven(new Identity("alice", revision - 1)))))
                .isEqualTo(new Outcome.Refused(EtcdError.AUTH_OLD_REVISION));
    }

    // ------------------------------------------------------------------ watches

    @Test
    void a_watch_is_allowed_or_not_when_it_is_created_each_for_itself() {
        Claim alice = token("alice");
        leader().step(new Event.WatchOpened(STREAM, alice));
        leader().step(new Event.WatchRequested(STREAM, watch("a")));
        leader().step(new Event.WatchRequested(STREAM, watch("b")));
        leader().step(new Event.WatchOpened(STREAM + 1));
        leader().step(new Event.WatchRequested(STREAM + 1, watch("a")));
        run(SECOND);
        assertThat(watched).hasSize(3);
        assertThat(watched.get(0).getCanceled()).isFalse();
        assertThat(watched.subList(1, 3)).allSatisfy(refused -> {
            assertThat(refused.getWatchId()).isEqualTo(-1);
            assertThat(refused.getCreated() && refused.getCanceled()).isTrue();
        });
        assertThat(watched).extracting(WatchResponse::getCancelReason).containsExactly("",
                "rpc error: code = PermissionDenied desc = etcdserver: permission denied", "rpc error: code = InvalidArgument desc = etcdserver: user name is empty");
        answered(leader(), call -> new Event.Propose(call, put("a"), alice));
        run(SECOND);
        assertThat(watched).hasSize(4).last().satisfies(event -> assertThat(event.getEventsList()).hasSize(1));
    }

    // ------------------------------------------------------------------ words

    private Claim token(String user) {
        Command request = Command.newBuilder().setAuthenticate(Authenticate.newBuilder().setName(user).setTokenPrefix("prefix")
                .setCheckedRevision(leaderState().auth().revision())).build();
        return new Claim.Token(((AuthenticateResponse) answered(leader(), call -> new Event.Propose(call, request))).getToken());
    }

    private io.minos.node.apply.StateMachine leaderState() {
        return leader().currentState();
    }

    private void propose(Command.Builder command) {
        answered(leader(), call -> new Event.Propose(call, command.build()));
    }

    private Message answered(Member member, LongFunction<Event> event) {
        Outcome outcome = outcome(member, event);
        assertThat(outcome).isInstanceOf(Outcome.Answer.class);
        return ((Outcome.Answer) outcome).message();
    }

    private Outcome.Granted granted(Member member, LongFunction<Event> event) {
        Outcome outcome = outcome(member, event);
        assertThat(outcome).isInstanceOf(Outcome.Granted.class);
        return (Outcome.Granted) outcome;
    }

    private Outcome outcome(Member member, LongFunction<Event> event) {
        long call = send(member, event);
        run(300 * MILLI);
        assertThat(outcomes.get(call)).as("outcomes of call %d", call).hasSize(1);
        return outcomes.get(call).get(0);
    }

    private long send(Member member, LongFunction<Event> event) {
        member.step(event.apply(++lastCall));
        return lastCall;
    }

    private void run(long nanos) {
        cluster.runUntil(cluster.now() + nanos);
    }

    private Member leader() {
        return cluster.leader().orElseThrow();
    }

    private Member follower() {
        return cluster.members.values().stream().filter(member -> member != leader()).findFirst().orElseThrow();
    }

    private void cut(Member member) {
        for (Member other : cluster.members.values()) {
            cluster.cut.add(new Link(member.id, other.id));
            cluster.cut.add(new Link(other.id, member.id));
        }
    }

    private static Command put(String key) {
        return Command.newBuilder().setPut(PutRequest.newBuilder().setKey(key(key))).build();
    }

    private static WatchRequest watch(String key) {
        return WatchRequest.newBuilder().setCreateRequest(WatchCreateRequest.newBuilder().setKey(key(key))).build();
    }

    private static ByteString key(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
