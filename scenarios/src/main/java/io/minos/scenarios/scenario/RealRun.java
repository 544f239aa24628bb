package io.minos.scenarios.scenario;

import io.minos.nemesis.fault.FaultSpec;

/** What a run of real processes asks of a scenario: the simulator can do more. */
public final class RealRun {
    private RealRun() {}

    /**
     * @param file how complaints name it, and what to give to the simulator
     * @throws ScenarioException a fault exists only in the simulator
     */
    public static Scenario checked(Scenario scenario, String file) {
        for (FaultSpec fault : scenario.faults()) {
            if (!fault.kind().existsInRealRuns()) {
                throw new ScenarioException(file + ": " + fault.kind().text() + " exists only in the simulator: ./minos sim " + file);
            }
        }
        return scenario;
    }
}
