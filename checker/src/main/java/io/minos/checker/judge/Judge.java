package io.minos.checker.judge;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.minos.checker.availability.AvailabilityReckoning;
import io.minos.checker.check.Check;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Operation;
import io.minos.checker.history.Quantity;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Judgement.Counts;
import io.minos.checker.verdict.Judgement.FaultRecord;
import io.minos.checker.verdict.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Runs checks over a history and composes one judgement. The same history and checks give the same judgement, whatever the
 * executor (times aside). Thread-safe.
 */
public final class Judge {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** For the cache of one search: half a GiB, or a quarter of a small heap, since two searches may run at a time. */
    private static final long WORDS_MAX = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / Long.BYTES / 4);

    private final Executor executor;
    private final Duration timePerCheck;
    private final long wordsMax;

    /**
     * @param executor where checks run; {@code Runnable::run} runs them one after the other on the caller's thread
     * @param timePerCheck after which a check says UNKNOWN
     */
    public Judge(Executor executor, Duration timePerCheck) {
        this(executor, timePerCheck, WORDS_MAX);
    }

    /** @param wordsMax for the cache of one search, in words of 8 bytes */
    public Judge(Executor executor, Duration timePerCheck, long wordsMax) {
        this.executor = executor;
        this.timePerCheck = timePerCheck;
        this.wordsMax = wordsMax;
    }

    /** The verdict is the gravest of the checks'; no check at all, or a history without operations, is UNKNOWN. */
    public Judgement judge(History history, List<Check> checks) {
        List<CompletableFuture<CheckResult>> running = checks.stream().map(check -> CompletableFuture.supplyAsync(() -> run(check, history), executor)).toList();
        List<CheckResult> results = running.stream().map(CompletableFuture::join).toList();
        Verdict verdict = results.stream().map(CheckResult::verdict).reduce(Verdict.VALID, Verdict::and);
        boolean nothing = results.isEmpty() || history.operations().isEmpty();
        if (nothing) verdict = verdict.and(Verdict.UNKNOWN);
        AvailabilityReckoning reckoning = AvailabilityReckoning.of(history);
        return new Judgement(Judgement.FORMAT_VERSION, verdict, reason(verdict, results, history, reckoning.faults()) + failFast(history), run(history), results, reckoning.faults(), reckoning.availability(), counts(history));
    }

    /** A check that crashes has judged nothing; whatever the others found stands. */
    private CheckResult run(Check check, History history) {
        long start = System.nanoTime();
        try {
            Budget budget = new Budget(System::nanoTime, timePerCheck.toNanos(), wordsMax);
            return Calls.of(check.check(history, budget), history).in((System.nanoTime() - start) / 1_000_000);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            String reason = "the check itself failed: " + e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage()) + at(e);
            return new CheckResult(check.name(), "", Verdict.UNKNOWN, reason, List.of(), 0, Map.of(), (System.nanoTime() - start) / 1_000_000);
        }
    }

    private static String at(Throwable e) {
        return e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
    }

    private static String reason(Verdict verdict, List<CheckResult> results, History history, List<FaultRecord> faults) {
        if (history.operations().isEmpty()) return "The history has no operations.";
        if (results.isEmpty()) return "Nothing was checked.";
        List<CheckResult> deciding = results.stream().filter(result -> result.verdict() == verdict).toList();
        if (verdict == Verdict.VALID) {
            return Quantity.of(deciding.size(), "check") + " held over " + Quantity.of(history.operations().size(), "operation")
                    + " and " + Quantity.of(faults.size(), "fault") + ".";
        }
        String more = deciding.size() == 1 ? "" : " (and " + (deciding.size() - 1) + " more)";
        return deciding.get(0).check() + ": " + deciding.get(0).reason() + more;
    }

    private static String failFast(History history) {
        return history.notes(F.FAIL_FAST).stream().findFirst().map(note -> note.value() != null && note.value().has("gaveUp")
                ? " Nothing was judged while the run went on: " + note.value().path("gaveUp").asText() + "."
                : String.format(Locale.ROOT, " The load was ended there, %.1f s into the run.", note.timeNanos() / 1e9)).orElse("");
    }

    private static Map<String, Object> run(History history) {
        return history.run().isObject() ? JSON.convertValue(history.run(), new TypeReference<Map<String, Object>>() {}) : Map.of();
    }

    private static Counts counts(History history) {
        List<Operation> operations = history.operations().stream().filter(operation -> !operation.f().equals(F.WATCH)).toList();
        Map<String, Long> byError = new TreeMap<>();
        for (Operation operation : operations) if (operation.error() != null) byError.merge(operation.error(), 1L, Long::sum);
        return new Counts(operations.size(), operations.stream().filter(Operation::ok).count(), operations.stream().filter(Operation::failed).count(), operations.stream().filter(Operation::indefinite).count(), byError);
    }
}
