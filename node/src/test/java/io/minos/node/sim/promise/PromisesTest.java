package io.minos.node.sim.promise;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.minos.node.apply.Command;
import io.minos.node.raft.Durable;
import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.Membership;
import io.minos.node.raft.Message;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.replica.Effects;
import io.minos.node.replica.Effects.Done;
import io.minos.node.replica.Effects.Persist;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import io.minos.node.sim.WorldOptions;
import io.minos.node.wal.Recovered;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Steps that no member made. All three begin at index 3 of term 1, in term 1. */
class PromisesTest {
    private static final WorldOptions QUIET = WorldOptions.quiet(3);

    private final Promises promises = new Promises(QUIET);
    private final SimulatedCluster cluster = new SimulatedCluster(QUIET, 1, List.of(promises));
    private final SimulatedMember n1 = cluster.member(1);
    private final SimulatedMember n2 = cluster.member(2);
    private long tickets;

    // ------------------------------------------------------------------ making up

    private static Entry entry(long index, long term, String data) {
        return new Entry(term, index, Entry.Kind.COMMAND, ByteString.copyFromUtf8(data));
    }

    private static Durable entries(Entry... entries) {
        return new Durable(Optional.empty(), List.of(entries), Optional.empty());
    }

    private static Durable hardState(long term, long vote) {
        return new Durable(Optional.empty(), List.of(), Optional.of(new HardState(term, vote, 3)));
    }

