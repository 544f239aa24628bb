package io.minos.checker.linear.justintime;

import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Finding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Breadth first: all configurations go from return to return together. A contradiction is found at the first return that cannot be. */
final class Frontier implements Search {
    private final Timeline<?, ?> timeline;
    private final Calls calls;
    private List<Configuration> configurations;
    private @Nullable Expansion expansion;
    private int event;
    private int returned;
    private long steps;

    Frontier(Timeline<?, ?> timeline) {
        this.timeline = timeline;
        calls = new Calls(timeline.words());
        configurations = List.of(timeline.start());
    }

    @Override
    public @Nullable Finding advance(long work, Budget budget) {
        long left = work;
        // Another search may have gone elsewhere in the meantime.
        if (expansion != null) timeline.seek(event);
        while (event < timeline.events()) {
            if (expansion == null && timeline.callAt(event)) {
                call(event++);
                continue;
            }
            if (expansion == null) expansion = expansion();
            while (!expansion.step()) {
                while (expansion.poll() != null) steps++;
                steps++;
                left -= expansion.charge(budget);
                if (left <= 0 || budget.exhausted()) return null;
            }
            List<Configuration> passed = expansion.passed().all();
            if (passed.isEmpty()) return new Contradiction(timeline, event, configurations).told(steps);
            configurations = passed;
            budget.giveBack(expansion.wordsKept());
            expansion = null;
            event++;
            returned++;
        }
        return new Finding.Linearizable(Order.of(configurations.get(0).last(), timeline), steps);
    }

    private void call(int at) {
        int slot = timeline.slotOf(timeline.operationAt(at));
        if (slot != Transitions.NONE) calls.add(slot);
    }

    private Expansion expansion() {
        timeline.seek(event);
        List<Configuration> settled = new ArrayList<>(configurations.size());
        for (Configuration one : configurations) settled.add(Expansion.settled(timeline, calls.dueIn(one)));
        calls.clear();
        configurations = settled;
        Expansion next = new Expansion(timeline, event);
        settled.forEach(next::seed);
        return next;
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public int deepest() {
        return returned;
    }
}
