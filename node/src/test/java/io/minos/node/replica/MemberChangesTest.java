package io.minos.node.replica;

import static io.minos.node.replica.SimulatedCluster.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.MemberAddResponse;
import io.minos.etcd.api.MemberPromoteResponse;
import io.minos.etcd.api.MemberRemoveResponse;
import io.minos.etcd.api.MemberUpdateResponse;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.PutResponse;
import io.minos.node.apply.Command;
import io.minos.node.apply.MemberAdd;
import io.minos.node.apply.MemberPromote;
import io.minos.node.apply.MemberRemove;
import io.minos.node.apply.MemberUpdate;
import io.minos.node.outcome.EtcdError;
import io.minos.node.raft.Membership;
import io.minos.node.raft.Role;
import io.minos.node.replica.Effects.Outcome;
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

/** Whole replicas whose cluster changes; refusals as etcd 3.4 words them. */
class MemberChangesTest {
    private static final long SECOND = 1_000 * MILLI;
    private static final int SNAPSHOT_COUNT = 30;

    private final SortedMap<Long, List<Outcome>> outcomes = new TreeMap<>();
    private final SimulatedCluster cluster = new SimulatedCluster(new SplittableRandom(7), 3, SNAPSHOT_COUNT,
            (member, reply) -> outcomes.computeIfAbsent(reply.call(), call -> new ArrayList<>()).add(reply.outcome()), (member, send) -> { });
    private long lastCall;

    @BeforeEach
    void a_leader_is_there() {
        run(5 * SECOND);
    }

    // ------------------------------------------------------------------ adding

    @Test
    void a_member_that_joins_with_an_empty_disk_gets_all_there_is() {
        puts(100);
        Member fourth = cluster.join(4);
        assertThat(answer(change(add(4, false)), MemberAddResponse.class).getMembersList()).extracting(io.minos.etcd.api.Member::getID).containsExactly(1L, 2L, 3L, 4L);
        run(2 * SECOND);
        assertThat(fourth.published().revision()).isEqualTo(101);
        assertThat(fourth.published().members()).isEqualTo(leader().published().members()).containsOnlyKeys(1L, 2L, 3L, 4L);
        assertThat(fourth.published().raft().membership()).isEqualTo(Membership.ofVoters(List.of(1L, 2L, 3L, 4L)));
    }

    @Test
    void a_voter_that_was_added_counts() {
        cluster.join(4);
        change(add(4, false));
        run(2 * SECOND);
        follower().crash();
        assertAcknowledged();
        follower().crash();
        assertThat(outcomes.get(call(leader(), number -> new Event.Propose(number, put())))).as("two of four").isNull();
    }

    @Test
    void a_learner_counts_for_nothing_and_never_leads() {
        Member learner = cluster.join(4);
        change(add(4, true));
        run(2 * SECOND);
        assertThat(learner.published().raft().applied()).isEqualTo(leader().published().raft().applied());
        Member leader = leader();
        voters().stream().filter(member -> member != leader).forEach(Member::crash);
        long write = send(leader, number -> new Event.Propose(number, put()));
        long read = send(leader, Event.Read::new);
        for (int i = 0; i < 100; i++) {
            run(50 * MILLI);
            assertThat(learner.published().raft().role()).isEqualTo(Role.FOLLOWER);
        }
        assertThat(outcomes).doesNotContainKeys(write, read);
        assertThat(leader.published().raft().role()).as("it hears of no majority").isNotEqualTo(Role.LEADER);
    }

    @Test
    void a_learner_is_promoted_once_it_has_caught_up() {
        Member learner = cluster.join(4);
        isolate(learner);
        change(add(4, true));
        puts(100);
        refused(change(promote(4)), EtcdError.LEARNER_NOT_READY);
        cluster.cut.clear();
        run(3 * SECOND);
        assertThat(answer(change(promote(4)), MemberPromoteResponse.class).getMembersList()).noneMatch(io.minos.etcd.api.Member::getIsLearner);
        run(SECOND);
        assertThat(learner.published().raft().membership().voters()).containsExactly(1L, 2L, 3L, 4L);
        leader().crash();
        run(5 * SECOND);
        assertAcknowledged();
    }

    @Test
    void where_a_member_is_may_change() {
        assertThat(answer(change(update(2)), MemberUpdateResponse.class).getMembers(1).getPeerURLsList()).containsExactly("http://moved");
        run(SECOND);
        assertThat(cluster.members.values()).allMatch(member -> member.published().members().get(2L).getPeerURLs(0).equals("http://moved"));
        assertThat(leader().published().raft().membership().voters()).containsExactly(1L, 2L, 3L);
    }

    // ------------------------------------------------------------------ who may, and when

    @Test
    void only_the_leader_changes_members() {
        long leader = leader().id;
        long call = call(follower(), number -> new Event.ChangeMembers(number, add(4, true)));
        assertThat(outcomes.get(call)).containsExactly(new Outcome.AskLeader(leader));
        Member alone = follower();
        cluster.members.values().stream().filter(member -> member != alone).forEach(Member::crash);
        run(5 * SECOND);
        refused(call(alone, number -> new Event.ChangeMembers(number, add(4, true))), EtcdError.NO_LEADER);
    }

