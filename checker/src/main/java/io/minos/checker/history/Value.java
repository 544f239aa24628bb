package io.minos.checker.history;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What an event says, in the shape {@link F} gives it. What clients ask and are told is typed from the start; what comes from
 * a file, and the notes of nemesis and runner, are JSON. On disk everything is.
 */
public sealed interface Value permits Action, WatchStream.Message, Value.Json {
    record Json(JsonNode node) implements Value {}
}
