package io.minos.checker.linear.zones;

import io.minos.checker.linear.Finding;
import java.util.List;

/** Operations that cannot all be, and why. */
record Clash(List<Finding.Blocked> blocked) {
    static Clash of(long id, String why) {
        return new Clash(List.of(new Finding.Blocked(id, why)));
    }

    Finding.NotLinearizable told(long steps) {
        return new Finding.NotLinearizable(List.of(), List.of(), blocked, steps);
    }
}
