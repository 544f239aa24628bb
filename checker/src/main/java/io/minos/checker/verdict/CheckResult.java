package io.minos.checker.verdict;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What one checker says.
 *
 * @param check the checker: "linearizable-register", "set", "watch", "durability", …
 * @param promise in words, what was promised
 * @param reason one line: why this verdict ("1,204 operations on 31 keys, each key linearizable")
 * @param anomalies each violation, as data; the first is the one to show; at most 20, {@code anomalyCount} says how many there were
 * @param facts figures of the check, in order of insertion, for tables
 * @param millis time the check took
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CheckResult(String check, String promise, Verdict verdict, String reason, List<Anomaly> anomalies, long anomalyCount, Map<String, Object> facts, long millis) {
    public CheckResult {
        anomalies = Parts.list(anomalies);
        facts = Parts.map(facts);
    }

    /** The same, with other accounts of the same anomalies. */
    public CheckResult with(List<Anomaly> anomalies) {
        return new CheckResult(check, promise, verdict, reason, anomalies, anomalyCount, facts, millis);
    }

    /** The same, with the time the check took. */
    public CheckResult in(long millis) {
        return new CheckResult(check, promise, verdict, reason, anomalies, anomalyCount, facts, millis);
    }
}
