package io.minos.checker.history;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One line of a history. See HISTORY.md for the format and its versions.
 *
 * @param index position in the history, from 0
 * @param timeNanos monotonic, since the start of the run
 * @param process a client process (a number; never used again after an {@code info}), or {@link #NEMESIS}, or {@link #RUNNER}
 * @param node the member the request was sent to; empty for nemesis and runner
 * @param f what is done, see {@link F}
 * @param said arguments at the invocation; arguments and answers at the completion
 * @param error why a completion is {@code fail} or {@code info}; a name from the client's error table
 * @param facts what the answer's header said
 */
@JsonPropertyOrder({"index", "time", "process", "node", "type", "f", "value", "error", "facts"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Event(
        long index,
        @JsonProperty("time") long timeNanos,
        String process,
        @Nullable String node,
        Type type,
        String f,
        @JsonIgnore @Nullable Value said,
        @Nullable String error,
        @Nullable Facts facts) {
    /** As a file has it. */
    @JsonCreator
    public Event(@JsonProperty("index") long index, @JsonProperty("time") long timeNanos, @JsonProperty("process") String process, @JsonProperty("node") @Nullable String node,
            @JsonProperty("type") Type type, @JsonProperty("f") String f, @JsonProperty("value") @Nullable JsonNode value, @JsonProperty("error") @Nullable String error,
            @JsonProperty("facts") @Nullable Facts facts) {
        this(index, timeNanos, process, node, type, f, value == null ? null : new Value.Json(value), error, facts);
    }

    /** What it says, as JSON; of what is typed a new one each time. */
    @JsonProperty
    public @Nullable JsonNode value() {
        return said == null ? null : ValueJson.of(f, said);
    }

    public static final String NEMESIS = "nemesis";
    /** The runner's own notes: phases, nodes that died, leader changes seen, log lines. Always of type info. */
    public static final String RUNNER = "runner";

    /** Jepsen's: fail certainly did not happen, info may have happened, at any time since its invocation or never. */
    public enum Type {
        @JsonProperty("invoke") INVOKE,
        @JsonProperty("ok") OK,
        @JsonProperty("fail") FAIL,
        @JsonProperty("info") INFO
    }

    /** From the response header. {@code memberId} as etcd prints it, in hex. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Facts(long revision, long raftTerm, @Nullable String memberId) {}
}
