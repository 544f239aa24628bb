package io.minos.checker.check;

import io.minos.checker.verdict.Anomaly;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A result in the making: anomalies make it INVALID, else doubts make it UNKNOWN, else it is VALID. */
final class Ruling {
    private static final int ANOMALIES_MAX = 20;
    private static final int DOUBTS_SHOWN_MAX = 3;

    private final String check;
    private final String promise;
    private final List<Anomaly> anomalies = new ArrayList<>();
    private final Set<String> doubts = new LinkedHashSet<>();
    private final Map<String, Object> facts = new LinkedHashMap<>();
    private long anomalyCount;

    Ruling(String check, String promise) {
        this.check = check;
        this.promise = promise;
    }

    void anomaly(Anomaly anomaly) {
        anomalyCount++;
        if (anomalies.size() < ANOMALIES_MAX) anomalies.add(anomaly);
    }

    /** @param operations the indices of their invocations, in any order */
    void anomaly(String kind, String summary, @Nullable String key, List<Long> operations, List<String> steps) {
        anomaly(new Anomaly(kind, summary, key, List.copyOf(new TreeSet<>(operations)), steps));
    }

    /** Something that keeps the promise from being judged. */
    void doubt(String reason) {
        doubts.add(reason);
    }

    void fact(String name, Object value) {
        facts.put(name, value);
    }

    boolean broken() {
        return anomalyCount > 0;
    }

    /** @param whenValid the reason of a VALID */
    CheckResult result(String whenValid) {
        if (anomalyCount > 0) {
            String more = anomalyCount == 1 ? "" : " (and " + (anomalyCount - 1) + " more)";
            return new CheckResult(check, promise, Verdict.INVALID, anomalies.get(0).summary() + more, anomalies, anomalyCount, facts, 0);
        }
        if (!doubts.isEmpty()) {
            String shown = String.join("; ", doubts.stream().limit(DOUBTS_SHOWN_MAX).toList());
            String more = doubts.size() > DOUBTS_SHOWN_MAX ? "; and " + (doubts.size() - DOUBTS_SHOWN_MAX) + " more" : "";
            return new CheckResult(check, promise, Verdict.UNKNOWN, shown + more, List.of(), 0, facts, 0);
        }
        return new CheckResult(check, promise, Verdict.VALID, whenValid, List.of(), 0, facts, 0);
    }
}
