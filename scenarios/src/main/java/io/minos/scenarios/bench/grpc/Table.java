package io.minos.scenarios.bench.grpc;

import io.minos.checker.history.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** What is printed: a line for each measurement, the stores beside one another. */
final class Table {
    private final List<String> stores;
    private final Consumer<String> out;

    Table(List<String> stores, Consumer<String> out) {
        this.stores = stores;
        this.out = out;
    }

    void begin(Plan plan, Duration round) {
        out.accept(String.format(Locale.ROOT, "clusters are warmed up for %.0f s each; for each line and store %s of %.1f s after one that is not counted",
                plan.warmUp().toMillis() / 1e3, Quantity.of(plan.rounds(), "round"), round.toMillis() / 1e3));
        var line = new StringBuilder("nodes clients  work  ");
        for (String store : stores) {
            line.append(String.format(Locale.ROOT, " | %8s op/s  p50 ms  p99 ms  99.9 ms cpu µs load", store));
        }
        out.accept(stores.size() < 2 ? line.toString() : line + " | " + stores.get(0) + "/" + stores.get(stores.size() - 1) + ": op/s, p99");
    }

    void line(int nodes, int clients, String work, Map<String, Rounds> results) {
        var line = new StringBuilder(String.format(Locale.ROOT, "%5d %7d  %-6s", nodes, clients, work));
        for (String store : stores) {
            Rounds rounds = results.get(store);
            line.append(String.format(Locale.ROOT, " | %,13.0f %7.2f %7.2f %8.2f %6.0f %3.0f%%", rounds.perSecondMedian(), rounds.millisAt(50), rounds.millisAt(99),
                    rounds.millisAt(99.9), rounds.processorMicros(), 100 * rounds.loadBusy()));
        }
        if (stores.size() > 1) {
            Rounds first = results.get(stores.get(0));
            Rounds last = results.get(stores.get(stores.size() - 1));
            line.append(String.format(Locale.ROOT, " | %.2f  %.2f", first.perSecondMedian() / last.perSecondMedian(), first.millisAt(99) / last.millisAt(99)));
        }
        results.forEach((store, rounds) -> line.append(errors(store, rounds)));
        out.accept(line.toString());
    }

    private static String errors(String store, Rounds rounds) {
        return rounds.errors() == 0 ? "" : "  " + store + ": " + Quantity.of(rounds.errors(), "error") + ", first " + rounds.firstError();
    }

    void end() {
        out.accept("cpu: the store's processor time a request; load: how busy the two threads are that make the load");
    }
}
