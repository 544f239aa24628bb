package io.minos.scenarios.sim;

import io.minos.checker.history.Action;
import io.minos.client.CallError;
import io.minos.client.Outcome;
import io.minos.client.operation.Answer;
import io.minos.client.operation.Operation;
import io.minos.client.operation.Operation.Administration;
import io.minos.node.mvcc.View;
import io.minos.node.raft.Membership;
import io.minos.node.sim.BrokenPromise;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import io.minos.node.sim.WorldOptions;
import io.minos.scenarios.load.FinalReads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The liveness phase: a majority is healed for good, and must now elect, commit, answer, deliver and converge within a bound of
 * simulated time. Whoever does not breaks a promise whose name begins with {@code liveness}.
 */
final class Settling {
    private static final long REST_NANOS = Duration.ofMillis(100).toNanos();
    /** Once a lease's time is over: the leader looks now and then, proposes, commits. */
    private static final long TO_EXPIRE_NANOS = Duration.ofSeconds(3).toNanos();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** Of these alone etcd takes a deletion. */
    private static final String NO_SPACE = "no-space";

    private final SimulatedSystem system;
    private final SimulatedCluster cluster;
    private final SortedSet<Long> healed;
    private final Supplier<Membership> membership;
    private final Runnable aLittle;
    private final long beganNanos;
    private final long deadlineNanos;
    private int written;

    /**
     * It begins now.
     *
     * @param healed a majority
     * @param membership the newest that is committed: a change that was under way may yet remove one of the healed
     * @param aLittle lets a little simulated time pass
     */
    Settling(SimulatedSystem system, SortedSet<Long> healed, Supplier<Membership> membership, Duration within, Runnable aLittle) {
        this.system = system;
        this.cluster = system.cluster();
        this.healed = Collections.unmodifiableSortedSet(new TreeSet<>(healed));
        this.membership = membership;
        this.aLittle = aLittle;
        this.beganNanos = cluster.now();
        this.deadlineNanos = beganNanos + within.toNanos();
    }

    /** The healed that are members. */
    SortedSet<Long> survivors() {
        SortedSet<Long> survivors = new TreeSet<>(healed);
        survivors.retainAll(membership.get().members());
        return survivors;
    }

    /** A leader; then a change through each, by the way clients go, and a look at it. */
    void recover(String prefix) {
        await("elect", this::followOneLeader, this::whatTheyFollow);
        Set<String> undone = new TreeSet<>();
        for (long member : survivors()) {
            undone.add(SimulatedSystem.name(member));
            change(member, new Operation.Write(prefix + SimulatedSystem.name(member), "recovered-" + written++), undone);
        }
        await("commit", () -> survivors().stream().map(SimulatedSystem::name).noneMatch(undone::contains),
                () -> "no change was acknowledged through " + undone);
    }

    /** Not necessarily one of themselves: whoever else is well may lead as well. */
    private boolean followOneLeader() {
        Set<Long> leaders = new TreeSet<>();
        survivors().forEach(id -> leaders.add(cluster.member(id).isUp() ? cluster.member(id).status().leader() : 0));
        return leaders.size() == 1 && !leaders.contains(0L);
    }

    private String whatTheyFollow() {
        List<String> each = new ArrayList<>();
        for (long id : survivors()) {
            SimulatedMember member = cluster.member(id);
            each.add(SimulatedSystem.name(id) + (member.isUp() ? " follows " + member.status().leader() + " in term " + member.status().term()
                    : " is down" + member.refusal().map(why -> ": " + why).orElse("")));
        }
        return String.join(", ", each);
    }

    private void change(long member, Operation operation, Set<String> undone) {
        system.perform(member, TIMEOUT, operation, outcome -> {
            if (outcome.success().isPresent()) {
                undone.remove(SimulatedSystem.name(member));
                system.perform(member, TIMEOUT, new Operation.Read(keyOf(operation)), seen -> { });
            } else {
                system.agenda().after(REST_NANOS, () -> change(member, again(operation, outcome), undone));
            }
        });
    }

    private static String keyOf(Operation operation) {
        return operation instanceof Operation.Write write ? write.key() : ((Operation.Delete) operation).key();
    }

    /** A full store takes deletions only: that is a condition of operation, and commits all the same. */
    private Operation again(Operation operation, Outcome<Answer> outcome) {
        if (operation instanceof Operation.Write write) {
            boolean isFull = outcome.problem().map(CallError::name).filter(NO_SPACE::equals).isPresent();
            return isFull ? new Operation.Delete(write.key()) : new Operation.Write(write.key(), "recovered-" + written++);
        }
        return operation;
    }

    /** Whoever has the right to something is given it. */
    void admit(Tenants tenants) {
        tenants.enter(this::survivors);
        await("auth", () -> tenants.outside().isEmpty(), () -> "not let in: " + tenants.outside());
    }

