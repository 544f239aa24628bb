package io.minos.checker.verdict;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A violation as data; drawing it is someone else's job.
 *
 * @param kind "nonlinearizable", "lost", "stale", "duplicate", "unordered", …
 * @param summary one or two sentences a person can put into a bug report
 * @param key the key concerned, if there is one
 * @param operations indices (of the invocation) of the operations that contradict each other, in order of invocation
 * @param steps the explanation: possible states, and why no next operation can follow, one sentence each
 * @param impasse of operations that no order explains; null: something else is wrong with them
 * @param calls the operations, and those that the impasse says may have taken effect, as far as the judge gives them; in order
 *     of invocation
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Anomaly(String kind, String summary, @Nullable String key, List<Long> operations, List<String> steps, @Nullable Impasse impasse, List<Call> calls) {
    public Anomaly {
        operations = Parts.list(operations);
        steps = Parts.list(steps);
        calls = Parts.list(calls);
    }

    public Anomaly(String kind, String summary, @Nullable String key, List<Long> operations, List<String> steps) {
        this(kind, summary, key, operations, steps, null, List.of());
    }

    /** The same, with its operations as they are to be drawn. */
    public Anomaly with(List<Call> calls) {
        return new Anomaly(kind, summary, key, operations, steps, impasse, calls);
    }
}
