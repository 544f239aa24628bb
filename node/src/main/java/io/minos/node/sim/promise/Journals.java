package io.minos.node.sim.promise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Everybody's journal. Ids are small in the simulator, so they are places in an array: it is looked at with every message. */
final class Journals {
    private @Nullable Journal[] byId = new Journal[8];

    void add(Journal journal) {
        int id = (int) journal.id();
        if (id >= byId.length) {
            byId = Arrays.copyOf(byId, Math.max(id + 1, 2 * byId.length));
        }
        byId[id] = journal;
    }

    /** Null if there never was such a member. */
    @Nullable Journal find(long id) {
        return id >= 0 && id < byId.length ? byId[(int) id] : null;
    }

    /** Whose journal is such, ascending. */
    List<Long> idsOf(Predicate<Journal> such) {
        List<Long> ids = new ArrayList<>();
        for (Journal journal : byId) {
            if (journal != null && such.test(journal)) {
                ids.add(journal.id());
            }
        }
        return ids;
    }
}
