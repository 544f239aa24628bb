package io.minos.node.sim;

import java.util.ArrayList;
import java.util.List;

/** A measure that several faults may set at once: the greatest counts, and 0 when there is none. */
final class Worst {
    private final List<Double> inForce = new ArrayList<>();
    private double worst;

    void begin(double value) {
        inForce.add(value);
        worst = Math.max(worst, value);
    }

    void end(double value) {
        inForce.remove(value);
        worst = 0;
        inForce.forEach(other -> worst = Math.max(worst, other));
    }

    double value() {
        return worst;
    }
}
