package io.minos.scenarios.bench;

import com.google.protobuf.ByteString;
import io.minos.checker.history.Quantity;
import io.minos.client.EtcdClient;
import io.minos.client.HttpTransport;
import io.minos.client.Rpc;
import io.minos.etcd.api.PutRequest;
import io.minos.scenarios.cluster.NodeBinary;
import io.minos.scenarios.cluster.PlainCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** Several stores driven by the same client through the same JSON gateway, in alternating rounds. */
public final class Bench {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final double MILLI = 1e6;
    private static final int FILL_BATCH = 64;

    /**
     * What to measure.
     *
     * @param rounds of each store for each line; the throughput told is their median
     */
    public record Plan(List<Integer> nodes, List<Integer> clients, int rounds, Duration round, Duration warmUp, Path directory, long seed) {}

    private final Plan plan;
    private final Map<String, NodeBinary> stores;
    private final Consumer<String> out;

    /** @param stores by the name they are shown by, in order; the ratio is of the first to the last */
    public Bench(Plan plan, Map<String, NodeBinary> stores, Consumer<String> out) {
        this.plan = plan;
        this.stores = new LinkedHashMap<>(stores);
        this.out = out;
    }

    /** Prints a table, a line as soon as it is measured. */
    public void run() throws IOException, InterruptedException {
        out.accept(header());
        for (int nodes : plan.nodes()) {
            try (HttpTransport http = HttpTransport.start("bench")) {
                measure(nodes, http);
            }
        }
    }

    private void measure(int nodes, HttpTransport http) throws IOException, InterruptedException {
        Map<String, PlainCluster> clusters = new LinkedHashMap<>();
        try {
            for (var store : stores.entrySet()) {
                clusters.put(store.getKey(), PlainCluster.start(store.getValue(), nodes, plan.directory().resolve(store.getKey() + "-" + nodes), http));
            }
            for (PlainCluster cluster : clusters.values()) {
                fill(clients(cluster, FILL_BATCH, http));
            }
            for (int clients : plan.clients()) {
                Map<String, List<EtcdClient>> connected = new LinkedHashMap<>();
                clusters.forEach((name, cluster) -> connected.put(name, clients(cluster, clients, http)));
                for (Round.Work work : Round.Work.values()) {
                    line(nodes, clients, work, connected);
                }
            }
        } finally {
            for (PlainCluster cluster : clusters.values()) {
                cluster.close();
            }
        }
    }

    /** Spread over the nodes, each over a connection of its own. */
    private static List<EtcdClient> clients(PlainCluster cluster, int count, HttpTransport http) {
        List<String> endpoints = cluster.endpoints();
        return IntStream.range(0, count).mapToObj(i -> new EtcdClient(http, endpoints.get(i % endpoints.size()), TIMEOUT)).toList();
    }

    /** So that every range finds its key. */
    private static void fill(List<EtcdClient> clients) {
        ByteString value = ByteString.copyFrom(new byte[256]);
        for (int first = 0; first < Round.KEYS; first += clients.size()) {
            int batch = first;
            IntStream.range(0, Math.min(clients.size(), Round.KEYS - first))
                    .mapToObj(i -> clients.get(i).call(Rpc.PUT,
                            PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("bench/" + (batch + i))).setValue(value).build()))
                    .toList()
                    .forEach(answer -> answer.join().orElseThrow());
        }
    }

    private void line(int nodes, int clients, Round.Work work, Map<String, List<EtcdClient>> stores) throws InterruptedException {
        for (List<EtcdClient> store : stores.values()) {
            Round.run(store, work, plan.warmUp(), plan.seed());
        }
        Map<String, List<Round.Result>> results = new LinkedHashMap<>();
        for (int round = 0; round < plan.rounds(); round++) {
            for (var store : stores.entrySet()) {
                results.computeIfAbsent(store.getKey(), name -> new ArrayList<>()).add(Round.run(store.getValue(), work, plan.round(), plan.seed() + round));
            }
        }
        out.accept(String.format(Locale.ROOT, "%5d %7d  %-5s", nodes, clients, work.name().toLowerCase(Locale.ROOT)) + figures(results));
    }

    private String header() {
        var line = new StringBuilder("nodes clients  work ");
        stores.keySet().forEach(name -> line.append(String.format(Locale.ROOT, "  | %9s op/s   p50 ms   p99 ms", name)));
        return stores.size() < 2 ? line.toString() : line + "  | " + String.join("/", stores.keySet());
    }

    private static String figures(Map<String, List<Round.Result>> results) {
        var line = new StringBuilder();
        List<Double> throughputs = new ArrayList<>();
        results.forEach((name, rounds) -> {
            double perSecond = median(rounds.stream().map(Round.Result::perSecond).sorted().toList());
            throughputs.add(perSecond);
            var latencies = new Histogram(3);
            rounds.forEach(round -> latencies.add(round.latencyNanos()));
            line.append(String.format(Locale.ROOT, "  | %,14.0f %8.2f %8.2f", perSecond,
                    latencies.getValueAtPercentile(50) / MILLI, latencies.getValueAtPercentile(99) / MILLI));
        });
        if (throughputs.size() > 1) {
            line.append(String.format(Locale.ROOT, "  | %.2f", throughputs.get(0) / throughputs.get(throughputs.size() - 1)));
        }
        results.forEach((name, rounds) -> line.append(errors(name, rounds)));
        return line.toString();
    }

    private static String errors(String name, List<Round.Result> rounds) {
        long errors = rounds.stream().mapToLong(Round.Result::errors).sum();
        String first = rounds.stream().map(Round.Result::firstError).filter(Objects::nonNull).findFirst().orElse("");
        return errors == 0 ? "" : "  " + name + ": " + Quantity.of(errors, "error") + ", first " + first;
    }

    private static double median(List<Double> sorted) {
        return sorted.get(sorted.size() / 2);
    }
}