    @Test
    void while_a_change_is_pending_another_is_refused_and_never_happens() {
        Member leader = leader();
        long first = send(leader, number -> new Event.ChangeMembers(number, add(4, false)));
        long second = send(leader, number -> new Event.ChangeMembers(number, add(5, false)));
        refused(second, EtcdError.TOO_MANY_REQUESTS);
        run(3 * SECOND);
        answer(first, MemberAddResponse.class);
        assertThat(leader.published().members()).containsOnlyKeys(1L, 2L, 3L, 4L);
        assertThat(leader.published().raft().membership().voters()).containsExactly(1L, 2L, 3L, 4L);
    }

    /** Committed by the two others, but not applied by the leader, whose disk is slow: what it would judge by is old. */
    @Test
    void a_change_is_pending_until_the_leader_has_applied_it() {
        Member leader = leader();
        leader.full(true);
        long first = send(leader, number -> new Event.ChangeMembers(number, update(2)));
        run(500 * MILLI);
        assertThat(leader.published().raft().commit()).isGreaterThan(leader.published().raft().applied());
        assertThat(outcomes).doesNotContainKey(first);
        refused(send(leader, number -> new Event.ChangeMembers(number, add(4, true))), EtcdError.TOO_MANY_REQUESTS);
    }

    @Test
    void a_change_that_could_cost_the_quorum_is_refused() {
        Member down = follower();
        down.crash();
        run(3 * SECOND);
        long alive = cluster.upMembers().stream().filter(member -> member != leader()).findFirst().orElseThrow().id;
        refused(change(add(4, false)), EtcdError.UNHEALTHY);
        refused(change(add(4, true)), EtcdError.UNHEALTHY);
        refused(change(remove(alive)), EtcdError.UNHEALTHY);
        answer(change(remove(down.id)), MemberRemoveResponse.class);
        assertAcknowledged();
    }

    @Test
    void voters_that_never_started_count_as_none() {
        cluster.join(4);
        answer(change(add(4, false)), MemberAddResponse.class);
        run(SECOND);
        answer(change(remove(follower().id)), MemberRemoveResponse.class);
        long started = voters().stream().filter(member -> member != leader() && member.id != 4).findFirst().orElseThrow().id;
        refused(change(remove(started)), EtcdError.MEMBER_NOT_ENOUGH_STARTED);
        answer(change(remove(4)), MemberRemoveResponse.class);
    }

    // ------------------------------------------------------------------ removing

    @Test
    void a_follower_that_is_removed_learns_it_and_serves_nobody() {
        Member gone = follower();
        answer(change(remove(gone.id)), MemberRemoveResponse.class);
        run(SECOND);
        assertThat(gone.published().removed()).isTrue();
        for (LongFunction<Event> event : List.<LongFunction<Event>>of(Event.Read::new, Event.LocalRead::new, number -> new Event.Propose(number, put()),
                number -> new Event.ChangeMembers(number, remove(1)), number -> new Event.RenewLease(number, 7), Event.Defragment::new, Event.Capture::new)) {
            refused(call(gone, event), EtcdError.STOPPED);
        }
        assertAcknowledged();
        assertThat(leader().published().removed()).isFalse();
    }

    @Test
    void a_member_that_was_down_when_it_was_removed_learns_it_from_the_others() {
        Member gone = follower();
        gone.crash();
        run(3 * SECOND);
        answer(change(remove(gone.id)), MemberRemoveResponse.class);
        gone.start();
        assertThat(gone.published().removed()).isFalse();
        long term = leader().published().raft().term();
        run(5 * SECOND);
        assertThat(gone.published().removed()).isTrue();
        assertThat(leader().published().raft().term()).as("it disturbs nobody").isEqualTo(term);
    }

    @Test
    void a_leader_that_removes_itself_answers_and_the_rest_go_on() {
        Member gone = leader();
        long call = send(gone, number -> new Event.ChangeMembers(number, remove(gone.id)));
        run(SECOND);
        assertThat(answer(call, MemberRemoveResponse.class).getMembersList()).hasSize(2);
        assertThat(gone.published().removed()).isTrue();
        assertThat(gone.published().raft().role()).isEqualTo(Role.FOLLOWER);
        run(5 * SECOND);
        assertThat(leader()).isNotSameAs(gone);
        assertAcknowledged();
    }

    @Test
    void a_removed_id_never_comes_back_though_all_that_is_left_of_it_is_in_snapshots() {
        long gone = follower().id;
        change(remove(gone));
        puts(3 * SNAPSHOT_COUNT);
        cluster.members.get(gone).crash();
        List<Member> left = voters();
        left.forEach(Member::crash);
        left.forEach(Member::start);
        run(5 * SECOND);
        refused(change(add(gone, false)), EtcdError.MEMBER_NOT_FOUND);
        assertThat(leader().published().members()).hasSize(2).doesNotContainKey(gone);
    }

