package io.minos.scenarios.sim;

import com.fasterxml.jackson.databind.JsonNode;
import io.minos.client.operation.Operation;
import io.minos.node.mvcc.View;
import io.minos.node.sim.BrokenPromise;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import io.minos.scenarios.load.FinalReads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration REST = Duration.ofMillis(100);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final SimulatedSystem system;
    private final SimulatedCluster cluster;
    private final List<Long> survivors;
    private final long deadlineNanos;
    private final Set<String> undone = new TreeSet<>();
    private final Map<String, Long> lastRevisions = new TreeMap<>();
    private int written;

    /** It begins now. */
    Settling(SimulatedSystem system, SortedSet<Long> survivors, Duration within) {
        this.system = system;
        this.cluster = system.cluster();
        this.survivors = List.copyOf(survivors);
        this.deadlineNanos = cluster.now() + within.toNanos();
    }

    /** A leader; then a write through each, by the way clients go. */
    void recover(String prefix) {
        await("elect", this::followOneLeader, () -> "the survivors " + survivors + " follow no leader");
        for (long member : survivors) {
            undone.add(SimulatedSystem.name(member));
            write(member, prefix);
        }
        await("commit", undone::isEmpty, () -> "no write was acknowledged through " + undone);
    }

    /** Not necessarily one of themselves: whoever else is well may lead as well. */
    private boolean followOneLeader() {
        Set<Long> leaders = new TreeSet<>();
        survivors.forEach(id -> leaders.add(cluster.member(id).isUp() ? cluster.member(id).status().leader() : 0));
        return leaders.size() == 1 && !leaders.contains(0L);
    }

    private void write(long member, String prefix) {
        String name = SimulatedSystem.name(member);
        system.perform(member, TIMEOUT, new Operation.Write(prefix + name, "recovered-" + written++), outcome -> {
            if (outcome.success().isPresent()) {
                undone.remove(name);
            } else {
                system.agenda().after(REST.toNanos(), () -> write(member, prefix));
            }
        });
    }

    /** Reads of everything from each, one after the other as a real run does it. */
    void read(List<String> prefixes) {
        List<String> names = survivors.stream().map(SimulatedSystem::name).toList();
        List<FinalReads.FinalRead> reads = new ArrayList<>(FinalReads.of(names, prefixes));
        readFirst(reads);
        await("read", reads::isEmpty, () -> "no answer to a " + (reads.get(0).operation().serializable() ? "serializable" : "linearizable") + " read at " + reads.get(0).node());
    }

    private void readFirst(List<FinalReads.FinalRead> reads) {
        if (reads.isEmpty()) {
            return;
        }
        FinalReads.FinalRead read = reads.get(0);
        long member = survivors.stream().filter(one -> SimulatedSystem.name(one).equals(read.node())).findFirst().orElseThrow();
        system.perform(member, TIMEOUT, read.operation(), outcome -> {
            outcome.success().ifPresent(answer -> {
                remember(read.operation().prefix(), answer.value().path("kvs"));
                reads.remove(0);
            });
            system.agenda().after(outcome.success().isPresent() ? 0 : REST.toNanos(), () -> readFirst(reads));
        });
    }

    private void remember(String prefix, JsonNode kvs) {
        for (JsonNode kv : kvs) {
            lastRevisions.merge(prefix, kv.path("mod").asLong(), Math::max);
        }
    }

    void deliver(SimulatedWatchers watchers) {
        await("watch", () -> watchers.haveSeen(this::lastRevision), () -> watchers.behind(this::lastRevision));
        watchers.end();
        await("watch", watchers::allEnded, () -> "a stream does not end");
    }

    private long lastRevision(String prefix) {
        return lastRevisions.getOrDefault(prefix, 0L);
    }

    void converge() {
        await("converge", this::areEqual, this::differences);
    }

    private boolean areEqual() {
        View first = cluster.member(survivors.get(0)).view();
        for (long id : survivors) {
            SimulatedMember member = cluster.member(id);
            if (member.view().revision() != first.revision() || member.view().hashKv(first.revision()) != first.hashKv(first.revision())) {
                return false;
            }
        }
        return true;
    }

    private String differences() {
        List<String> each = new ArrayList<>();
        for (long id : survivors) {
            View view = cluster.member(id).view();
            each.add(SimulatedSystem.name(id) + " at revision " + view.revision() + " with hash " + view.hashKv(view.revision()));
        }
        return String.join(", ", each);
    }

    private void await(String what, BooleanSupplier holds, Supplier<String> otherwise) {
        while (!holds.getAsBoolean()) {
            if (cluster.now() >= deadlineNanos) {
                throw new BrokenPromise("liveness-" + what, otherwise.get());
            }
            cluster.agenda().runUntil(cluster.now() + LOOK.toNanos());
        }
    }
}
