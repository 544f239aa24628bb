package io.minos.checker.txn;

/**
 * Edges as they are found, in columns. The first nodes are the transactions by number; further nodes stand between them, so
 * that "all of these before all of those" takes few edges.
 */
final class Edges {
    final Ints from = new Ints(1 << 10);
    final Ints to = new Ints(1 << 10);
    final Bytes kinds = new Bytes();
    final Ints abouts = new Ints(1 << 10);
    private final long[] counts = new long[Dependency.values().length];
    private final Pace pace;
    private int nodes;

    Edges(int txns, Pace pace) {
        this.nodes = txns;
        this.pace = pace;
    }

    /** @param about what made it known; its meaning is that of who added the edge */
    void add(int source, int target, Dependency kind, int about) {
        if (source == target) throw new IllegalArgumentException("Nothing comes before itself: " + source);
        pace.step();
        from.add(source);
        to.add(target);
        kinds.add(kind.ordinal());
        abouts.add(about);
        counts[kind.ordinal()]++;
    }

    /** A node that is no transaction. */
    int node() {
        return nodes++;
    }

    Pace pace() {
        return pace;
    }

    int nodes() {
        return nodes;
    }

    int size() {
        return from.size();
    }

    long count(Dependency kind) {
        return counts[kind.ordinal()];
    }
}
