package io.minos.node.sim.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.minos.node.raft.Durable;
import io.minos.node.raft.Entry;
import io.minos.node.raft.Membership;
import io.minos.node.raft.RaftStatus;
import io.minos.node.raft.Role;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.replica.Effects.Persist;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.WorldOptions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Three members whose steps are made up; entries 1 to 3 are committed from the beginning. */
class CommitsTest {
    private static final Membership THREE = Membership.ofVoters(List.of(1L, 2L, 3L));

    private final Journals journals = new Journals();
    private final Commits commits = new Commits(journals);
    private long tickets;

    CommitsTest() {
        SimulatedCluster cluster = new SimulatedCluster(WorldOptions.quiet(3), 1, List.of());
        for (long id = 1; id <= 3; id++) {
            Journal journal = new Journal(cluster.member(id), status(id, Role.FOLLOWER, 1, 3));
            LogImage founded = LogImage.empty();
            founded.write(new Durable(Optional.of(new SnapshotMark(3, 1, THREE)), List.of(), Optional.empty()));
            journal.begin(founded, journal.status());
            journals.add(journal);
        }
        commits.founded(new SnapshotMark(3, 1, THREE));
    }

    private RaftStatus status(long id, Role role, long term, long commit) {
        long last = journals.find(id) == null ? 3 : journal(id).handed().last();
        return new RaftStatus(id, role, term, 0, commit, commit, last, 1, THREE);
    }

    private Journal journal(long id) {
        return Objects.requireNonNull(journals.find(id));
    }

    private void hold(long id, long index, long term, boolean durably) {
        Persist persist = new Persist(++tickets, new Durable(Optional.empty(), List.of(new Entry(term, index, Entry.Kind.COMMAND, ByteString.EMPTY)), Optional.empty()), List.of());
        commits.handed(journal(id), persist.durable());
        journal(id).hand(persist);
        if (durably) {
            journal(id).persisted(persist.ticket());
        }
    }

    private void step(long id, Role role, long term, long commit) {
        journal(id).stepped(status(id, role, term, commit));
        commits.stepped(journal(id));
    }

    private static void assertBroken(String promise, Runnable action) {
        assertThatThrownBy(action::run).hasMessageStartingWith(promise + ": ");
    }

    @Test
    void what_a_majority_holds_durably_may_be_committed() {
        hold(1, 4, 2, true);
        hold(2, 4, 2, true);
        step(1, Role.LEADER, 2, 3);
        step(1, Role.LEADER, 2, 4);
        assertThat(commits.newest()).isEqualTo(4);
        assertThat(commits.termAt(4)).isEqualTo(2);
    }

    @Test
    void a_leader_commits_what_half_of_the_majority_only_has_in_memory() {
        hold(1, 4, 2, true);
        hold(2, 4, 2, false);
        step(1, Role.LEADER, 2, 3);
        assertBroken("committed-is-durable", () -> step(1, Role.LEADER, 2, 4));
    }

    @Test
    void a_leader_commits_an_older_terms_entry_by_counting() {
        hold(1, 4, 2, true);
        hold(2, 4, 2, true);
        step(1, Role.LEADER, 4, 3);
        assertBroken("commit-in-own-term", () -> step(1, Role.LEADER, 4, 4));
    }

    @Test
    void another_entry_is_committed_at_the_same_index() {
        what_a_majority_holds_durably_may_be_committed();
        hold(3, 4, 3, true);
        assertBroken("state-machine-safety", () -> step(3, Role.FOLLOWER, 3, 4));
    }

    @Test
    void a_leader_lacks_what_is_committed() {
        what_a_majority_holds_durably_may_be_committed();
        hold(3, 4, 3, true);
        assertBroken("leader-completeness", () -> step(3, Role.LEADER, 4, 3));
    }

    @Test
    void a_leader_overwrites_its_own_log() {
        hold(1, 4, 2, true);
        step(1, Role.LEADER, 2, 3);
        step(1, Role.LEADER, 2, 3);
        assertBroken("leader-appends-only", () -> hold(1, 4, 3, true));
    }

    @Test
    void term_and_commit_go_back() {
        what_a_majority_holds_durably_may_be_committed();
        assertBroken("commit-goes-on", () -> step(1, Role.LEADER, 2, 3));
        assertBroken("term-goes-on", () -> step(2, Role.FOLLOWER, 0, 3));
        assertBroken("commit-goes-on", () -> step(3, Role.FOLLOWER, 2, 4));
    }
}
