package io.minos.reports.plot;

import java.util.ArrayList;
import java.util.List;

/** Puts extents into as few lanes as first-fit needs so that no two in one lane touch. */
final class Lanes {
    private static final double GAP = 8;

    private final List<List<Extent>> lanes = new ArrayList<>();

    /** In pixels, {@code from} at or left of {@code to}. */
    record Extent(double from, double to) {
        boolean touches(Extent other) {
            return from < other.to + GAP && other.from < to + GAP;
        }
    }

    /** Takes the room and says in which lane, from 0. */
    int take(double from, double to) {
        Extent wanted = new Extent(from, to);
        for (int lane = 0; lane < lanes.size(); lane++) {
            if (lanes.get(lane).stream().noneMatch(wanted::touches)) {
                lanes.get(lane).add(wanted);
                return lane;
            }
        }
        lanes.add(new ArrayList<>(List.of(wanted)));
        return lanes.size() - 1;
    }

    int count() {
        return lanes.size();
    }
}
