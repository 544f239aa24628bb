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
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Anomaly(String kind, String summary, @Nullable String key, List<Long> operations, List<String> steps) {
    public Anomaly {
        operations = Parts.list(operations);
        steps = Parts.list(steps);
    }
}
