package io.minos.checker.txn;

import java.util.BitSet;

/**
 * Who came before whom by process and by the clock. Who answered before another was asked is told by way of barriers, points
 * in time one after the other: who has answered leads to the next barrier, the last barrier leads to who is asked. So there
 * are about three edges for each transaction, where pairs would be more than anybody could count.
 */
final class OrderEdges {
    private static final int NOBODY = -1;
    private static final int BITS = 8;

    private OrderEdges() {}

    /** Only what was answered has anything after it in its process. */
    static void processes(Txns txns, BitSet happened, Edges edges) {
        Ints last = new Ints();
        for (int txn = happened.nextSetBit(0); txn >= 0; txn = happened.nextSetBit(txn + 1)) {
            while (last.size() <= txns.process(txn)) last.add(NOBODY);
            int before = last.get(txns.process(txn));
            if (before != NOBODY) edges.add(before, txn, Dependency.PROCESS, 0);
            if (txns.ok(txn)) last.set(txns.process(txn), txn);
        }
    }

    static void realtime(Txns txns, BitSet happened, Edges edges, Pace pace) {
        int[] byReturn = byReturn(txns, happened, pace);
        int barrier = NOBODY;
        int open = NOBODY;
        int next = 0;
        for (int txn = happened.nextSetBit(0); txn >= 0; txn = happened.nextSetBit(txn + 1)) {
            while (next < byReturn.length && txns.returned(byReturn[next]) < txns.invoked(txn)) {
                if (open == NOBODY) open = after(barrier, edges);
                edges.add(byReturn[next++], open, Dependency.REALTIME, 0);
            }
            if (open != NOBODY) {
                barrier = open;
                open = NOBODY;
            }
            if (barrier != NOBODY) edges.add(barrier, txn, Dependency.REALTIME, 0);
        }
    }

    private static int after(int barrier, Edges edges) {
        int node = edges.node();
        if (barrier != NOBODY) edges.add(barrier, node, Dependency.REALTIME, 0);
        return node;
    }

    /** Radix sort. */
    private static int[] byReturn(Txns txns, BitSet happened, Pace pace) {
        int[] sorted = happened.stream().filter(txns::ok).toArray();
        long highest = 0;
        for (int txn : sorted) {
            if (txns.returned(txn) < 0) throw new IllegalArgumentException("#" + txns.id(txn) + " returns at " + txns.returned(txn));
            highest |= txns.returned(txn);
        }
        int[] other = new int[sorted.length];
        for (int shift = 0; shift < Long.SIZE && highest >>> shift != 0; shift += BITS) {
            pace.steps(sorted.length);
            int[] place = new int[(1 << BITS) + 1];
            for (int txn : sorted) place[digit(txns, txn, shift) + 1]++;
            for (int i = 0; i < 1 << BITS; i++) place[i + 1] += place[i];
            for (int txn : sorted) other[place[digit(txns, txn, shift)]++] = txn;
            int[] swap = sorted;
            sorted = other;
            other = swap;
        }
        return sorted;
    }

    private static int digit(Txns txns, int txn, int shift) {
        return (int) (txns.returned(txn) >>> shift) & (1 << BITS) - 1;
    }
}
