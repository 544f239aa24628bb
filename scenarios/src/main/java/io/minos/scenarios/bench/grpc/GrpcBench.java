package io.minos.scenarios.bench.grpc;

import io.grpc.Channel;
import io.minos.scenarios.cluster.NodeBinary;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Several stores driven by the same clients through etcd's gRPC API, in alternating rounds: what disturbs one disturbs all. */
public final class GrpcBench {
    private static final int WARM_UP_CLIENTS = 64;
    /** Through all the works, so many times. */
    private static final int WARM_UP_TURNS = 2;
    /** Puts a second while the watch is warmed up: many, so that little time is enough. */
    private static final int WARM_UP_WATCH_RATE = 5_000;

    private final Plan plan;
    private final Map<String, NodeBinary> stores;
    private final Duration round;
    private final Table table;

    /**
     * @param stores by the name they are shown by, in order; ratios are of the first to the last
     * @throws io.minos.scenarios.scenario.ScenarioException when there is too little time for the plan
     */
    public GrpcBench(Plan plan, Map<String, NodeBinary> stores, Consumer<String> out) {
        this.plan = plan;
        this.stores = new LinkedHashMap<>(stores);
        this.round = plan.round(stores.size());
        this.table = new Table(List.copyOf(stores.keySet()), out);
    }

    /** What a store does in one round. */
    private interface Task {
        Measured run(List<Channel> channels, long seed) throws InterruptedException;
    }

    /** Prints a table, a line as soon as it is measured. */
    public void run() throws IOException, InterruptedException {
        table.begin(plan, round);
        for (int nodes : plan.nodes()) {
            try (Connections connections = new Connections(plan.tls())) {
                measure(nodes, connections);
            }
        }
        table.end();
    }

    private void measure(int nodes, Connections connections) throws IOException, InterruptedException {
        Map<String, Target> targets = new LinkedHashMap<>();
        try {
            for (var store : stores.entrySet()) {
                targets.put(store.getKey(), Target.start(store.getValue(), nodes, plan, plan.directory().resolve(store.getKey() + "-" + nodes), connections));
            }
            for (Target target : targets.values()) {
                warmUp(target);
            }
            for (int clients : plan.clients()) {
                Map<String, List<Channel>> channels = connect(targets, Math.min(clients, plan.connections()));
                for (Work work : plan.works()) {
                    line(nodes, clients, work.label(), targets, channels, (over, seed) -> Load.run(over, clients, work, round, seed));
                }
            }
            if (plan.watchRate() > 0) {
                // the second connection is to the second node, if there is one
                line(nodes, 1, "watch", targets, connect(targets, 2), (over, seed) -> WatchLatency.run(over.get(0), over.get(1), plan.watchRate(), round));
            }
        } finally {
            for (Target target : targets.values()) {
                target.close();
            }
        }
    }

    private void warmUp(Target target) throws InterruptedException {
        Load.fill(target.connect(1).get(0));
        List<Channel> channels = target.connect(plan.connections());
        int clients = Math.max(plan.connections(), WARM_UP_CLIENTS);
        boolean watched = plan.watchRate() > 0;
        Duration turn = plan.warmUp().dividedBy((long) (plan.works().size() + (watched ? 1 : 0)) * WARM_UP_TURNS);
        for (int i = 0; i < WARM_UP_TURNS; i++) {
            for (Work work : plan.works()) {
                Load.run(channels, clients, work, turn, plan.seed());
            }
            if (watched) {
                WatchLatency.run(channels.get(0), channels.get(1 % channels.size()), WARM_UP_WATCH_RATE, turn);
            }
        }
    }

    private static Map<String, List<Channel>> connect(Map<String, Target> targets, int count) {
        Map<String, List<Channel>> channels = new LinkedHashMap<>();
        targets.forEach((name, target) -> channels.put(name, target.connect(count)));
        return channels;
    }

    private void line(int nodes, int clients, String work, Map<String, Target> targets, Map<String, List<Channel>> channels, Task task)
            throws InterruptedException {
        for (List<Channel> over : channels.values()) {
            task.run(over, plan.seed());
        }
        Map<String, Rounds> results = new LinkedHashMap<>();
        for (int i = 0; i < plan.rounds(); i++) {
            for (String name : targets.keySet()) {
                Duration before = targets.get(name).cluster().processorTime();
                Duration ownBefore = Rounds.ownProcessorTime();
                Measured measured = task.run(channels.get(name), plan.seed() + 1 + i);
                results.computeIfAbsent(name, store -> new Rounds())
                        .add(measured, targets.get(name).cluster().processorTime().minus(before), Rounds.ownProcessorTime().minus(ownBefore));
            }
        }
        table.line(nodes, clients, work, results);
    }
}
