package io.minos.scenarios.campaign;

import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.SimulatedScenario;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Makes a failing scenario smaller as long as the same promise is broken. The same player, scenario and seed give the same
 * result, unless time runs out.
 *
 * <p>Something left out shifts all that comes later, and a race may be lost by it. So a smaller scenario is tried with a few
 * more seeds besides the one that failed; the result says which one fails.
 */
public final class Shrinker {
    /** How many seeds a smaller scenario is tried with. */
    private static final int SEEDS = 4;
    private static final int SEED_BOUND = 1_000_000_000;

    private final Player player;
    private final BooleanSupplier outOfTime;
    private final Consumer<Step> progress;
    private final Set<Attempt> attempts = new HashSet<>();
    private long plays;

    private record Attempt(SimulatedScenario scenario, long seed) {}

    /** The smallest so far, and what made it smaller. */
    public record Step(String reduction, Played smallest, long plays) {}

    /**
     * @param outOfTime asked before every play; once true, the smallest so far is the result
     * @param progress told of each success
     */
    public Shrinker(Player player, BooleanSupplier outOfTime, Consumer<Step> progress) {
        this.player = player;
        this.outOfTime = outOfTime;
        this.progress = progress;
    }

    /** The boldest first; those about faults before those that change everybody's timing. */
    private static Map<String, Reduction> reductions() {
        Map<String, Reduction> reductions = new LinkedHashMap<>();
        reductions.put("only faults that began", FaultReductions::onlyThoseThatBegan);
        reductions.put("shorter", LoadReductions::shorterTime);
        reductions.put("fewer faults", FaultReductions::fewer);
        reductions.put("fewer nodes", WorldReductions::fewerNodes);
        reductions.put("fewer workloads", LoadReductions::fewerWorkloads);
        reductions.put("no leases", LoadReductions::fewerLeases);
        reductions.put("no users", LoadReductions::fewerUsers);
        reductions.put("no compaction", LoadReductions::noCompaction);
        reductions.put("fewer clients", LoadReductions::fewerClients);
        reductions.put("smaller workloads", LoadReductions::smallerWorkloads);
        reductions.put("plainer world", WorldReductions::plainer);
        reductions.put("no flags", WorldReductions::noFlags);
        reductions.put("fewer operations", LoadReductions::fewerOperations);
        reductions.put("lower rate", LoadReductions::lowerRate);
        reductions.put("shorter faults", FaultReductions::shorter);
        return reductions;
    }

    /**
     * @param failing with a violation
     * @return what is left; {@code failing} itself, when nothing could be left out
     */
    public Played shrink(Played failing) {
        String promise = failing.violation().orElseThrow(() -> new IllegalArgumentException("seed " + failing.seed() + " broke no promise")).promise();
        Played smallest = failing;
        boolean smaller = true;
        while (smaller && !outOfTime.getAsBoolean()) {
            Played before = smallest;
            for (var reduction : reductions().entrySet()) {
                smallest = exhaust(reduction.getKey(), reduction.getValue(), smallest, promise);
            }
            smaller = smallest != before;
        }
        return smallest;
    }

    private Played exhaust(String name, Reduction reduction, Played failing, String promise) {
        Played smallest = failing;
        Optional<Played> smaller = firstFailing(reduction, smallest, promise);
        while (smaller.isPresent()) {
            smallest = smaller.get();
            progress.accept(new Step(name, smallest, plays));
            smaller = firstFailing(reduction, smallest, promise);
        }
        return smallest;
    }

    /** The boldest of the smaller scenarios that still breaks the promise, with the seed it takes. */
    private Optional<Played> firstFailing(Reduction reduction, Played failing, String promise) {
        for (SimulatedScenario scenario : reduction.smaller(failing)) {
            for (long seed : seeds(failing.seed())) {
                Optional<Played> broken = attempts.add(new Attempt(scenario, seed)) ? broken(scenario, seed, promise) : Optional.empty();
                if (broken.isPresent()) {
                    return broken;
                }
            }
        }
        return Optional.empty();
    }

    private static long[] seeds(long seed) {
        return LongStream.concat(LongStream.of(seed), new SplittableRandom(seed).longs(SEEDS - 1, 0, SEED_BOUND)).toArray();
    }

    /** What cannot be played does not fail the way it should. */
    private Optional<Played> broken(SimulatedScenario scenario, long seed, String promise) {
        if (outOfTime.getAsBoolean()) {
            return Optional.empty();
        }
        plays++;
        try {
            Played played = player.play(scenario, seed);
            return played.violation().filter(violation -> violation.promise().equals(promise)).map(violation -> played);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }
}
