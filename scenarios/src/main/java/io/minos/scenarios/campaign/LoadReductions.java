package io.minos.scenarios.campaign;

import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.Workload;
import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.SimulatedScenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Less to do, for fewer clients, for a shorter time. */
final class LoadReductions {
    private static final double RATE_MIN = 1;
    private static final Duration DURATION_MIN = Duration.ofMillis(100);

    private LoadReductions() {}

    static List<SimulatedScenario> fewerWorkloads(Played failing) {
        List<Workload> workloads = failing.scenario().scenario().workloads();
        return workloads.stream().flatMap(left -> Parts.scenario(failing.scenario(), "workloads",
                workloads.stream().filter(workload -> workload != left).toList()).stream()).toList();
    }

    static List<SimulatedScenario> smallerWorkloads(Played failing) {
        List<Workload> workloads = failing.scenario().scenario().workloads();
        List<SimulatedScenario> smaller = new ArrayList<>();
        for (int i = 0; i < workloads.size(); i++) {
            if (workloads.get(i) instanceof Workload.Watch watch && watch.streams() > 1) {
                List<Workload> changed = new ArrayList<>(workloads);
                changed.set(i, new Workload.Watch(watch.streams() / 2, Math.min(watch.old(), watch.streams() / 2), watch.restartEvery()));
                smaller.addAll(Parts.scenario(failing.scenario(), "workloads", changed));
            } else if (workloads.get(i) instanceof Workload.Register register && register.keys() > 1) {
                List<Workload> changed = new ArrayList<>(workloads);
                changed.set(i, new Workload.Register(register.share(), register.keys() / 2, register.operationsPerKey()));
                smaller.addAll(Parts.scenario(failing.scenario(), "workloads", changed));
            }
        }
        return smaller;
    }

    static List<SimulatedScenario> fewerClients(Played failing) {
        int clients = failing.scenario().scenario().concurrency();
        return Stream.of(1, clients / 2, clients - 1).filter(fewer -> fewer >= 1 && fewer < clients).distinct()
                .flatMap(fewer -> Parts.scenario(failing.scenario(), "concurrency", fewer).stream()).toList();
    }

    static List<SimulatedScenario> fewerLeases(Played failing) {
        int leases = failing.scenario().leases();
        return Stream.of(0, leases / 2).filter(fewer -> fewer < leases).distinct()
                .flatMap(fewer -> Parts.simulated(failing.scenario(), "leases", fewer).stream()).toList();
    }

    static List<SimulatedScenario> fewerUsers(Played failing) {
        int users = failing.scenario().users();
        return Stream.of(0, users / 2).filter(fewer -> fewer < users).distinct()
                .flatMap(fewer -> Parts.simulated(failing.scenario(), "users", fewer).stream()).toList();
    }

    /** From as many as were invoked, since there may have been no bound before. */
    static List<SimulatedScenario> fewerOperations(Played failing) {
        long bound = failing.scenario().operationsMax();
        long operations = Math.min(bound, failing.operations());
        return Stream.of(operations / 8, operations / 2, operations * 3 / 4, operations * 15 / 16, operations)
                .filter(fewer -> fewer >= 1 && fewer < bound).distinct()
                .flatMap(fewer -> Parts.simulated(failing.scenario(), "operationsMax", fewer).stream()).toList();
    }

    /** The load ends when the promise is broken, if that was during the load; then earlier. */
    static List<SimulatedScenario> shorterTime(Played failing) {
        long load = failing.scenario().scenario().duration().toMillis();
        long broken = Math.min(load, failing.simulatedNanos() / 1_000_000 + 1);
        return Stream.of(broken, load / 2, load * 3 / 4, load * 15 / 16).filter(shorter -> shorter < load && shorter >= DURATION_MIN.toMillis()).sorted().distinct()
                .flatMap(shorter -> Parts.scenario(failing.scenario(), "duration", Duration.ofMillis(shorter)).stream()).toList();
    }

    static List<SimulatedScenario> lowerRate(Played failing) {
        double half = Math.max(RATE_MIN, Math.floor(failing.scenario().scenario().rate() / 2));
        return half < failing.scenario().scenario().rate() ? Parts.scenario(failing.scenario(), "rate", half) : List.of();
    }

    static List<SimulatedScenario> noCompaction(Played failing) {
        Scenario scenario = failing.scenario().scenario();
        return scenario.compactEvery().isZero() ? List.of() : Parts.scenario(failing.scenario(), "compactEvery", Duration.ZERO);
    }
}
