package io.minos.scenarios.sim;

import io.minos.checker.history.Recorder;
import io.minos.etcd.api.Member;
import io.minos.node.apply.Command;
import io.minos.node.apply.MemberAdd;
import io.minos.node.apply.MemberPromote;
import io.minos.node.apply.MemberRemove;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Event;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import io.minos.node.sim.Waiting;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * Changes who is a member: one change after the other, each through the leader, again and again until it has come about. Whether
 * it has, a linearizable read at the leader says: an answer may be lost, and one that leads no more may answer of old.
 */
final class SimulatedOperator {
    private static final long REST_NANOS = 100_000_000L;
    private static final long PATIENCE_NANOS = 2_000_000_000L;

    /** @param isReached by the members as the leader knows them */
    private record Change(Command command, Predicate<Map<Long, Member>> isReached, Runnable done) {}

    private final SimulatedCluster cluster;
    private final SimulatedRoster roster;
    private final OperatorJournal journal;
    private final ArrayDeque<Change> changes = new ArrayDeque<>();
    private long attempt;
    private boolean working;
    private boolean retired;

    /** @param recorder what he asks is recorded, and what he sees of the members */
    SimulatedOperator(SimulatedCluster cluster, SimulatedRoster roster, Recorder recorder) {
        this.cluster = cluster;
        this.roster = roster;
        this.journal = new OperatorJournal(recorder);
    }

    boolean isIdle() {
        return !working;
    }

    boolean isRetired() {
        return retired;
    }

    /** Leaves everything as it is. What it asked for last may still come about. */
    void retire() {
        retired = true;
    }

    /**
     * First the one goes, since a cluster does not take a new member while another is dead.
     *
     * @param learnerFirst unless there is a learner already: of two none would ever be let in
     */
    void replace(long id, boolean learnerFirst, Runnable done) {
        remove(id, () -> {
            if (learnerFirst && !roster.hasLearner()) {
                add(true, newcomer -> promote(newcomer, done));
            } else {
                add(false, newcomer -> done.run());
            }
        });
    }

    void remove(long id, Runnable done) {
        plan(new Change(Command.newBuilder().setMemberRemove(MemberRemove.newBuilder().setId(id)).build(),
                members -> !members.containsKey(id),
                () -> {
                    roster.isGone(id);
                    done.run();
                }));
    }

    /** A new member, of an id that nobody ever had; it is started once it is expected. */
    void add(boolean learner, LongConsumer done) {
        SimulatedMember newcomer = cluster.newcomer(cluster.members().lastKey() + 1);
        long id = newcomer.id();
        MemberAdd add = MemberAdd.newBuilder().setId(id).addPeerUrls("http://" + SimulatedSystem.name(id)).setIsLearner(learner).build();
        plan(new Change(Command.newBuilder().setMemberAdd(add).build(), members -> members.containsKey(id), () -> {
            newcomer.start();
            if (learner) {
                roster.isLearner(id);
            } else {
                roster.isVoter(id);
            }
            done.accept(id);
        }));
    }

    /** Refused until it has caught up. */
    void promote(long id, Runnable done) {
        plan(new Change(Command.newBuilder().setMemberPromote(MemberPromote.newBuilder().setId(id)).build(),
                members -> members.containsKey(id) && !members.get(id).getIsLearner(), () -> {
                    roster.isVoter(id);
                    done.run();
                }));
    }

    private void plan(Change change) {
        if (retired) {
            return;
        }
        changes.add(change);
        if (!working) {
            working = true;
            look();
        }
    }

    /** Reads who is a member. */
    private void look() {
        askLeader(Event.Read::new, leader -> outcome -> {
            if (!(outcome instanceof Outcome.Granted) || !leader.isUp()) {
                rest();
                return;
            }
            journal.listed(leader);
            if (changes.element().isReached().test(leader.published().members())) {
                changes.remove().done().run();
                goOn();
            } else {
                ask();
            }
        });
    }

    private void goOn() {
        working = !changes.isEmpty();
        if (working) {
            look();
        }
    }

    private void ask() {
        Command command = changes.element().command();
        askLeader(call -> new Event.ChangeMembers(call, command), leader -> {
            Consumer<Outcome> asked = journal.asking(leader, command);
            return outcome -> {
                asked.accept(outcome);
                rest();
            };
        });
    }

    private void rest() {
        long current = ++attempt;
        cluster.agenda().after(REST_NANOS, () -> ifCurrent(current, this::look));
    }

    /** One answer is waited for at a time, and not for long. */
    private void askLeader(LongFunction<Event> call, Function<SimulatedMember, Consumer<Outcome>> then) {
        Optional<SimulatedMember> leader = cluster.leader();
        if (leader.isEmpty()) {
            rest();
            return;
        }
        long current = ++attempt;
        Consumer<Outcome> answered = then.apply(leader.get());
        leader.get().ask(call, new Waiting() {
            @Override
            public void answered(Outcome outcome) {
                ifCurrent(current, () -> answered.accept(outcome));
            }

            @Override
            public void connectionLost() {
                ifCurrent(current, SimulatedOperator.this::rest);
            }
        });
        cluster.agenda().after(PATIENCE_NANOS, () -> ifCurrent(current, this::rest));
    }

    private void ifCurrent(long number, Runnable work) {
        if (number == attempt && !retired) {
            attempt++;
            work.run();
        }
    }
}
