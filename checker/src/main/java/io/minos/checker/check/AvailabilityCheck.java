package io.minos.checker.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.minos.checker.availability.Absence;
import io.minos.checker.availability.AvailabilityReckoning;
import io.minos.checker.history.History;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Judgement.FaultRecord;
import io.minos.checker.verdict.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The service was not away for longer than the scenario allows. What was not seen up to when somebody looked for it is held
 * against the store once that took longer than the limit, and else is not judged.
 */
public final class AvailabilityCheck implements Check {
    public static final String NAME = "availability";
    /** Of the run event: the longest times allowed, in milliseconds by {@link Measure#text}. */
    public static final String LIMITS = "limitsMillis";

    /** @param fault null: the measure is of no fault */
    private record Case(@Nullable FaultRecord fault, Absence absence) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean concerns(History history) {
        return !history.run().path(LIMITS).isEmpty();
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(NAME, "The service is never away for longer than the scenario allows.");
        AvailabilityReckoning reckoning = AvailabilityReckoning.of(history);
        List<String> within = new ArrayList<>();
        for (Map.Entry<String, JsonNode> limit : history.run().path(LIMITS).properties()) {
            Measure measure = Measure.of(limit.getKey()).orElse(null);
            if (measure == null || !limit.getValue().canConvertToLong()) {
                ruling.doubt("the limit " + limit.getKey() + ": " + limit.getValue() + " is none that can be judged");
                continue;
            }
            judge(measure, limit.getValue().asLong(), cases(measure, reckoning), ruling);
            within.add(limit.getKey() + " within " + limit.getValue().asLong() + " ms");
        }
        if (!concerns(history)) ruling.doubt("the run has no limits");
        return ruling.result(String.join(", ", within));
    }

    private static List<Case> cases(Measure measure, AvailabilityReckoning reckoning) {
        if (measure == Measure.WITHOUT_SUCCESS) {
            return reckoning.sawSuccess() ? reckoning.spans(0).stream().map(span -> new Case(null, span)).toList() : List.of();
        }
        List<Case> cases = new ArrayList<>();
        for (FaultRecord fault : reckoning.faults()) {
            Absence absence = reckoning.absences(fault).get(measure);
            if (absence != null) cases.add(new Case(fault, absence));
        }
        return cases;
    }

    private static void judge(Measure measure, long limitMillis, List<Case> cases, Ruling ruling) {
        for (Case each : cases) if (each.absence().exceeds(limitMillis)) breach(measure, limitMillis, each, ruling);
        List<Case> judged = cases.stream().filter(each -> each.absence().ended() || each.absence().exceeds(limitMillis)).toList();
        judged.stream().mapToLong(each -> each.absence().millis()).max().ifPresentOrElse(
                most -> ruling.fact(measure.text() + "MillisMax", most),
                () -> ruling.doubt("nothing to measure for the limit " + measure.text() + ": " + nothing(measure)));
    }

    private static void breach(Measure measure, long limitMillis, Case each, Ruling ruling) {
        Absence absence = each.absence();
        String length = (absence.ended() ? "for " : "for at least ") + absence.millis() + " ms";
        String end = absence.ended() ? "It was over at " + moment(absence.toNanos()) + "."
                : "It was not over at " + moment(absence.toNanos()) + ", when clients stopped looking or the next fault came.";
        ruling.anomaly(kind(measure), since(measure, each) + " " + missing(measure) + " " + length + "; the limit " + measure.text() + " is " + limitMillis + " ms.", null, List.of(),
                List.of("It began at " + moment(absence.fromNanos()) + ".", end));
    }

    private static String since(Measure measure, Case each) {
        String when = moment(each.absence().fromNanos());
        if (each.fault() == null) return "From " + when + " on";
        return "After the " + (measure == Measure.EVERYWHERE_AFTER_HEAL ? "heal" : "injection") + " of " + each.fault().describe() + " at " + when;
    }

    private static String missing(Measure measure) {
        return switch (measure) {
            case WITHOUT_SUCCESS -> "no operation succeeded";
            case NEW_LEADER -> "there was no new leader";
            case ELSEWHERE -> "nothing succeeded elsewhere";
            case EVERYWHERE_AFTER_HEAL -> "nothing succeeded on some node";
        };
    }

    private static String kind(Measure measure) {
        return switch (measure) {
            case WITHOUT_SUCCESS -> "without-success";
            case NEW_LEADER -> "late-leader";
            case ELSEWHERE -> "late-elsewhere";
            case EVERYWHERE_AFTER_HEAL -> "late-everywhere";
        };
    }

    private static String nothing(Measure measure) {
        return switch (measure) {
            case WITHOUT_SUCCESS -> "no operation succeeded at all";
            case NEW_LEADER -> "no fault was seen to cost a leader its place";
            case ELSEWHERE -> "no success elsewhere was seen after a fault, and none was missed for longer";
            case EVERYWHERE_AFTER_HEAL -> "no success on every node was seen after a heal, and none was missed for longer";
        };
    }

    private static String moment(long nanos) {
        return String.format(Locale.ROOT, "%.3f s", nanos / 1e9);
    }
}
