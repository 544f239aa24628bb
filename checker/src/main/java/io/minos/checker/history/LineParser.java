package io.minos.checker.history;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One line of a history as an event. What clients ask and are told is typed at once, in the shape {@link F} describes, without
 * a tree in between: most lines are of that kind. Any other line, and any that is not as expected, is read the general way,
 * which also says what is wrong with it. For one thread.
 */
final class LineParser {
    private static final ObjectReader GENERAL = HistoryFormat.MAPPER.readerFor(Event.class);

    private final ActionParser actions = new ActionParser();

    /** @throws JsonProcessingException or {@link CharacterCodingException}, if the line is no event */
    Event parse(byte[] buffer, int from, int length) throws IOException {
        try {
            Event event = quick(buffer, from, length);
            if (event != null) return event;
        } catch (IOException e) {
            // The general way says better what is wrong, or finds that it is right.
        }
        String line = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(buffer, from, length)).toString();
        return GENERAL.readValue(line);
    }

    private @Nullable Event quick(byte[] buffer, int from, int length) throws IOException {
        try (JsonParser json = HistoryFormat.MAPPER.getFactory().createParser(buffer, from, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) return null;
            long index = -1;
            long time = -1;
            String process = null;
            String node = null;
            Event.Type type = null;
            String f = null;
            Action said = null;
            String error = null;
            Event.Facts facts = null;
            for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
                switch (field) {
                    case "index" -> index = json.nextLongValue(-1);
                    case "time" -> time = json.nextLongValue(-1);
                    case "process" -> process = json.nextTextValue();
                    case "node" -> {
                        node = json.nextTextValue();
                        if (node == null && json.currentToken() != JsonToken.VALUE_NULL) return null;
                    }
                    case "type" -> type = type(json.nextTextValue());
                    case "f" -> f = json.nextTextValue();
                    case "value" -> {
                        if (type == null || f == null || json.nextToken() != JsonToken.START_OBJECT) return null;
                        said = actions.parse(json, f, type == Event.Type.OK);
                        if (said == null) return null;
                    }
                    case "error" -> {
                        error = json.nextTextValue();
                        if (error == null && json.currentToken() != JsonToken.VALUE_NULL) return null;
                    }
                    case "facts" -> {
                        facts = facts(json);
                        if (facts == null) return null;
                    }
                    default -> {
                        json.nextToken();
                        json.skipChildren();
                    }
                }
            }
            boolean whole = json.currentToken() == JsonToken.END_OBJECT && index >= 0 && time >= 0 && process != null && type != null && f != null;
            return whole ? new Event(index, time, process, node, type, f, said, error, facts) : null;
        }
    }

    private static Event.@Nullable Type type(@Nullable String word) {
        if (word == null) return null;
        return switch (word) {
            case "invoke" -> Event.Type.INVOKE;
            case "ok" -> Event.Type.OK;
            case "fail" -> Event.Type.FAIL;
            case "info" -> Event.Type.INFO;
            default -> null;
        };
    }

    private static Event.@Nullable Facts facts(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) return null;
        long revision = 0;
        long raftTerm = 0;
        String memberId = null;
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            switch (field) {
                case "revision" -> revision = json.nextLongValue(-1);
                case "raftTerm" -> raftTerm = json.nextLongValue(-1);
                case "memberId" -> {
                    memberId = json.nextTextValue();
                    if (memberId == null && json.currentToken() != JsonToken.VALUE_NULL) return null;
                }
                default -> {
                    json.nextToken();
                    json.skipChildren();
                }
            }
        }
        return revision < 0 || raftTerm < 0 ? null : new Event.Facts(revision, raftTerm, memberId);
    }
}
