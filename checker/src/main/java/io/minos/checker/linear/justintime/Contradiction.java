package io.minos.checker.linear.justintime;

import io.minos.checker.linear.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Why nobody gets past a return.
 *
 * @param event of the return
 * @param before settled configurations just before it
 */
record Contradiction(Timeline<?, ?> timeline, int event, List<Configuration> before) {
    private static final int STATES_SHOWN_MAX = 5;

    Finding.NotLinearizable told(long steps) {
        timeline.seek(event);
        Configuration longest = before.stream().max(Comparator.comparingInt(one -> Order.of(one.last(), timeline).size())).orElseThrow();
        Set<String> states = new LinkedHashSet<>();
        states.add(timeline.describe(longest.state()));
        for (Configuration one : before) if (states.size() < STATES_SHOWN_MAX) states.add(timeline.describe(one.state()));
        return new Finding.NotLinearizable(Order.of(longest.last(), timeline), List.copyOf(states), blocked(longest), steps);
    }

    private List<Finding.Blocked> blocked(Configuration at) {
        List<Finding.Blocked> blocked = new ArrayList<>();
        for (int slot = Bits.next(at.due(), 0); slot >= 0; slot = Bits.next(at.due(), slot + 1)) {
            int operation = timeline.inSlot(slot);
            if (timeline.step(at.state(), operation) != Transitions.NONE) continue;
            blocked.add(new Finding.Blocked(timeline.span(operation).id(), timeline.describeOperation(operation) + " cannot be: " + timeline.describe(at.state())));
        }
        return blocked;
    }
}
