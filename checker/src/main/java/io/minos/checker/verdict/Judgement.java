package io.minos.checker.verdict;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The judgement on one run, written as {@code result.json}.
 *
 * @param run what the history's first line says: seed, scenario, target, nodes, versions
 * @param faults every fault injected, with its evidence
 * @param availability windows without success, recovery times, leader changes
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Judgement(int formatVersion, Verdict verdict, String reason, Map<String, Object> run, List<CheckResult> checks, List<FaultRecord> faults, Availability availability, Counts counts) {
    public static final int FORMAT_VERSION = 1;

    public Judgement {
        run = Parts.map(run);
        checks = Parts.list(checks);
        faults = Parts.list(faults);
    }

    /** Times in nanoseconds since the start; {@code healedNanos} null: never healed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FaultRecord(String id, String kind, List<String> target, Map<String, Object> parameters, long injectedNanos, @Nullable Long healedNanos, boolean effective, List<String> evidence) {
        public FaultRecord {
            target = Parts.list(target);
            parameters = Parts.map(parameters);
            evidence = Parts.list(evidence);
        }
    }

    /**
     * @param windows spans without one success, of a length that matters
     * @param recoveries from each fault's injection to the end of the longest span without success elsewhere while it lasted (to the first success, if no span was felt), and from its heal to the first success on every node
     */
    public record Availability(List<Window> windows, List<Recovery> recoveries, List<LeaderChange> leaderChanges) {
        public Availability {
            windows = Parts.list(windows);
            recoveries = Parts.list(recoveries);
            leaderChanges = Parts.list(leaderChanges);
        }
    }

    public record Window(long fromNanos, long toNanos) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Recovery(String fault, @Nullable Long newLeaderMillis, @Nullable Long firstSuccessMillis, @Nullable Long afterHealMillis) {}

    public record LeaderChange(long timeNanos, String node, long term) {}

    public record Counts(long operations, long ok, long fail, long info, Map<String, Long> byError) {
        public Counts {
            byError = Parts.map(byError);
        }
    }
}
