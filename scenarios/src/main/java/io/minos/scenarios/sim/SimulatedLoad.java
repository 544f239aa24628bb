package io.minos.scenarios.sim;

import io.minos.client.Outcome;
import io.minos.client.operation.Operation;
import io.minos.client.operation.RecordedStore;
import io.minos.node.sim.SimulatedMember;
import io.minos.scenarios.load.LoadPlan;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.Workload;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The load, in simulated time. */
final class SimulatedLoad {
    private final SimulatedSystem system;
    private final Scenario scenario;
    private final LoadPlan<Client> plan;
    private final long endNanos;
    private final long operationsMax;
    private long invoked;
    private long armedNanos = Long.MAX_VALUE;

    /** It begins now. */
    SimulatedLoad(SimulatedSystem system, Scenario scenario, long operationsMax) {
        this.system = system;
        this.scenario = scenario;
        this.operationsMax = operationsMax;
        this.endNanos = system.agenda().now() + scenario.duration().toNanos();
        List<Client> clients = clients(scenario.concurrency(), false);
        List<Client> readers = LoadPlan.readsPerSecond(scenario) == 0 ? List.of() : clients(system.members().size(), false);
        List<Client> roaming = clients(LoadPlan.sessions(scenario).map(Workload.Sessions::clients).orElse(0), true);
        this.plan = new LoadPlan<>(scenario, new LoadPlan.Clients<>(clients, readers, roaming), system.cluster().randomness().stream("load", 0), system.agenda().now());
        goOn();
    }

    private List<Client> clients(int count, boolean roams) {
        return IntStream.range(0, count).mapToObj(number -> new Client(number, roams)).toList();
    }

    /** The time is over, or the operations are, and every one of them has ended. */
    boolean isOver() {
        return hasEnded() && plan.underWay() == 0;
    }

    private boolean hasEnded() {
        return system.agenda().now() >= endNanos || invoked >= operationsMax;
    }

    long invoked() {
        return invoked;
    }

    private void goOn() {
        long now = system.agenda().now();
        while (!hasEnded()) {
            Optional<LoadPlan.Order<Client>> order = plan.next(now);
            if (order.isEmpty()) {
                arm(plan.nextDueNanos());
                return;
            }
            invoked++;
            order.get().client().perform(order.get().operation());
        }
    }

    private void arm(long dueNanos) {
        if (dueNanos < armedNanos) {
            armedNanos = dueNanos;
            system.agenda().at(dueNanos, () -> {
                if (armedNanos == dueNanos) {
                    armedNanos = Long.MAX_VALUE;
                    goOn();
                }
            });
        }
    }

    /** A client keeps to one member, unless the cluster removes it or it roams: then it goes to the next each time. After an unknown outcome it goes on as a new process. */
    private final class Client {
        private final boolean roams;
        private int number;
        private SimulatedMember member;
        private String process;
        private RecordedStore store;

        Client(int number, boolean roams) {
            this.number = number;
            this.roams = roams;
            begin();
        }

        private void begin() {
            process = system.ids().next();
            connect();
        }

        private void connect() {
            List<Long> members = system.members();
            member = system.cluster().member(members.get(number % members.size()));
            store = system.connect(member.id(), scenario.timeout());
        }

        void perform(Operation operation) {
            if (roams) {
                number++;
                connect();
            }
            system.whenDone(store.perform(process, operation), outcome -> {
                if (outcome instanceof Outcome.Info || member.isRemoved()) {
                    begin();
                }
                plan.ended(this, operation, outcome, system.agenda().now());
                goOn();
            });
        }
    }
}
