package io.minos.reports.series;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import java.util.ArrayList;
import java.util.List;

/** What a call did, in a few words: {@code read x → 3}, {@code cas x 1 → 2: no, was 5}. */
public final class CallText {
    private static final String NOTHING = "∅";

    private CallText() {}

    /** @param knownKey left out of the text where it is the key, since the reader knows; empty when there is none */
    public static String of(Call call, String knownKey) {
        JsonNode asked = call.invocation().value() == null ? MissingNode.getInstance() : call.invocation().value();
        JsonNode answer = call.outcome() == Event.Type.OK ? call.completion().map(Event::value).orElse(MissingNode.getInstance()) : MissingNode.getInstance();
        String key = asked.path("key").asText().equals(knownKey) ? "" : " " + asked.path("key").asText();
        return switch (call.invocation().f()) {
            case F.READ -> "read" + key + (asked.path("serializable").asBoolean() ? " (serializable)" : "") + answered(answer, kv(answer.path("kv")));
            case F.WRITE -> "write" + key + " = " + scalar(asked.path("value"));
            case F.DELETE -> "delete" + key + answered(answer, answer.path("deleted").asText() + " deleted");
            case F.CAS -> "cas" + key + " " + scalar(asked.path("expect")) + " → " + scalar(asked.path("value")) + swapped(answer);
            case F.TXN -> "txn " + (answer.has("ops") ? ops(answer.path("ops"), true) : ops(asked.path("ops"), false));
            case F.ADD -> "add " + scalar(asked.path("value"));
            case F.RANGE, F.MEMBERS, F.FINAL_READ -> call.invocation().f() + " " + asked.path("prefix").asText() + answered(answer, answer.path("count").asText() + " keys");
            case F.COMPACT -> "compact to " + asked.path("revision").asText();
            case F.WATCH -> "watch " + asked.path("prefix").asText() + " from " + asked.path("startRevision").asText();
            default -> call.invocation().f() + " " + (answer.isMissingNode() ? asked : answer);
        };
    }

    private static String answered(JsonNode answer, String text) {
        return answer.isMissingNode() ? "" : " → " + text;
    }

    private static String swapped(JsonNode answer) {
        if (answer.isMissingNode()) {
            return "";
        }
        return answer.path("succeeded").asBoolean() ? ": yes" : ": no, was " + kv(answer.path("kv"));
    }

    private static String kv(JsonNode kv) {
        return kv.isObject() ? scalar(kv.path("value")) : NOTHING;
    }

    private static String scalar(JsonNode value) {
        return value.isNull() || value.isMissingNode() ? NOTHING : value.isTextual() ? value.textValue() : value.toString();
    }

    private static String ops(JsonNode ops, boolean answered) {
        List<String> texts = new ArrayList<>();
        for (JsonNode op : ops) {
            String key = op.path(1).asText();
            texts.add(switch (op.path(0).asText()) {
                case "r" -> "r " + key + (answered ? " → " + scalar(op.path(2)) : "");
                case "w" -> "w " + key + " = " + scalar(op.path(2));
                default -> op.path(0).asText() + " " + key;
            });
        }
        return String.join(", ", texts);
    }
}
