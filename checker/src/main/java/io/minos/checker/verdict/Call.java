package io.minos.checker.verdict;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * An operation of an anomaly, with all that is needed to draw it without the history at hand.
 *
 * @param index of the invocation in the history: its name, and its place among the other calls and completions
 * @param completed the index of the completion; null: it has none, or one that says nothing
 * @param node empty: none is known
 * @param says what was asked and answered, in words
 * @param invokedNanos since the start of the run, as is {@code completedNanos}
 * @param revision of the answer's header; 0: not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Call(long index, @Nullable Long completed, String process, String node, String says, Outcome outcome, long invokedNanos, @Nullable Long completedNanos, long revision) {
    public enum Outcome {
        @JsonProperty("ok") OK,
        @JsonProperty("fail") FAIL,
        @JsonProperty("info") INFO
    }
}
