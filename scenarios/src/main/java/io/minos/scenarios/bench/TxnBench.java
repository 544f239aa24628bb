package io.minos.scenarios.bench;

import io.minos.checker.txn.Names;
import io.minos.checker.txn.Options;
import io.minos.checker.txn.Phenomenon;
import io.minos.checker.txn.TxnAnalysis;
import io.minos.checker.txn.TxnAnomaly;
import io.minos.checker.txn.TxnReport;
import io.minos.checker.txn.Txns;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How fast list-append transactions are judged, and with how much memory: a load without fault, and the same with an anomaly
 * of each kind planted in it, all of which must be found.
 */
public final class TxnBench {
    private static final double NANOS = 1e9;
    private static final double MEBI = 1 << 20;
    /** No line has more transactions. */
    private static final int PLANTED_MAX = 8;

    private final List<Integer> sizes;
    private final long seed;
    private final Consumer<String> out;

    public TxnBench(List<Integer> sizes, long seed, Consumer<String> out) {
        this.sizes = List.copyOf(sizes);
        this.seed = seed;
        this.out = out;
    }

    /** @param planted the id of the first transaction of each line */
    private record Loaded(Txns txns, Map<Phenomenon, Long> planted) {}

    private record Measured(Loaded loaded, TxnReport report) {}

    /** @return whether all that was planted was found, and nothing where nothing was */
    public boolean run() {
        out.accept("transactions  planted   made s  judged s  of it on the core  heap MiB   dependencies");
        boolean right = true;
        for (int size : sizes) {
            right &= clean(size);
            right &= planted(size);
        }
        return right;
    }

    private boolean clean(int size) {
        TxnReport report = measure(size, false).report();
        if (!report.clean()) out.accept("  found where nothing is: " + report.counts());
        return report.clean();
    }

    private boolean planted(int size) {
        Measured measured = measure(size, true);
        boolean right = true;
        for (var planted : measured.loaded().planted().entrySet()) {
            TxnAnomaly found = found(measured.report(), planted.getKey(), planted.getValue());
            right &= found != null;
            out.accept(String.format(Locale.ROOT, "  %-22s %s", planted.getKey(), found == null ? "NOT FOUND" : found.summary()));
        }
        out.accept("  " + measured.report().models());
        return right;
    }

    private static @Nullable TxnAnomaly found(TxnReport report, Phenomenon kind, long first) {
        return report.anomalies().stream()
                .filter(anomaly -> anomaly.kind() == kind && anomaly.txns().stream().allMatch(id -> id >= first && id < first + PLANTED_MAX))
                .findFirst().orElse(null);
    }

    private Measured measure(int size, boolean planted) {
        long start = System.nanoTime();
        Loaded loaded = load(size, planted);
        long made = System.nanoTime();
        System.gc();
        pools().forEach(MemoryPoolMXBean::resetPeakUsage);
        long begunOnCore = onCore();
        long begun = System.nanoTime();
        TxnReport report = TxnAnalysis.of(loaded.txns(), Options.NOTHING_GRANTED);
        long judged = System.nanoTime();
        long spent = onCore() - begunOnCore;
        long heap = pools().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        out.accept(String.format(Locale.ROOT, "%,12d  %7d  %7.1f  %8.1f  %17.1f  %,8.0f   %s", size, loaded.planted().size(), (made - start) / NANOS, (judged - begun) / NANOS, spent / NANOS, heap / MEBI, report.dependencies()));
        return new Measured(loaded, report);
    }

    /** What this thread had of a processor: what else the machine does changes it little. */
    private static long onCore() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private Loaded load(int size, boolean plants) {
        TxnLoad load = new TxnLoad(new SplittableRandom(seed));
        Map<Phenomenon, Long> planted = new EnumMap<>(Phenomenon.class);
        Map<Phenomenon, String> lines = plants ? PlantedAnomalies.lines() : Map.of();
        int between = size / (lines.size() + 1);
        for (var line : lines.entrySet()) {
            load.run(between);
            planted.put(line.getKey(), load.plant(line.getValue()));
        }
        load.run(size - between * lines.size());
        return new Loaded(load.finish().build(new Names() {
            @Override
            public String key(int key) {
                return "k" + key;
            }
        }), planted);
    }

    private static List<MemoryPoolMXBean> pools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP).toList();
    }
}
