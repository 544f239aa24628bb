package io.minos.scenarios.sim;

import io.minos.nemesis.fault.FaultKind;
import io.minos.nemesis.fault.FaultSpec;
import io.minos.nemesis.fault.Target;
import io.minos.nemesis.fault.Trigger;
import io.minos.node.sim.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Draws which kinds of faults are in play, how often they come, and then each with its time: a schedule is data. */
final class DrawnFaults {
    private static final long UNIT_NANOS = 100_000;
    private static final long SECOND = 10_000; // units
    private static final double CALM = 0.05;
    private static final Target ANY = new Target.Any();
    private static final Target LEADER = new Target.Leader();

    /**
     * How a kind of fault comes.
     *
     * @param inPlay how likely
     * @param everySeconds it comes once in so long, at most; at least ten times as often is drawn as well
     * @param millisMin it lasts at least so long
     * @param millisMax and at most so long
     */
    private record Habit(FaultKind kind, double inPlay, int everySeconds, int millisMin, int millisMax) {}

    private static final List<Habit> HABITS = List.of(
            new Habit(FaultKind.KILL, 0.35, 20, 5, 5_000),
            new Habit(FaultKind.POWER_CUT, 0.45, 20, 5, 5_000),
            new Habit(FaultKind.PAUSE, 0.35, 20, 50, 4_000),
            new Habit(FaultKind.PARTITION, 0.45, 20, 100, 6_000),
            new Habit(FaultKind.PARTITION_ONE_WAY, 0.35, 20, 100, 6_000),
            new Habit(FaultKind.CLIENT_PARTITION, 0.2, 30, 300, 4_000),
            new Habit(FaultKind.LATENCY, 0.25, 30, 300, 6_000),
            new Habit(FaultKind.LOSS, 0.25, 30, 500, 6_000),
            new Habit(FaultKind.DUPLICATE, 0.25, 30, 500, 6_000),
            new Habit(FaultKind.CLOG, 0.3, 30, 100, 4_000),
            new Habit(FaultKind.SLOW_DISK, 0.25, 30, 300, 6_000),
            new Habit(FaultKind.DISK_FULL, 0.2, 60, 500, 5_000),
            new Habit(FaultKind.CLOCK_JUMP, 0.25, 30, 100, 6_000),
            new Habit(FaultKind.BIT_FLIP, 0.12, 60, 200, 4_000),
            new Habit(FaultKind.WIPE, 0.15, 60, 200, 4_000),
            new Habit(FaultKind.MEMBER_REPLACE, 0.12, 60, 500, 5_000),
            new Habit(FaultKind.MEMBER_ADD_LEARNER, 0.12, 60, 500, 5_000),
            new Habit(FaultKind.MEMBER_REMOVE, 0.12, 60, 500, 5_000),
            new Habit(FaultKind.TRANSFER_LEADER, 0.25, 20, 100, 1_000));

    private final int members;
    private final long lastUnits;

    private DrawnFaults(int members, Duration duration) {
        this.members = members;
        this.lastUnits = duration.toNanos() / UNIT_NANOS * 19 / 20;
    }

    /** In order of their times; none begins in the last twentieth of the load. */
    static List<FaultSpec> of(Randomness randomness, int members, Duration duration) {
        List<FaultSpec> faults = new ArrayList<>();
        boolean calm = new Dice(randomness.stream("swarm-calm", 0)).chance(CALM);
        if (!calm) {
            DrawnFaults drawn = new DrawnFaults(members, duration);
            HABITS.forEach(habit -> faults.addAll(drawn.ofKind(habit, new Dice(randomness.stream("swarm-" + habit.kind().text(), 0)))));
        }
        faults.sort(Comparator.comparing(fault -> ((Trigger.After) fault.trigger()).delay()));
        return faults;
    }

    private List<FaultSpec> ofKind(Habit habit, Dice dice) {
        List<FaultSpec> faults = new ArrayList<>();
        if (dice.chance(habit.inPlay()) && isPossible(habit.kind())) {
            long every = dice.scaled(habit.everySeconds() * SECOND / 10, habit.everySeconds() * SECOND);
            for (long at = dice.exponential(every); at < lastUnits; at += dice.exponential(every)) {
                faults.add(fault(habit, at, dice));
            }
        }
        return faults;
    }

