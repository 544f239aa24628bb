package io.minos.scenarios.sim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.Recorder;
import io.minos.node.sim.Observer;
import io.minos.node.sim.SimulatedMember;
import java.util.function.Supplier;

/** Members' lives and deaths, noted in the history as those of processes are: no client's connection outlasts one. */
final class NodeStates implements Observer {
    private final Supplier<Recorder> recorder;

    /** @param recorder asked for when a member first lives or dies */
    NodeStates(Supplier<Recorder> recorder) {
        this.recorder = recorder;
    }

    @Override
    public void died(SimulatedMember member) {
        note(member, "exited");
    }

    private void note(SimulatedMember member, String state) {
        var value = JsonNodeFactory.instance.objectNode().put("node", SimulatedSystem.name(member.id())).put("state", state).put("detail", "life " + member.life());
        recorder.get().record(Event.RUNNER, null, Event.Type.INFO, F.NODE_STATE, value, null, null);
    }
}