    /** Reads of everything from each, one after the other as a real run does it. */
    void read(List<String> prefixes) {
        List<FinalReads.FinalRead> reads = new ArrayList<>(FinalReads.of(survivors().stream().map(SimulatedSystem::name).toList(), prefixes));
        readFirst(reads);
        await("read", reads::isEmpty, () -> "no answer to a " + (reads.get(0).operation().serializable() ? "serializable" : "linearizable") + " read at " + reads.get(0).node());
    }

    private void readFirst(List<FinalReads.FinalRead> reads) {
        reads.removeIf(read -> !survivors().contains(SimulatedRoster.id(read.node())));
        if (reads.isEmpty()) {
            return;
        }
        FinalReads.FinalRead read = reads.get(0);
        system.perform(SimulatedRoster.id(read.node()), TIMEOUT, read.operation(), outcome -> {
            if (outcome.success().isPresent()) {
                reads.remove(0);
                readFirst(reads);
            } else {
                system.agenda().after(REST_NANOS, () -> readFirst(reads));
            }
        });
    }

    /** Everything there is, to every watcher. */
    void deliver(SimulatedWatchers watchers) {
        long newest = system.promises().history().newest();
        await("watch", () -> watchers.behind(newest).isEmpty(), () -> watchers.behind(newest).orElse(""));
        watchers.end();
        await("watch", watchers::allEnded, () -> "a stream does not end");
    }

    /**
     * Leases that nobody renews any more. A new leader gives each of them its time anew.
     *
     * @param longest time to live there is; zero: nobody has a lease
     */
    void runOut(Duration longest) {
        if (longest.isZero()) {
            return;
        }
        WorldOptions world = cluster.options();
        long electionNanos = (world.node().electionTicks() + world.node().electionSpreadTicks()) * world.node().tick();
        long slackNanos = 2 * electionNanos + TO_EXPIRE_NANOS;
        long lifetimeNanos = (long) (longest.toNanos() * (1 + world.clocks().driftMax())) + slackNanos;
        long term = term();
        long healthyNanos = cluster.now();
        while (cluster.now() <= healthyNanos + lifetimeNanos && cluster.now() < deadlineNanos) {
            aLittle.run();
            if (term() != term) {
                term = term();
                healthyNanos = cluster.now();
            }
        }
        system.promises().leases().checkEnded(cluster.now(), healthyNanos, slackNanos);
    }

    private long term() {
        return survivors().stream().mapToLong(id -> cluster.member(id).status().term()).max().orElse(0);
    }

    void converge() {
        await("converge", this::areEqual, this::differences);
        system.promises().checkContents(cluster);
    }

    private boolean areEqual() {
        SortedSet<Long> survivors = survivors();
        View first = cluster.member(survivors.first()).view();
        if (survivors.stream().anyMatch(id -> cluster.member(id).view().revision() != first.revision())) {
            return false; // cheap, and what is behind is behind for long
        }
        int hash = first.hashKv(first.revision());
        return survivors.stream().skip(1).allMatch(id -> cluster.member(id).view().hashKv(first.revision()) == hash);
    }

    private String differences() {
        List<String> each = new ArrayList<>();
        for (long id : survivors()) {
            View view = cluster.member(id).view();
            each.add(SimulatedSystem.name(id) + " is at revision " + view.revision() + " with hash " + view.hashKv(view.revision()));
        }
        return String.join(", ", each);
    }

    /** All list the same members, alarms and leases; asked again and again until they do. */
    void agree() {
        for (Operation list : List.of(new Administration.MemberList(), new Administration.Alarms(), new Administration.Leases())) {
            Map<Long, Optional<Set<?>>> answers = new TreeMap<>();
            ask(list, answers);
            await("agree", () -> areAlike(answers), () -> "by " + list.f() + " they say " + answers);
        }
    }

    private void ask(Operation list, Map<Long, Optional<Set<?>>> answers) {
        for (long member : survivors()) {
            system.perform(member, TIMEOUT, list, outcome -> answers.put(member, outcome.success().flatMap(answer -> ((Action.Administration) answer.told()).listed())));
        }
        system.agenda().after(TIMEOUT.toNanos() + REST_NANOS, () -> {
            if (!areAlike(answers)) {
                ask(list, answers);
            }
        });
    }

    private boolean areAlike(Map<Long, Optional<Set<?>>> answers) {
        answers.keySet().retainAll(survivors());
        return answers.keySet().containsAll(survivors()) && answers.values().stream().allMatch(Optional::isPresent) && new HashSet<>(answers.values()).size() == 1;
    }

    void answer() {
        await("answer", () -> unanswered().isEmpty(), () -> unanswered().orElse(""));
    }

    private Optional<String> unanswered() {
        return system.unanswered().anyOf(survivors(), beganNanos);
    }

    private void await(String what, BooleanSupplier holds, Supplier<String> otherwise) {
        while (!holds.getAsBoolean()) {
            if (cluster.now() >= deadlineNanos) {
                throw new BrokenPromise("liveness-" + what, otherwise.get());
            }
            aLittle.run();
        }
    }
}
