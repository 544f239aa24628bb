package io.minos.checker.txn;

import java.util.Arrays;

/**
 * Edges from any number of sources to all of some targets, but from none to itself. Two chains of nodes, one towards each end
 * of the targets, let a source that is a target reach all others: the edges are as many as sources and targets, not as their
 * product.
 */
final class FanOut {
    private final Edges edges;
    private final Dependency kind;
    private final int about;
    private final int[] targets;
    private int[] up = {};
    private int[] down = {};

    /** @param targets transactions, ascending, each once */
    FanOut(Edges edges, int[] targets, Dependency kind, int about) {
        this.edges = edges;
        this.targets = targets;
        this.kind = kind;
        this.about = about;
    }

    void from(int source) {
        if (targets.length <= 2) {
            for (int target : targets) if (target != source) edges.add(source, target, kind, about);
            return;
        }
        if (up.length == 0) chain();
        int place = Arrays.binarySearch(targets, source);
        if (place < 0) {
            edges.add(source, up[0], kind, about);
            return;
        }
        if (place + 1 < targets.length) edges.add(source, up[place + 1], kind, about);
        if (place > 0) edges.add(source, down[place - 1], kind, about);
    }

    private void chain() {
        up = new int[targets.length];
        down = new int[targets.length];
        for (int i = 0; i < targets.length; i++) {
            up[i] = edges.node();
            down[i] = edges.node();
            edges.add(up[i], targets[i], Dependency.ONWARD, about);
            edges.add(down[i], targets[i], Dependency.ONWARD, about);
            if (i == 0) continue;
            edges.add(up[i - 1], up[i], Dependency.ONWARD, about);
            edges.add(down[i], down[i - 1], Dependency.ONWARD, about);
        }
    }
}
