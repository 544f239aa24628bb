package io.minos.checker.linear.witness;

import io.minos.checker.linear.Budget;
import java.util.Arrays;

/**
 * Pairs of a bipartite graph, made more by augmenting paths (Berge). Whoever has a partner keeps one, perhaps another: so
 * those who need one most are asked for first (Mendelsohn and Dulmage).
 */
final class Matching {
    private static final int NONE = -1;

    /** Asked for as the search goes, since most edges are never looked at. */
    interface Edges {
        boolean between(int left, int right);
    }

    private final Edges edges;
    private final Budget budget;
    private final int[] rightOf;
    private final int[] leftOf;

    Matching(int lefts, int rights, Edges edges, Budget budget) {
        this.edges = edges;
        this.budget = budget;
        rightOf = new int[lefts];
        leftOf = new int[rights];
        Arrays.fill(rightOf, NONE);
        Arrays.fill(leftOf, NONE);
    }

    /** Tries the last right ones first. @return whether it has a partner now */
    boolean coverLeft(int left) {
        return rightOf[left] != NONE || augment(left, rightOf, leftOf, edges, true);
    }

    /** Tries the first left ones first. @return whether it has a partner now */
    boolean coverRight(int right) {
        return leftOf[right] != NONE || augment(right, leftOf, rightOf, (one, other) -> edges.between(other, one), false);
    }

    /** Breadth first along edges that are no pair, and back along those that are, to somebody who is free. */
    private boolean augment(int from, int[] partner, int[] partnerOfOther, Edges across, boolean lastFirst) {
        int[] reachedFrom = new int[partnerOfOther.length];
        Arrays.fill(reachedFrom, NONE);
        int[] queue = new int[partner.length];
        int tail = 0;
        queue[tail++] = from;
        for (int head = 0; head < tail; head++) {
            int one = queue[head];
            for (int i = 0; i < partnerOfOther.length; i++) {
                int other = lastFirst ? partnerOfOther.length - 1 - i : i;
                if (!budget.spend(0)) return false;
                if (reachedFrom[other] != NONE || !across.between(one, other)) continue;
                reachedFrom[other] = one;
                if (partnerOfOther[other] == NONE) {
                    flip(other, reachedFrom, partner, partnerOfOther);
                    return true;
                }
                queue[tail++] = partnerOfOther[other];
            }
        }
        return false;
    }

    private static void flip(int free, int[] reachedFrom, int[] partner, int[] partnerOfOther) {
        for (int other = free; other != NONE; ) {
            int one = reachedFrom[other];
            int before = partner[one];
            partner[one] = other;
            partnerOfOther[other] = one;
            other = before;
        }
    }

    /** The partner of a left one; -1: none. */
    int of(int left) {
        return rightOf[left];
    }
}
