package io.minos.node.differential;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes a sequence on which the servers differ a short one: a late part of it first, then without whatever is not needed. */
final class Shrinker {
    /** Whether new servers differ on these steps. */
    interface Trial {
        boolean differs(List<Step> steps) throws Exception;
    }

    private final Trial trial;
    private final long deadlineNanos;

    Shrinker(Trial trial, Duration budget) {
        this.trial = trial;
        this.deadlineNanos = System.nanoTime() + budget.toNanos();
    }

    private boolean hasTime() {
        return System.nanoTime() < deadlineNanos;
    }

    /** @param failing ends with the step at which they differ */
    List<Step> shrunk(List<Step> failing) throws Exception {
        return withoutNeedless(lastOnes(failing));
    }

    private List<Step> lastOnes(List<Step> failing) throws Exception {
        for (int last = 1; last < failing.size() && hasTime(); last *= 4) {
            List<Step> tail = failing.subList(failing.size() - last, failing.size());
            if (trial.differs(tail)) {
                return tail;
            }
        }
        return failing;
    }

    /** Delta debugging: leaves out ever smaller pieces. */
    private List<Step> withoutNeedless(List<Step> failing) throws Exception {
        List<Step> left = List.copyOf(failing);
        for (int piece = Math.max(1, left.size() / 2); hasTime(); piece /= 2) {
            for (int start = 0; start < left.size() && left.size() > 1 && hasTime(); ) {
                List<Step> fewer = new ArrayList<>(left.subList(0, start));
                fewer.addAll(left.subList(Math.min(left.size(), start + piece), left.size()));
                if (!fewer.isEmpty() && trial.differs(fewer)) {
                    left = List.copyOf(fewer);
                } else {
                    start += piece;
                }
            }
            if (piece == 1) {
                break;
            }
        }
        return left;
    }
}
