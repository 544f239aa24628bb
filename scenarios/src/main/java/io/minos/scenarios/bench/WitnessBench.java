package io.minos.scenarios.bench;

import io.minos.checker.check.WitnessColumns;
import io.minos.checker.history.HistoryReader;
import io.minos.checker.linear.Budget;
import io.minos.checker.linear.witness.Columns;
import io.minos.checker.linear.witness.Testimony;
import io.minos.checker.linear.witness.Verifier;
import io.minos.checker.linear.witness.Witness;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * How long it takes from the file of a history to a verdict by revisions, and its certificate verified; and with how much
 * memory. Reading and pairing go on at the same time, on a thread each.
 */
public final class WitnessBench {
    private static final double NANOS = 1e9;
    private static final double MEBI = 1 << 20;
    private static final long WORDS_MAX = 1L << 27;

    private final Path directory;
    private final int unknown;
    private final long seed;
    private final Consumer<String> out;

    /** @param unknown operations without an answer, in each history */
    public WitnessBench(Path directory, int unknown, long seed, Consumer<String> out) {
        this.directory = directory;
        this.unknown = unknown;
        this.seed = seed;
        this.out = out;
    }

    /** Wall time, and what all threads had of processors, in nanoseconds. */
    private record Spent(long wall, long onCores) {
        static Spent now() {
            return new Spent(System.nanoTime(), ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime());
        }

        Spent since(Spent before) {
            return new Spent(wall - before.wall, onCores - before.onCores);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%7.2f /%7.2f", wall / NANOS, onCores / NANOS);
        }
    }

    /**
     * One history of each size.
     *
     * @return whether each was found right, and its certificate too
     */
    public boolean run(List<Integer> sizes) throws IOException {
        out.accept("seconds: on the clock / on all cores");
        out.accept("operations  file MiB  read and paired  of it paired           witness          verified             whole  ratio  heap MiB");
        boolean right = true;
        double before = 0;
        for (int size : sizes) {
            Path file = directory.resolve("history-" + size + ".jsonl");
            EtcdLoad.write(file, size, unknown, seed);
            try {
                Measured measured = measure(file);
                right &= measured.right();
                double ratio = before == 0 ? 1 : measured.whole().onCores() / before;
                before = measured.whole().onCores();
                out.accept(String.format(Locale.ROOT, "%,10d  %,8.0f  %s  %12.2f  %s  %s  %s  %5.1f  %,8.0f  %s", size, Files.size(file) / MEBI, measured.read(), measured.paired() / NANOS, measured.witness(), measured.verified(), measured.whole(), ratio, measured.heap() / MEBI, measured.said()));
            } finally {
                Files.delete(file);
            }
        }
        return right;
    }

    /** @param paired what the thread that pairs and fills the columns had of a processor, in nanoseconds */
    private record Measured(boolean right, String said, Spent read, long paired, Spent witness, Spent verified, Spent whole, long heap) {}

    private static Measured measure(Path file) {
        System.gc();
        pools().forEach(MemoryPoolMXBean::resetPeakUsage);
        long pairing = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        Spent begun = Spent.now();
        WitnessColumns operations = new WitnessColumns();
        HistoryReader.forEachOperation(file, operations::accept).notes().forEach(operations::note);
        Columns columns = operations.build();
        long paired = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - pairing;
        Spent read = Spent.now();
        Testimony testimony = Witness.of(columns, new Budget(System::nanoTime, Duration.ofMinutes(10).toNanos(), WORDS_MAX));
        Spent judged = Spent.now();
        boolean right = testimony instanceof Testimony.Explained explained && Verifier.holds(explained, columns);
        Spent verified = Spent.now();
        long heap = pools().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        return new Measured(right, said(testimony, columns), read.since(begun), paired, judged.since(read), verified.since(judged), verified.since(begun), heap);
    }

    private static String said(Testimony testimony, Columns columns) {
        if (testimony instanceof Testimony.Explained explained) return "valid, " + explained.placed() + " of " + columns.indefinite() + " unknown outcomes placed";
        if (testimony instanceof Testimony.Contradicted contradicted) return "INVALID: " + contradicted.summary();
        return "UNKNOWN: " + ((Testimony.Undecided) testimony).reason();
    }

    private static List<MemoryPoolMXBean> pools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP).toList();
    }
}
