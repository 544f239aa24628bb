package io.minos.checker.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.util.ArrayList;
import java.util.List;

/**
 * What only a simulator can see: what members promise one another, and that a majority which is healed for good goes on. It
 * is judged while the simulation runs, and ends it; here the history says so.
 */
public final class InnerPromises implements Check {
    public static final String NAME = "simulator";
    /** Of the run event: true when a simulator watched the members. */
    public static final String SIMULATED = "simulated";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean concerns(History history) {
        return simulated(history) || !history.notes(F.BROKEN_PROMISE).isEmpty();
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "At every step members keep what they promise one another, and a majority that is healed for good goes on.");
        for (Event event : history.notes(F.BROKEN_PROMISE)) {
            JsonNode value = event.value();
            if (value == null) continue;
            String promise = value.path("promise").asText();
            ruling.anomaly(promise, promise + ": " + value.path("detail").asText(), null, List.of(), texts(value.path("last")));
        }
        if (!simulated(history)) ruling.doubt("nobody watched the members: this was no simulation");
        return ruling.result("no step broke a promise");
    }

    private static boolean simulated(History history) {
        return history.run().path(SIMULATED).asBoolean();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
