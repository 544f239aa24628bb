package io.minos.reports;

import io.minos.checker.check.AvailabilityCheck;
import io.minos.checker.verdict.Distribution;
import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Measure;
import io.minos.reports.plot.Units;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a measure of availability was distributed, in the words of every report. */
record AvailabilityRow(String measure, String seen, String median, String p90, String longest, String limit) {
    /** What the columns are called; numbers have a {@code >} before their names. */
    static final List<String> COLUMNS = List.of("Measure", ">Seen", ">Median", ">p90", ">Longest", ">Limit");

    /** What nobody saw, or nobody limited. */
    private static final String NONE = "–";
    private static final long MILLI = 1_000_000;

    /** One a measure. */
    static List<AvailabilityRow> of(Judgement judgement) {
        Map<Measure, Distribution> distributions = judgement.availability().distributions();
        Map<?, ?> limits = judgement.run().get(AvailabilityCheck.LIMITS) instanceof Map<?, ?> given ? given : Map.of();
        return Arrays.stream(Measure.values()).map(measure -> of(measure, distributions.get(measure), limits.get(measure.text()))).toList();
    }

    List<String> figures() {
        return List.of(seen, median, p90, longest, limit);
    }

    private static AvailabilityRow of(Measure measure, @Nullable Distribution seen, @Nullable Object limit) {
        String limited = limit instanceof Number millis ? duration(millis.longValue()) : NONE;
        return seen == null ? new AvailabilityRow(name(measure), "0", NONE, NONE, NONE, limited)
                : new AvailabilityRow(name(measure), Units.count(seen.count()), duration(seen.medianMillis()), duration(seen.p90Millis()), duration(seen.maxMillis()), limited);
    }

    static String name(Measure measure) {
        return switch (measure) {
            case WITHOUT_SUCCESS -> "Span without success";
            case NEW_LEADER -> "New leader after injection";
            case ELSEWHERE -> "First success elsewhere after injection";
            case EVERYWHERE_AFTER_HEAL -> "First success everywhere after heal";
        };
    }

    private static String duration(long millis) {
        return Units.duration(millis * MILLI);
    }
}
