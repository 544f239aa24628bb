package io.minos.scenarios.sim;

import io.minos.node.sim.Randomness;
import io.minos.scenarios.scenario.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What clients do, drawn.
 *
 * @param rate operations a second
 * @param leases clients that hold a lease
 * @param users clients that authenticate; 0: authentication is off
 */
record DrawnLoad(List<Workload> workloads, double rate, int concurrency, Duration timeout, Duration compactEvery, int leases, int users) {
    static DrawnLoad of(Randomness randomness) {
        Dice dice = new Dice(randomness.stream("swarm-load", 0));
        List<Workload> workloads = workloads(new Dice(randomness.stream("swarm-workloads", 0)));
        workloads.addAll(leasing(new Dice(randomness.stream("swarm-leasing", 0))));
        return new DrawnLoad(workloads,
                dice.oneOf(20, 50, 50, 100, 100, 100, 200),
                dice.between(2, 12),
                Duration.ofMillis(dice.scaled(300, 5_000)),
                dice.chance(0.5) ? Duration.ofMillis(dice.scaled(1_000, 20_000)) : Duration.ZERO,
                dice.chance(0.5) ? dice.between(1, 5) : 0,
                users(new Dice(randomness.stream("swarm-users", 0))));
    }

    private static int users(Dice dice) {
        return dice.chance(0.25) ? dice.between(2, 4) : 0;
    }

    /** Small enough for the checkers: what is undecided about a key grows with its operations. */
    private static List<Workload> workloads(Dice dice) {
        List<Workload> workloads = new ArrayList<>();
        boolean registers = dice.chance(0.75);
        boolean sets = dice.chance(0.5);
        boolean transactions = dice.chance(0.5);
        if (registers || !sets && !transactions) {
            workloads.add(new Workload.Register(dice.between(1, 4), dice.between(1, 8), (int) dice.scaled(20, 120)));
            if (dice.chance(0.4)) {
                workloads.add(new Workload.Readers(dice.between(1, 8)));
            }
        }
        if (sets) {
            workloads.add(new Workload.Set(dice.between(1, 3), (int) dice.scaled(30, 300)));
        }
        if (transactions) {
            workloads.add(new Workload.Txn(dice.between(1, 3), dice.between(1, 4), dice.between(2, 4), (int) dice.scaled(20, 60)));
        }
        if (dice.chance(0.75)) {
            int streams = dice.between(1, 8);
            workloads.add(new Workload.Watch(streams, dice.between(0, Math.min(streams, 4)), Duration.ofMillis(dice.scaled(500, 6_000))));
        }
        if (dice.chance(0.4)) {
            workloads.add(new Workload.Sessions(dice.between(1, 3), dice.between(2, 10)));
        }
        return workloads;
    }

    private static List<Workload> leasing(Dice dice) {
        List<Workload> workloads = new ArrayList<>();
        if (dice.chance(0.25)) {
            workloads.add(new Workload.Lease(dice.between(1, 3), dice.between(1, 8), dice.between(1, 4), dice.between(1, 4), (int) dice.scaled(10, 80)));
        }
        if (dice.chance(0.25)) {
            workloads.add(new Workload.Lock(dice.between(1, 3), dice.between(1, 2), dice.between(2, 4), dice.between(1, 3), dice.between(0, 20), false));
        }
        return workloads;
    }
}
