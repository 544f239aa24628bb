package io.minos.scenarios.sim;

import io.minos.nemesis.fault.Evidence;
import io.minos.node.sim.SimulatedMember;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.ToLongFunction;

/** A disk is full, or slow. The evidence is how often it was in somebody's way. */
final class BadDisk implements SimulatedFault {
    private final List<SimulatedMember> targets;
    private final Consumer<SimulatedMember> begin;
    private final Consumer<SimulatedMember> end;
    private final String word;
    private final ToLongFunction<SimulatedMember> count;
    private final Map<Long, Long> countsBefore = new TreeMap<>();

    private BadDisk(List<SimulatedMember> targets, Consumer<SimulatedMember> begin, Consumer<SimulatedMember> end, String word, ToLongFunction<SimulatedMember> count) {
        this.targets = List.copyOf(targets);
        this.begin = begin;
        this.end = end;
        this.word = word;
        this.count = count;
    }

    static BadDisk full(List<SimulatedMember> targets) {
        return new BadDisk(targets, member -> member.fill(true), member -> member.fill(false), "writes-refused", SimulatedMember::diskRefusals);
    }

    static BadDisk slow(List<SimulatedMember> targets, int factor) {
        return new BadDisk(targets, member -> member.slowDisk(factor), member -> member.slowDisk(1), "slow-syncs", SimulatedMember::slowSyncs);
    }

    @Override
    public void inject(Consumer<Evidence> seen) {
        for (SimulatedMember member : targets) {
            countsBefore.put(member.id(), count.applyAsLong(member));
            begin.accept(member);
        }
    }

    @Override
    public void heal(LongPredicate whose, Consumer<Evidence> seen) {
        targets.stream().filter(member -> whose.test(member.id())).forEach(end);
    }

    @Override
    public SortedSet<Long> limping() {
        return new TreeSet<>(countsBefore.keySet());
    }

    @Override
    public void conclude(Consumer<Evidence> seen) {
        for (SimulatedMember member : targets) {
            long times = count.applyAsLong(member) - countsBefore.get(member.id());
            if (times > 0) {
                seen.accept(Evidence.proof(word, SimulatedSystem.name(member.id()) + ": " + times));
            }
        }
    }
}
