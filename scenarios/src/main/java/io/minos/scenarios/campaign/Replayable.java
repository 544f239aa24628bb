package io.minos.scenarios.campaign;

import io.minos.scenarios.sim.Played;
import io.minos.scenarios.sim.SimulatedScenarioFile;
import java.util.OptionalLong;

/** A simulation as one file. */
public final class Replayable {
    private Replayable() {}

    /** The scenario's file with the seed in it, so that {@code ./minos sim FILE} plays the same. */
    public static String file(Played played) {
        return Alteration.with(played.scenario().scenario(), "seed", OptionalLong.of(played.seed()))
                .flatMap(seeded -> Parts.scenario(played.scenario(), seeded))
                .map(SimulatedScenarioFile::write)
                .orElseThrow(() -> new IllegalStateException("seed " + played.seed() + " has no file"));
    }
}
