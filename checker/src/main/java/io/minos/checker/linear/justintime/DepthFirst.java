package io.minos.checker.linear.justintime;

import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Finding;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Depth first: one configuration goes from return to return, and another is tried when it cannot go on. What failed at a return
 * is kept, and what it covers is not tried again there. Finds an order fast where there are many.
 */
final class DepthFirst implements Search {
    private static final int STATES_KEPT_MAX = 5;

    private record Node(Configuration from, Expansion expansion) {}

    private final Timeline<?, ?> timeline;
    private final Calls calls;
    private final ArrayDeque<Node> stack = new ArrayDeque<>();
    private final @Nullable Antichain[] failed;
    private int deepestEvent = -1;
    private final List<Configuration> deepest = new ArrayList<>();
    private boolean begun;
    private long steps;

    DepthFirst(Timeline<?, ?> timeline) {
        this.timeline = timeline;
        calls = new Calls(timeline.words());
        failed = new Antichain[timeline.events()];
    }

    @Override
    public @Nullable Finding advance(long work, Budget budget) {
        long left = work;
        if (!begun) {
            begun = true;
            Configuration all = forward(timeline.start(), 0);
            if (all != null) return new Finding.Linearizable(Order.of(all.last(), timeline), steps);
        }
        while (!stack.isEmpty()) {
            Node node = stack.element();
            timeline.seek(node.expansion().event());
            Configuration next = node.expansion().poll();
            if (next != null) {
                Configuration all = forward(next, node.expansion().event() + 1);
                if (all != null) return new Finding.Linearizable(Order.of(all.last(), timeline), steps);
            } else if (node.expansion().step()) {
                fail(stack.remove());
                budget.giveBack(node.expansion().wordsKept() - node.from().words());
                continue;
            }
            steps++;
            left -= node.expansion().charge(budget);
            if (left <= 0 || budget.exhausted()) return null;
        }
        return new Contradiction(timeline, deepestEvent, deepest).told(steps);
    }

    /** On to the next return that takes a choice, which goes on the stack unless it is known to fail; not null: past the last. */
    private @Nullable Configuration forward(Configuration from, int first) {
        Configuration now = from;
        boolean called = false;
        for (int event = first; event < timeline.events(); event++) {
            int slot = timeline.slotOf(timeline.operationAt(event));
            if (timeline.callAt(event)) {
                if (slot != Transitions.NONE) calls.add(slot);
                called |= slot != Transitions.NONE;
                continue;
            }
            timeline.seek(event);
            if (called) now = calls.dueIn(now);
            now = Expansion.settled(timeline, now);
            calls.clear();
            called = false;
            if (!Bits.has(now.due(), slot) && !Bits.has(now.spare(), slot)) continue;
            push(now, event);
            return null;
        }
        return now;
    }

    private void push(Configuration now, int event) {
        if (event > deepestEvent) {
            deepestEvent = event;
            deepest.clear();
        }
        if (event == deepestEvent && deepest.size() < STATES_KEPT_MAX) deepest.add(now);
        Antichain vain = failed[event];
        if (vain != null && vain.covered(now, timeline.openPure())) return;
        Expansion expansion = new Expansion(timeline, event);
        expansion.seed(now);
        stack.push(new Node(now, expansion));
    }

    private void fail(Node node) {
        int event = node.expansion().event();
        Antichain vain = failed[event];
        if (vain == null) failed[event] = vain = new Antichain();
        vain.add(node.from(), timeline.openPure());
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public int deepest() {
        int returns = 0;
        for (int event = 0; event < deepestEvent; event++) if (!timeline.callAt(event)) returns++;
        return returns;
    }
}
