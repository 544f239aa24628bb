package io.minos.checker.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every fault that was injected took effect, by evidence; one that did not makes the run worth less than it claims: UNKNOWN. */
public final class FaultsEffective implements Check {
    @Override
    public String name() {
        return "faults";
    }

    @Override
    public boolean concerns(History history) {
        return !history.notes(F.FAULT_INJECT).isEmpty();
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "Every fault that was injected took effect, and there is evidence of it.");
        Map<String, Boolean> effective = new LinkedHashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        for (Event event : history.notes()) {
            JsonNode value = event.value();
            if (value == null) continue;
            String id = value.path("id").asText();
            if (event.f().equals(F.FAULT_INJECT)) names.put(id, name(value));
            if (event.f().equals(F.FAULT_HEALED)) effective.put(id, value.path("effective").asBoolean());
        }
        names.forEach((id, name) -> {
            if (!effective.containsKey(id)) ruling.doubt("fault " + name + " was never healed, so whether it took effect is not known");
            else if (!effective.get(id)) ruling.doubt("fault " + name + " has no evidence that it took effect");
        });
        ruling.fact("injected", names.size());
        ruling.fact("effective", effective.values().stream().filter(one -> one).count());
        if (names.isEmpty()) ruling.doubt("no fault was injected");
        return ruling.result(names.size() == 1 ? "1 fault, with evidence" : names.size() + " faults, each with evidence");
    }

    private static String name(JsonNode value) {
        List<String> targets = new ArrayList<>();
        value.path("target").forEach(target -> targets.add(target.asText()));
        return value.path("id").asText() + " (" + value.path("kind").asText() + (targets.isEmpty() ? "" : " of " + String.join(", ", targets)) + ")";
    }
}
