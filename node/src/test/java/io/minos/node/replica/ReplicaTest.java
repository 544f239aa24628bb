package io.minos.node.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.AlarmRequest;
import io.minos.etcd.api.AlarmType;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseGrantResponse;
import io.minos.etcd.api.LeaseKeepAliveResponse;
import io.minos.etcd.api.LeaseTimeToLiveResponse;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.PutResponse;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.TxnRequest;
import io.minos.etcd.api.TxnResponse;
import io.minos.node.apply.Command;
import io.minos.node.apply.LeaseCheckpoint;
import io.minos.node.apply.Validation;
import io.minos.node.lease.LeaseTerms;
import io.minos.node.outcome.EtcdError;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import io.minos.node.sim.Waiting;
import io.minos.node.sim.WorldOptions;
import io.minos.node.sim.promise.Promises;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** Races told step by step; the disks, the network and the clock are simulated. */
class ReplicaTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;

    private final Map<Long, List<Outcome>> outcomes = new HashMap<>();
    private SimulatedCluster cluster = cluster(WorldOptions.quiet(3));
    private long lastCall;

    /** etcd issue 15247: a leader sleeps, the lease is renewed at its successor, and the sleeper wakes. */
    @Test
    void a_leader_that_slept_expires_nothing_in_its_successors_term() {
        run(5 * SECOND);
        SimulatedMember sleeper = cluster.leader().orElseThrow();
        grant(sleeper, 7, 3);
        run(SECOND); // its time is running
        sleeper.pause();
        for (int i = 0; i < 16; i++) {
            run(500 * MILLI);
            cluster.leader().ifPresent(leader -> call(leader, number -> new Event.RenewLease(number, 7)));
        }
        SimulatedMember successor = cluster.leader().orElseThrow();
        assertThat(successor).isNotSameAs(sleeper);
        sleeper.resume();
        run(SECOND);
        assertThat(answer(call(successor, number -> new Event.RenewLease(number, 7)), LeaseKeepAliveResponse.class).getTTL()).isEqualTo(3);
    }

    @Test
    void a_capture_is_of_the_asked_members_own_state_and_needs_no_leader() {
        run(5 * SECOND);
        SimulatedMember leader = cluster.leader().orElseThrow();
        grant(leader, 7, 1_000);
        SimulatedMember other = cluster.members().values().stream().filter(member -> member != leader).findFirst().orElseThrow();
        run(SECOND);
        cluster.members().values().stream().filter(member -> member != other).forEach(SimulatedMember::pause);
        long call = send(other, Event.Capture::new);
        run(100 * MILLI);
        assertThat(outcomes.get(call)).singleElement().isInstanceOfSatisfying(Outcome.Captured.class,
                captured -> assertThat(captured.state().leases()).extracting(LeaseTerms::id).containsExactly(7L));
    }

    /** What a renewal promises must be known to a next leader: not only that the lease lives, but that its old checkpoint is void. */
    @Test
    void a_renewal_is_answered_only_when_the_checkpoint_it_makes_void_is_so_in_the_log() {
        run(5 * SECOND);
        SimulatedMember leader = cluster.leader().orElseThrow();
        grant(leader, 7, 1_000);
        propose(leader, Command.newBuilder().setLeaseCheckpoint(LeaseCheckpoint.newBuilder().setId(7).setRemainingTtlSeconds(2)).build());
        long renewal = send(leader, number -> new Event.RenewLease(number, 7));
        while (!outcomes.containsKey(renewal)) {
            run(MILLI / 10);
        }
        assertThat(((LeaseKeepAliveResponse) ((Outcome.Answer) outcomes.get(renewal).get(0)).message()).getTTL()).isEqualTo(1_000);
        leader.powerCut();
        run(5 * SECOND);
        SimulatedMember next = cluster.leader().orElseThrow();
        assertThat(answer(call(next, number -> new Event.LeaseTimeToLive(number, 7, false)), LeaseTimeToLiveResponse.class).getTTL()).isGreaterThan(900);
    }

    /** As etcd has it: who is refused for want of space, and then asks for alarms, finds the one that is his member's. */
    @Test
    void who_is_refused_at_the_quota_hears_of_it_only_when_his_members_alarm_stands() {
        cluster = cluster(withQuota(WorldOptions.quiet(3), 1_000));
        run(5 * SECOND);
        SimulatedMember leader = cluster.leader().orElseThrow();
        SimulatedMember follower = cluster.members().values().stream().filter(member -> member != leader).findFirst().orElseThrow();
        Command tooMuch = Command.newBuilder().setPut(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).setValue(ByteString.copyFrom(new byte[2_000]))).build();
        long refused = send(follower, number -> new Event.Propose(number, tooMuch));
        while (!outcomes.containsKey(refused)) {
            run(MILLI / 10);
        }
        assertThat(outcomes.get(refused)).containsExactly(new Outcome.Refused(EtcdError.NO_SPACE));
        assertThat(follower.published().alarms()).extracting(AlarmMember::getMemberID).containsExactly(follower.id());
    }

    /** One that slept while the alarm was disarmed believes in it still when it wakes: etcd would propose what it is asked for. */
    @Test
    void an_alarm_that_was_disarmed_meanwhile_refuses_nothing() {
        run(5 * SECOND);
        SimulatedMember leader = cluster.leader().orElseThrow();
        SimulatedMember sleeper = cluster.members().values().stream().filter(member -> member != leader).findFirst().orElseThrow();
        propose(leader, alarm(AlarmRequest.AlarmAction.ACTIVATE));
        run(SECOND);
        assertThat(outcomes.get(propose(sleeper, put("k")))).containsExactly(new Outcome.Refused(EtcdError.NO_SPACE));
        sleeper.pause();
        propose(leader, alarm(AlarmRequest.AlarmAction.DEACTIVATE));
        assertThat(sleeper.published().alarms()).isNotEmpty();
        sleeper.resume();
        long written = propose(sleeper, put("k"));
        assertThat(answer(written, PutResponse.class).getHeader().getRevision()).isPositive();
    }

    @Test
    void transactions_nested_as_deep_as_is_allowed_are_applied_by_everyone() {
        run(5 * SECOND);
        TxnRequest txn = nested(Validation.NESTING_MAX);
        assertThat(Validation.txn(txn, 128)).isEmpty();
        assertThat(Validation.txn(nested(Validation.NESTING_MAX + 1), 1_000)).isPresent();
        long call = propose(cluster.leader().orElseThrow(), Command.newBuilder().setTxn(txn).build());
        assertThat(answer(call, TxnResponse.class).getSucceeded()).isTrue();
        assertThat(cluster.members().values()).extracting(member -> member.published().revision()).containsOnly(2L);
    }

    @Test
    void on_a_leader_that_steps_aside_one_that_is_up_takes_over() {
        run(5 * SECOND);
        SimulatedMember leader = cluster.leader().orElseThrow();
        SimulatedMember down = cluster.members().values().stream().filter(member -> member != leader).findFirst().orElseThrow();
        down.powerCut();
        run(2 * SECOND);
        leader.stepAside();
        run(100 * MILLI);
        assertThat(cluster.leader()).isPresent().get().isNotSameAs(leader).isNotSameAs(down);
    }

    @Test
    void every_call_is_answered_once_though_nobody_leads() {
        run(5 * SECOND);
        SimulatedMember alone = cluster.leader().orElseThrow();
        cluster.members().values().stream().filter(member -> member != alone).forEach(SimulatedMember::powerCut);
        long first = lastCall + 1;
        for (int i = 0; i < 200; i++) {
            send(alone, number -> new Event.Propose(number, put("k")));
            send(alone, Event.Read::new);
            send(alone, number -> new Event.RenewLease(number, 7));
            send(alone, Event.LeaseLeases::new);
            run(10 * MILLI);
        }
        run(10 * SECOND);
        for (long call = first; call <= lastCall; call++) {
            assertThat(outcomes.get(call)).as("outcomes of call %d", call).hasSize(1);
        }
        assertThat(alone.published().proposalsPending()).isZero();
    }

    // ------------------------------------------------------------------

    private static SimulatedCluster cluster(WorldOptions world) {
        return new SimulatedCluster(world, 1, List.of(new Promises(world)));
    }

    private static WorldOptions withQuota(WorldOptions world, long bytes) {
        WorldOptions.Node node = world.node();
        return new WorldOptions(world.members(), world.net(), world.disk(), world.clocks(), new WorldOptions.Node(node.tick(), node.electionTicks(), node.electionSpreadTicks(),
                node.heartbeatTicks(), node.requestTimeout(), bytes, node.snapshotCount(), node.catchUpEntries(), node.snapshotPartBytes(), node.appendBytesMax(), node.inflightMax(),
                node.watchFragmentBytes(), node.watchProgress(), node.compactRetention()));
    }

    private void run(long nanos) {
        cluster.agenda().runUntil(cluster.now() + nanos);
    }

    private void grant(SimulatedMember leader, long id, long ttl) {
        long call = propose(leader, Command.newBuilder().setLeaseGrant(LeaseGrantRequest.newBuilder().setID(id).setTTL(ttl)).build());
        assertThat(answer(call, LeaseGrantResponse.class).getTTL()).isEqualTo(ttl);
    }

    private long propose(SimulatedMember member, Command command) {
        return call(member, number -> new Event.Propose(number, command));
    }

    private long send(SimulatedMember member, LongFunction<Event> event) {
        long number = ++lastCall;
        member.ask(event, new Waiting() {
            @Override
            public void answered(Outcome outcome) {
                outcomes.computeIfAbsent(number, call -> new ArrayList<>()).add(outcome);
            }

            @Override
            public void connectionLost() {}
        });
        return number;
    }

    /** And waits for the answer, but not long. */
    private long call(SimulatedMember member, LongFunction<Event> event) {
        long number = send(member, event);
        run(200 * MILLI);
        return number;
    }

    private <T> T answer(long call, Class<T> kind) {
        assertThat(outcomes.get(call)).as("outcomes of call %d", call).hasSize(1);
        assertThat(outcomes.get(call).get(0)).isInstanceOf(Outcome.Answer.class);
        return kind.cast(((Outcome.Answer) outcomes.get(call).get(0)).message());
    }

    private static Command alarm(AlarmRequest.AlarmAction action) {
        return Command.newBuilder().setAlarm(AlarmRequest.newBuilder().setAction(action).setMemberID(1).setAlarm(AlarmType.NOSPACE)).build();
    }

    private static Command put(String key) {
        return Command.newBuilder().setPut(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key))).build();
    }

    private static TxnRequest nested(int depth) {
        TxnRequest txn = TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestPut(put("deep").getPut())).build();
        for (int level = 1; level < depth; level++) {
            txn = TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestTxn(txn)).build();
        }
        return txn;
    }
}
