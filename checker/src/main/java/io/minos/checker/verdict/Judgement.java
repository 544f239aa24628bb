package io.minos.checker.verdict;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The judgement on one run, written as {@code result.json}.
 *
 * @param run what the history's first line says: seed, scenario, target, nodes, versions
 * @param faults every fault injected, with its evidence
 * @param availability windows without success, recovery times, leader changes, and how the times were distributed
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Judgement(int formatVersion, Verdict verdict, String reason, Map<String, Object> run, List<CheckResult> checks, List<FaultRecord> faults, Availability availability, Counts counts) {
    public static final int FORMAT_VERSION = 1;

    private static final long NANOS_PER_MILLI = 1_000_000;

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

        /** {@code f1 (kill of n1)}. */
        public String describe() {
            return id + " (" + kind + (target.isEmpty() ? "" : " of " + String.join(", ", target)) + ")";
        }
    }

    /**
     * @param windows spans without one success, of a second and more
     * @param recoveries what each fault made wait for, in order of injection
     */
    public record Availability(List<Window> windows, List<Recovery> recoveries, List<LeaderChange> leaderChanges) {
        public Availability {
            windows = Parts.list(windows);
            recoveries = Parts.list(recoveries);
            leaderChanges = Parts.list(leaderChanges);
        }

        /** Of the windows' lengths and of the recoveries; a measure that was never seen is absent. */
        @JsonProperty(access = JsonProperty.Access.READ_ONLY)
        public Map<Measure, Distribution> distributions() {
            Map<Measure, Distribution> distributions = new EnumMap<>(Measure.class);
            for (Measure measure : Measure.values()) Distribution.of(seen(measure)).ifPresent(distribution -> distributions.put(measure, distribution));
            return distributions;
        }

        private LongStream seen(Measure measure) {
            return switch (measure) {
                case WITHOUT_SUCCESS -> windows.stream().mapToLong(window -> (window.toNanos() - window.fromNanos()) / NANOS_PER_MILLI);
                case NEW_LEADER -> known(Recovery::newLeaderMillis);
                case ELSEWHERE -> known(Recovery::firstSuccessMillis);
                case EVERYWHERE_AFTER_HEAL -> known(Recovery::afterHealMillis);
            };
        }

        private LongStream known(Function<Recovery, @Nullable Long> part) {
            return recoveries.stream().map(part).filter(Objects::nonNull).mapToLong(Long::longValue);
        }
    }

    public record Window(long fromNanos, long toNanos) {}

    /**
     * Null: not seen, which is not zero.
     *
     * @param newLeaderMillis from the injection, if it cost a leader its place, to its successor
     * @param firstSuccessMillis from the injection to the end of the longest span without success elsewhere that began with it (to the first success, if no span was felt)
     * @param afterHealMillis from the heal to the first success on every node
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Recovery(String fault, @Nullable Long newLeaderMillis, @Nullable Long firstSuccessMillis, @Nullable Long afterHealMillis) {}

    public record LeaderChange(long timeNanos, String node, long term) {}

    public record Counts(long operations, long ok, long fail, long info, Map<String, Long> byError) {
        public Counts {
            byError = Parts.map(byError);
        }
    }
}
