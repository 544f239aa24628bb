package io.minos.scenarios.sim;

import io.minos.checker.history.Event;
import java.util.List;
import java.util.Optional;

/**
 * How a simulation went. Equal for equal seeds and scenarios.
 *
 * @param eventHash over every event of the world, see {@link io.minos.node.sim.EventLog}
 * @param history as a real run records it, its times being simulated; up to the violation, if there is one
 * @param doubts a line for each check of the history that could not decide: no violation, and no pass either
 * @param newest the last events of the world, as lines
 */
public record Played(long seed, SimulatedScenario scenario, long eventHash, long simulatedNanos, long operations, List<Event> history,
        List<String> doubts, List<String> newest, Optional<Violation> violation) {
    public Played {
        history = List.copyOf(history);
        doubts = List.copyOf(doubts);
        newest = List.copyOf(newest);
    }
}
