package io.minos.scenarios.bench;

import io.minos.checker.history.HarnessFailure;
import io.minos.checker.linear.Groups.Group;
import io.minos.checker.linear.sample.RegisterSample;
import io.minos.checker.linear.sample.Shape;
import io.minos.checker.model.Register;
import io.minos.checker.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How fast linearizability is decided: recorded histories whose verdicts are known, and generated ones; beside Porcupine on the
 * same histories, where it can be built.
 */
public final class LinearBench {
    /** Beyond, Porcupine takes gigabytes, or does not end. */
    private static final int PORCUPINE_OPERATIONS_A_KEY_MAX = 2_000;
    private static final int PORCUPINE_CLIENTS_MAX = 10;
    private static final int WARM_PASSES = 5;
    private static final double MILLI = 1e6;

    /**
     * What to measure.
     *
     * @param keys 1, and what else; no more than operations
     * @param values how many are written; {@link Shape#UNIQUE}: each once
     * @param histories of each line
     * @param limit for one history
     * @param logs a directory with {@code jepsen-etcd} and {@code kv}
     * @param warmUp how long each of these two is judged, again and again, before it counts as warm
     */
    public record Plan(List<Integer> operations, List<Integer> clients, List<Double> indefinite, List<Integer> keys, List<Integer> values, int histories, Duration limit, Path logs, Duration warmUp, long seed) {}

    private final Plan plan;
    private final boolean beside;
    private final Consumer<String> out;
    private final LinearRun run;
    private boolean right = true;
    private int unknown;

    /** @param beside whether Porcupine is to be built and measured as well */
    public LinearBench(Plan plan, boolean beside, Consumer<String> out) {
        this.plan = plan;
        this.beside = beside;
        this.out = out;
        this.run = new LinearRun(plan.limit());
    }

    /** @return whether no verdict is wrong, as far as the right one is known, and none differs from Porcupine's */
    public boolean run() throws IOException, InterruptedException {
        try (run; @Nullable Porcupine porcupine = porcupine()) {
            out.accept("recorded histories    operations     cold ms     warm ms   porcupine ms   ratio");
            for (Corpus corpus : List.of(Corpus.jepsen(plan.logs()), Corpus.kv(plan.logs()))) recorded(corpus, porcupine);
            out.accept("");
            out.accept("operations clients indefinite   keys  values  made    median ms      max ms  verdicts             by      porcupine ms  ratio  verdicts");
            for (int operations : plan.operations()) for (int values : plan.values()) for (int keys : plan.keys()) {
                if (keys > operations) continue;
                for (int clients : plan.clients()) for (double indefinite : plan.indefinite()) for (boolean wrong : new boolean[] {false, true}) {
                    generated(new Shape(operations, clients, indefinite, keys, values), wrong, porcupine);
                }
            }
        }
        out.accept(unknown + " undecided within " + plan.limit().toMillis() + " ms");
        return right;
    }

    private @Nullable Porcupine porcupine() throws InterruptedException {
        if (!beside) return null;
        try {
            Porcupine porcupine = Porcupine.build();
            out.accept("porcupine: " + Porcupine.VERSION);
            return porcupine;
        } catch (IOException | HarnessFailure e) {
            out.accept("porcupine: not measured, " + e.getMessage());
            return null;
        }
    }

    private void recorded(Corpus corpus, @Nullable Porcupine porcupine) throws IOException, InterruptedException {
        long cold = pass(corpus);
        for (long end = System.nanoTime() + plan.warmUp().toNanos(); System.nanoTime() < end; ) pass(corpus);
        List<Long> warm = new ArrayList<>();
        for (int i = 0; i < WARM_PASSES; i++) warm.add(pass(corpus));
        long median = median(warm);
        String beside = "             -       -";
        if (porcupine != null) {
            Map<String, Porcupine.Told> told = porcupine.judge(corpus.histories(), plan.limit());
            for (HistoryText history : corpus.histories()) compare(history.name(), corpus.verdict(history), told.get(history.name()).verdict());
            long theirs = told.values().stream().mapToLong(Porcupine.Told::nanos).sum();
            beside = String.format(Locale.ROOT, "%14.1f  1/%.1f", theirs / MILLI, (double) theirs / median);
        }
        out.accept(String.format(Locale.ROOT, "%-20s %,11d %11.1f %11.1f %s", corpus.name(), corpus.operations(), cold / MILLI, median / MILLI, beside));
    }