    private static Effects effects(List<Persist> persists, List<Done> applied) {
        return new Effects(List.of(), persists, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), applied, List.of());
    }

    private Persist hands(SimulatedMember member, Durable durable) {
        Persist persist = new Persist(++tickets, durable, List.of());
        promises.stepped(member, effects(List.of(persist), List.of()));
        return persist;
    }

    private void writes(SimulatedMember member, Durable durable) {
        promises.persisted(member, hands(member, durable));
    }

    private static Recovered recovered(HardState state, Entry... log) {
        return new Recovered(state, Optional.of(new SnapshotMark(3, 1, Membership.ofVoters(List.of(1L, 2L, 3L)))), List.of(log));
    }

    private static void assertBroken(String promise, Runnable action) {
        assertThatThrownBy(action::run).hasMessageStartingWith(promise + ": ");
    }

    // ------------------------------------------------------------------ votes

    @Test
    void a_vote_is_told_before_it_is_durable() {
        Message vote = new Message.VoteReply(1, 2, 2, false, true);
        Persist persist = hands(n1, hardState(2, 2));
        assertBroken("vote-durable", () -> promises.sent(n1, vote));
        promises.persisted(n1, persist);
        promises.sent(n1, vote);
    }

    @Test
    void a_member_votes_twice_in_a_term() {
        writes(n1, hardState(2, 2));
        promises.sent(n1, new Message.VoteReply(1, 2, 2, false, true));
        writes(n1, hardState(2, 3));
        assertBroken("one-vote-a-term", () -> promises.sent(n1, new Message.VoteReply(1, 3, 2, false, true)));
    }

    @Test
    void a_pre_vote_promises_nothing() {
        promises.sent(n1, new Message.VoteReply(1, 2, 2, true, true));
        promises.sent(n1, new Message.VoteReply(1, 3, 2, true, true));
    }

    @Test
    void two_members_lead_in_a_term() {
        writes(n1, hardState(2, 1));
        writes(n2, hardState(2, 2));
        promises.sent(n1, new Message.Append(1, 2, 2, 3, 1, List.of(), 3, 0));
        assertBroken("one-leader-a-term", () -> promises.sent(n2, new Message.Append(2, 3, 2, 3, 1, List.of(), 3, 0)));
    }

    // ------------------------------------------------------------------ the log

    @Test
    void an_entry_has_another_content_elsewhere() {
        hands(n1, entries(entry(4, 2, "x")));
        hands(n2, entries(entry(4, 3, "y")));
        assertBroken("log-matching", () -> hands(n2, entries(entry(4, 2, "y"))));
    }

    @Test
    void an_entry_has_another_predecessor_elsewhere() {
        hands(n1, entries(entry(4, 2, "x"), entry(5, 3, "y")));
        assertBroken("log-matching", () -> hands(n2, entries(entry(4, 3, "z"), entry(5, 3, "y"))));
    }

    @Test
    void what_is_committed_is_overwritten() {
        assertBroken("committed-stays", () -> hands(n1, entries(entry(3, 2, "x"))));
    }

    @Test
    void a_snapshot_holds_what_is_not_committed() {
        assertBroken("snapshot-is-committed", () -> hands(n1, new Durable(Optional.of(new SnapshotMark(4, 2, Membership.ofVoters(List.of(1L)))), List.of(), Optional.empty())));
    }

    @Test
    void a_member_acts_upon_another_membership_than_the_newest_in_its_log() {
        SnapshotMark ofTwo = new SnapshotMark(3, 1, Membership.ofVoters(List.of(1L, 2L)));
        assertBroken("membership-of-log", () -> promises.started(n1, new Recovered(new HardState(1, 0, 3), Optional.of(ofTwo), List.of())));
    }

    // ------------------------------------------------------------------ acknowledgements

    @Test
    void entries_are_acknowledged_before_they_are_durable() {
        Message accepted = new Message.AppendReply(1, 2, 1, true, 3, 4, 0, 0);
        assertBroken("acknowledged-is-durable", () -> promises.sent(n1, accepted));
        hands(n1, entries(entry(4, 1, "x")));
        assertBroken("acknowledged-is-durable", () -> promises.sent(n1, accepted));
    }

    @Test
    void the_disk_itself_is_asked_whether_it_has_synced() {
        writes(n1, entries(entry(4, 1, "x"))); // so it is said; the simulated disk has seen nothing of it
        assertBroken("acknowledged-is-durable", () -> promises.sent(n1, new Message.AppendReply(1, 2, 1, true, 3, 4, 0, 0)));
    }

    @Test
    void what_was_there_from_the_beginning_may_be_acknowledged() {
        promises.sent(n1, new Message.AppendReply(1, 2, 1, true, 3, 3, 0, 0));
    }

    // ------------------------------------------------------------------ what a life starts from

    @Test
    void a_life_starts_without_what_was_durable() {
        writes(n1, entries(entry(4, 1, "x"), entry(5, 1, "y")));
        assertBroken("nothing-durable-lost", () -> promises.started(n1, recovered(new HardState(1, 0, 3), entry(4, 1, "x"))));
    }

    @Test
    void a_life_starts_in_an_older_term_or_with_another_vote() {
        writes(n1, hardState(5, 2));
        assertBroken("vote-durable", () -> promises.started(n1, recovered(new HardState(4, 2, 3))));
        assertBroken("vote-durable", () -> promises.started(n1, recovered(new HardState(5, 0, 3))));
    }

    @Test
    void a_life_starts_with_any_first_part_of_what_was_being_written() {
        hands(n1, entries(entry(4, 1, "x"), entry(5, 1, "y")));
        hands(n1, hardState(2, 0));
        assertBroken("nothing-durable-lost", () -> promises.started(n1, recovered(new HardState(2, 0, 3), entry(4, 1, "x"))));
        assertThatCode(() -> promises.started(n1, recovered(new HardState(1, 0, 3), entry(4, 1, "x")))).doesNotThrowAnyException();
    }

    @Test
    void a_life_starts_with_an_entry_that_never_was() {
        hands(n1, entries(entry(4, 1, "x")));
        assertBroken("nothing-made-up", () -> promises.started(n1, recovered(new HardState(1, 0, 3), entry(4, 1, "X"))));
    }

    // ------------------------------------------------------------------ applying

    private static Done done(long index, long term) {
        return new Done(entry(index, term, ""), Command.getDefaultInstance(), false, Command.getDefaultInstance(), 1);
    }

    @Test
    void an_entry_is_applied_out_of_order() {
        assertBroken("applied-in-order", () -> promises.stepped(n1, effects(List.of(), List.of(done(5, 1)))));
        assertBroken("applied-in-order", () -> promises.stepped(n1, effects(List.of(), List.of(done(3, 1)))));
    }

    @Test
    void an_entry_is_applied_that_is_not_committed() {
        hands(n1, entries(entry(4, 1, "")));
        assertBroken("state-machine-safety", () -> promises.stepped(n1, effects(List.of(), List.of(done(4, 1)))));
    }
}