    @Test
    void members_survive_snapshots_and_restarts() {
        cluster.join(4);
        change(add(4, true));
        puts(3 * SNAPSHOT_COUNT);
        cluster.members.values().forEach(Member::crash);
        cluster.members.values().forEach(Member::start);
        run(5 * SECOND);
        puts(1);
        run(SECOND);
        for (Member member : cluster.members.values()) {
            assertThat(member.published().members()).as("members at %d", member.id).containsOnlyKeys(1L, 2L, 3L, 4L);
            assertThat(member.published().members().get(4L).getIsLearner()).isTrue();
            assertThat(member.published().raft().membership().learners()).containsExactly(4L);
        }
    }

    @Test
    void once_a_snapshot_is_installed_the_log_before_it_is_released() {
        Member behind = follower();
        isolate(behind);
        puts(3 * SNAPSHOT_COUNT);
        long before = behind.published().raft().lastIndex();
        cluster.cut.clear();
        run(3 * SECOND);
        assertThat(behind.published().raft().firstIndex()).isGreaterThan(before);
        assertThat(behind.releases).isNotEmpty().allMatch(mark -> mark.index() > before);
    }

    // ------------------------------------------------------------------ a disk that takes nothing

    /** It would go on committing by the others' disks, and apply nothing: not even the alarm that its disk is full. */
    @Test
    void a_leader_whose_disk_takes_nothing_steps_aside() {
        Member stuck = leader();
        stuck.full(true);
        long write = send(stuck, number -> new Event.Propose(number, put()));
        run(4 * SECOND);
        assertThat(leader()).isNotSameAs(stuck);
        assertThat(outcomes).doesNotContainKey(write);
        refused(call(stuck, number -> new Event.Propose(number, put())), EtcdError.NO_SPACE);
        stuck.full(false);
        run(3 * SECOND);
        assertThat(stuck.published().raft().applied()).isEqualTo(leader().published().raft().applied());
    }

    @Test
    void a_leader_whose_disk_is_only_short_of_reserve_stays() {
        Member leader = leader();
        leader.step(new Event.DiskSpace(false));
        for (int i = 0; i < 100; i++) {
            leader.step(new Event.DiskSpace(false));
            send(leader, number -> new Event.Propose(number, put()));
            run(30 * MILLI);
        }
        assertThat(leader()).isSameAs(leader);
    }

    // ------------------------------------------------------------------

    private void run(long nanos) {
        cluster.runUntil(cluster.now() + nanos);
    }

    private Member leader() {
        return cluster.leader().orElseThrow();
    }

    /** A voter that is up and does not lead. */
    private Member follower() {
        return voters().stream().filter(member -> member.isUp() && member != leader()).findFirst().orElseThrow();
    }

    private List<Member> voters() {
        return leader().published().raft().membership().voters().stream().map(cluster.members::get).toList();
    }

    private void isolate(Member member) {
        for (Member other : cluster.members.values()) {
            cluster.cut.add(new Link(member.id, other.id));
            cluster.cut.add(new Link(other.id, member.id));
        }
    }

    private void puts(int count) {
        for (int i = 0; i < count; i++) {
            send(leader(), number -> new Event.Propose(number, put()));
            run(20 * MILLI);
        }
        run(SECOND);
    }

    private void assertAcknowledged() {
        answer(call(leader(), number -> new Event.Propose(number, put())), PutResponse.class);
    }

    private long change(Command change) {
        return call(leader(), number -> new Event.ChangeMembers(number, change));
    }

    private long send(Member member, LongFunction<Event> event) {
        member.step(event.apply(++lastCall));
        return lastCall;
    }

    /** And waits for the answer, but not long. */
    private long call(Member member, LongFunction<Event> event) {
        long number = send(member, event);
        run(300 * MILLI);
        return number;
    }

    private <T> T answer(long call, Class<T> kind) {
        assertThat(outcomes.get(call)).as("outcomes of call %d", call).hasSize(1);
        assertThat(outcomes.get(call).get(0)).isInstanceOf(Outcome.Answer.class);
        return kind.cast(((Outcome.Answer) outcomes.get(call).get(0)).message());
    }

    private void refused(long call, EtcdError error) {
        assertThat(outcomes.get(call)).as("outcomes of call %d", call).containsExactly(new Outcome.Refused(error));
    }

    private static Command put() {
        return Command.newBuilder().setPut(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k"))).build();
    }

    private static Command add(long id, boolean learner) {
        return Command.newBuilder().setMemberAdd(MemberAdd.newBuilder().setId(id).setIsLearner(learner).addPeerUrls("http://n" + id)).build();
    }

    private static Command update(long id) {
        return Command.newBuilder().setMemberUpdate(MemberUpdate.newBuilder().setId(id).addPeerUrls("http://moved")).build();
    }

    private static Command remove(long id) {
        return Command.newBuilder().setMemberRemove(MemberRemove.newBuilder().setId(id)).build();
    }

    private static Command promote(long id) {
        return Command.newBuilder().setMemberPromote(MemberPromote.newBuilder().setId(id)).build();
    }
}
