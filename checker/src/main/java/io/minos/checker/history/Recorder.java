package io.minos.checker.history;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Takes events in the order they happen and gives each its index and time. Thread-safe: an event recorded after another
 * returned has a greater index and no smaller time. What was recorded before a crash of the run is on disk up to the last
 * few milliseconds.
 */
public interface Recorder {
    Event record(String process, @Nullable String node, Event.Type type, String f, @Nullable Value value, @Nullable String error, Event.@Nullable Facts facts);

    /** The same, of a value that nobody has a type for. */
    default Event record(String process, @Nullable String node, Event.Type type, String f, @Nullable JsonNode value, @Nullable String error, Event.@Nullable Facts facts) {
        return record(process, node, type, f, value == null ? null : new Value.Json(value), error, facts);
    }
}