    private long pass(Corpus corpus) {
        long nanos = 0;
        for (HistoryText history : corpus.histories()) {
            LinearRun.Result result = run.judge(history);
            nanos += result.nanos();
            compare(history.name(), corpus.verdict(history), result.verdict());
        }
        return nanos;
    }

    private void generated(Shape shape, boolean wrong, @Nullable Porcupine porcupine) throws IOException, InterruptedException {
        List<HistoryText> histories = new ArrayList<>();
        for (int i = 0; i < plan.histories(); i++) {
            var keys = RegisterSample.of(shape, wrong, new SplittableRandom(plan.seed() + i));
            histories.add(new HistoryText("h" + i, "register", keys.stream().map(spans -> new Group<>(spans, new Register("x"))).toList()));
        }
        List<LinearRun.Result> results = new ArrayList<>();
        for (HistoryText history : histories) results.add(run.judge(history));
        for (LinearRun.Result result : results) {
            if (result.verdict() == Verdict.UNKNOWN) unknown++;
            if (!wrong) compare(shape.toString(), Verdict.VALID, result.verdict());
        }
        List<Long> nanos = results.stream().map(LinearRun.Result::nanos).toList();
        String line = String.format(Locale.ROOT, "%,10d %7d %9.1f%% %6d  %6s  %-5s %11.1f %11.1f  %-20s %-7s", shape.operations(), shape.clients(), 100 * shape.indefinite(), shape.keys(),
                shape.values() == Shape.UNIQUE ? "unique" : shape.values(), wrong ? "wrong" : "right", median(nanos) / MILLI, nanos.stream().mapToLong(Long::longValue).max().orElse(0) / MILLI,
                verdicts(results.stream().map(LinearRun.Result::verdict).toList()), results.get(0).by());
        boolean both = porcupine != null && shape.clients() <= PORCUPINE_CLIENTS_MAX && shape.operations() / shape.keys() <= PORCUPINE_OPERATIONS_A_KEY_MAX;
        out.accept(both ? line + beside(histories, results, porcupine, median(nanos)) : line);
    }

    private String beside(List<HistoryText> histories, List<LinearRun.Result> results, Porcupine porcupine, long ours) throws IOException, InterruptedException {
        Map<String, Porcupine.Told> told = porcupine.judge(histories, plan.limit());
        List<Porcupine.Told> inOrder = histories.stream().map(history -> told.get(history.name())).toList();
        for (int i = 0; i < inOrder.size(); i++) compare("a generated history", inOrder.get(i).verdict(), results.get(i).verdict());
        long theirs = median(inOrder.stream().map(Porcupine.Told::nanos).toList());
        return String.format(Locale.ROOT, " %12.1f  1/%-5.1f %s", theirs / MILLI, (double) theirs / ours, verdicts(inOrder.stream().map(Porcupine.Told::verdict).toList()));
    }

    /** Who has not decided is not wrong. */
    private void compare(String which, Verdict expected, Verdict given) {
        if (expected == given || expected == Verdict.UNKNOWN || given == Verdict.UNKNOWN) return;
        right = false;
        out.accept("  WRONG: " + which + " is " + expected + " and was judged " + given);
    }

    private static String verdicts(List<Verdict> verdicts) {
        StringBuilder text = new StringBuilder();
        for (Verdict each : Verdict.values()) {
            long count = verdicts.stream().filter(each::equals).count();
            if (count > 0) text.append(text.isEmpty() ? "" : " ").append(count).append(' ').append(each.name().toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }

    private static long median(List<Long> nanos) {
        return nanos.stream().sorted().toList().get(nanos.size() / 2);
    }
}