    /** One member alone has no peers, and nobody that could take its place. */
    private boolean isPossible(FaultKind kind) {
        return members > 1 || switch (kind) {
            case KILL, POWER_CUT, PAUSE, CLIENT_PARTITION, SLOW_DISK, DISK_FULL, CLOCK_JUMP -> true;
            default -> false;
        };
    }

    private FaultSpec fault(Habit habit, long atUnits, Dice dice) {
        long units = dice.scaled(habit.millisMin() * SECOND / 1_000, habit.millisMax() * SECOND / 1_000);
        Map<String, String> parameters = parameters(habit.kind(), dice);
        boolean named = parameters.containsKey("groups") || parameters.containsKey("links");
        return new FaultSpec(habit.kind(), named ? new Target.All() : target(habit.kind(), dice), parameters,
                new Trigger.After(Duration.ofNanos(atUnits * UNIT_NANOS)), Duration.ofNanos(units * UNIT_NANOS));
    }

    private Target target(FaultKind kind, Dice dice) {
        return switch (kind) {
            case KILL, POWER_CUT, PAUSE -> dice.oneOf(ANY, ANY, LEADER, LEADER, new Target.Follower(), several(dice), new Target.All());
            case CLIENT_PARTITION, SLOW_DISK, DISK_FULL, CLOCK_JUMP -> dice.oneOf(ANY, ANY, LEADER, several(dice), new Target.All());
            case BIT_FLIP, WIPE, MEMBER_REPLACE, MEMBER_REMOVE -> dice.oneOf(ANY, ANY, ANY, LEADER);
            case MEMBER_ADD_LEARNER, TRANSFER_LEADER -> LEADER;
            default -> dice.oneOf(ANY, LEADER, LEADER, new Target.Follower());
        };
    }

    /** Some but not all of those that the cluster begins with. */
    private Target several(Dice dice) {
        return members == 1 ? ANY : new Target.Named(dice.some(names(), dice.between(1, members - 1)));
    }

    private List<String> names() {
        return IntStream.rangeClosed(1, members).mapToObj(id -> "n" + id).toList();
    }

    private Map<String, String> parameters(FaultKind kind, Dice dice) {
        Map<String, String> parameters = new TreeMap<>();
        switch (kind) {
            case PARTITION -> sides(parameters, dice);
            case PARTITION_ONE_WAY -> links(parameters, dice, () -> parameters.put("direction", dice.oneOf("in", "out")));
            case LATENCY -> {
                long millis = dice.scaled(5, 500);
                parameters.put("latency", millis + "ms");
                parameters.put("jitter", millis * dice.between(0, 4) / 4 + "ms");
                links(parameters, dice, () -> { });
            }
            case LOSS, DUPLICATE -> {
                parameters.put("rate", Double.toString(dice.between(1, 9) / 10.0));
                links(parameters, dice, () -> { });
            }
            case CLOG -> links(parameters, dice, () -> { });
            case SLOW_DISK -> parameters.put("factor", Long.toString(dice.scaled(2, 300)));
            case CLOCK_JUMP -> parameters.put("by", dice.oneOf("", "-") + dice.scaled(1, 3_600_000) + "ms");
            case MEMBER_REPLACE, BIT_FLIP, WIPE -> parameters.put("learner", dice.oneOf("true", "false"));
            case MEMBER_ADD_LEARNER -> parameters.put("promote", dice.oneOf("true", "false"));
            default -> { }
        }
        return parameters;
    }

    /** Two sides by name, or single links, or the target and the others. */
    private void sides(Map<String, String> parameters, Dice dice) {
        if (members > 2 && dice.chance(0.4)) {
            List<String> some = dice.some(names(), dice.between(1, members - 1));
            String others = names().stream().filter(name -> !some.contains(name)).collect(Collectors.joining(","));
            parameters.put("groups", String.join(",", some) + "|" + others);
        } else {
            links(parameters, dice, () -> { });
        }
    }

    private void links(Map<String, String> parameters, Dice dice, Runnable otherwise) {
        if (members > 2 && dice.chance(0.4)) {
            List<String> all = new ArrayList<>();
            for (int from = 1; from <= members; from++) {
                for (int to = from + 1; to <= members; to++) {
                    all.add(dice.chance(0.5) ? "n" + from + "-n" + to : "n" + to + "-n" + from);
                }
            }
            parameters.put("links", String.join(",", dice.some(all, dice.between(1, Math.min(3, all.size() - 1)))));
        } else {
            otherwise.run();
        }
    }
}
