package io.minos.checker.availability;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.verdict.Judgement.FaultRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The nemesis's events, one record a fault. */
public final class Faults {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, FaultRecord> records = new LinkedHashMap<>();

    private Faults(History history) {
        for (Event event : history.notes()) {
            JsonNode value = event.value();
            if (value == null) continue;
            String id = value.path("id").asText();
            switch (event.f()) {
                case F.FAULT_INJECT -> records.put(id, injected(id, event.timeNanos(), value));
                case F.FAULT_ACTIVE -> records.computeIfPresent(id, (key, record) -> with(record, null, record.effective(), value));
                case F.FAULT_HEALED -> records.computeIfPresent(id, (key, record) -> with(record, event.timeNanos(), value.path("effective").asBoolean(), value));
                default -> {}
            }
        }
    }

    /** In order of their first injection. */
    public static List<FaultRecord> of(History history) {
        return List.copyOf(new Faults(history).records.values());
    }

    private static FaultRecord injected(String id, long timeNanos, JsonNode value) {
        List<String> targets = new ArrayList<>();
        value.path("target").forEach(target -> targets.add(target.asText()));
        Map<String, Object> parameters = value.path("parameters").isObject() ? JSON.convertValue(value.get("parameters"), new TypeReference<>() {}) : Map.of();
        return new FaultRecord(id, value.path("kind").asText(), targets, parameters, timeNanos, null, false, List.of());
    }

    private static FaultRecord with(FaultRecord record, @Nullable Long healed, boolean effective, JsonNode value) {
        List<String> evidence = new ArrayList<>(record.evidence());
        for (JsonNode one : value.path("evidence")) {
            String text = one.isTextual() ? one.asText() : one.path("what").asText() + (one.path("detail").asText().isEmpty() ? "" : ": " + one.path("detail").asText());
            if (!evidence.contains(text)) evidence.add(text);
        }
        return new FaultRecord(record.id(), record.kind(), record.target(), record.parameters(), record.injectedNanos(), healed == null ? record.healedNanos() : healed, effective, evidence);
    }
}
