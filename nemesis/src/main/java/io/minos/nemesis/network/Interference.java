package io.minos.nemesis.network;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The toxics of one fault, to be taken away together. */
public final class Interference {
    private final Toxics toxics;
    private final String label;
    private final List<Way> ways;
    private final List<Lane> lanes;

    Interference(Toxics toxics, String label, List<Way> ways, List<Lane> lanes) {
        this.toxics = toxics;
        this.label = label;
        this.ways = List.copyOf(ways);
        this.lanes = List.copyOf(lanes);
    }

    public List<Way> ways() {
        return ways;
    }

    /**
     * Drops every byte on the ways, on connections that exist and on new ones.
     *
     * @throws IOException it could not be done everywhere; {@link #lift} undoes what was done
     */
    public void blackhole() throws IOException {
        for (Lane lane : lanes) {
            toxics.blackhole(lane, toxic(lane));
        }
    }

    /**
     * Delivers every byte on the ways late, each way.
     *
     * @throws IOException as for {@link #blackhole}
     */
    public void delay(long latencyMillis, long jitterMillis) throws IOException {
        for (Lane lane : lanes) {
            toxics.delay(lane, toxic(lane), latencyMillis, jitterMillis);
        }
    }

    private String toxic(Lane lane) {
        return label + "_" + lane.direction().name().toLowerCase(Locale.ROOT);
    }

    /**
     * Takes all away, those that can be even if others fail; may be called again.
     *
     * @throws IOException the first failure
     */
    public void lift() throws IOException {
        IOException first = null;
        for (Lane lane : lanes) {
            try {
                toxics.removeIfThere(lane, toxic(lane));
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
