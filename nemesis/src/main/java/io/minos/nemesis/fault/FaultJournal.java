package io.minos.nemesis.fault;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.Recorder;
import java.util.Collection;
import java.util.List;

/** A fault's events in the history, see {@link F}; the same for every world. */
public record FaultJournal(Recorder recorder) {
    public void injecting(String id, FaultSpec spec, List<String> targets) {
        ObjectNode value = head(id).put("kind", spec.kind().text());
        ArrayNode nodes = value.putArray("target");
        targets.forEach(nodes::add);
        ObjectNode parameters = value.putObject("parameters");
        spec.parameters().forEach(parameters::put);
        record(F.FAULT_INJECT, value);
    }

    public void active(String id, Collection<Evidence> seen) {
        record(F.FAULT_ACTIVE, withEvidence(id, seen));
    }

    public void healing(String id) {
        record(F.FAULT_HEAL, head(id));
    }

    public void healed(String id, Collection<Evidence> seen, boolean effective) {
        record(F.FAULT_HEALED, withEvidence(id, seen).put("effective", effective));
    }

    /**
     * The load ended before it was due. It is recorded as a fault without effect, so that the run does not pass as if it had
     * been there.
     */
    public void missed(FaultSpec spec) {
        String id = "missed-" + spec.kind().text();
        injecting(id, spec, List.of());
        healed(id, List.of(Evidence.note("not-injected", "the load ended before it was due")), false);
    }

    private static ObjectNode head(String id) {
        return JsonNodeFactory.instance.objectNode().put("id", id);
    }

    private static ObjectNode withEvidence(String id, Collection<Evidence> seen) {
        ObjectNode value = head(id);
        ArrayNode array = value.putArray("evidence");
        seen.forEach(one -> array.addObject().put("what", one.what()).put("detail", one.detail()));
        return value;
    }

    private void record(String f, ObjectNode value) {
        recorder.record(Event.NEMESIS, null, Event.Type.INFO, f, value, null, null);
    }
}
