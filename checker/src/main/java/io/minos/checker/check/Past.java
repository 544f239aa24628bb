package io.minos.checker.check;

import io.minos.checker.check.Timeline.Known;
import io.minos.checker.check.Timeline.Place;
import io.minos.checker.history.History;
import io.minos.checker.history.Kv;
import io.minos.checker.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The states the store went through, as far as the {@link Timeline} knows them: what an answer says of a revision is held
 * against what is known of that revision. What is not known excuses.
 */
final class Past {
    /**
     * Why a key cannot have been so at that revision.
     *
     * @param known what proves it; null: nobody can have written what was shown
     */
    record Wrong(String key, String why, @Nullable Known known) {
        void put(String kind, Operation answer, Ruling ruling) {
            List<Long> operations = new ArrayList<>(List.of(answer.index()));
            List<String> steps = new ArrayList<>(List.of(answer.describe() + "."));
            if (known != null) {
                operations.add(known.proof());
                steps.add(0, "#" + known.proof() + " proves: " + known + ".");
            }
            ruling.anomaly(kind, answer.describe() + ", but " + key + " " + why + ".", key, operations, steps);
        }
    }

    private final Timeline timeline;
    private final NavigableSet<String> keys;

    private Past(History history) {
        this.timeline = Timeline.of(history);
        this.keys = new TreeSet<>(timeline.keys());
    }

    static Past of(History history) {
        return history.derived(Past.class, Past::new);
    }

    /** Every key of which anything is known, with this prefix. */
    Iterable<String> keys(String prefix) {
        return keys.subSet(prefix, prefix + Character.MAX_VALUE);
    }

    /**
     * @param shown null: the answer says that the key is missing
     * @param revision of the store the answer speaks of
     * @return null: nothing known contradicts it
     */
    @Nullable Wrong wrong(Operation answer, String key, @Nullable Kv shown, long revision) {
        Place last = last(key, revision);
        if (shown == null) return missing(answer, key, last, revision);
        if (shown.mod() == 0) return null;
        if (shown.mod() > revision) return new Wrong(key, "was put there only at revision " + shown.mod(), null);
        if (last == null) return null;
        Known known = last.known();
        if (known.revision() > shown.mod()) return new Wrong(key, "was changed in between: " + known, known);
        if (!Objects.equals(known.value(), shown.value())) return new Wrong(key, "was changed otherwise: " + known, known);
        boolean asked = last.attempts().stream().anyMatch(attempt -> attempt.index() < answer.completed());
        return asked ? null : new Wrong(key, "was never asked to be " + shown.value(), null);
    }

    /** A deletion that is not known by its revision may lie anywhere between: one without an answer, or in a txn, or by a lease's end. */
    private @Nullable Wrong missing(Operation answer, String key, @Nullable Place last, long revision) {
        if (last == null || last.known().delete() || ofLease(key)) return null;
        Known known = last.known();
        for (Operation delete : timeline.attempts(key, null)) {
            if (delete.indefinite() && delete.index() < answer.completed()) return null;
            boolean between = delete.revision() > known.revision() && delete.revision() <= revision;
            if (delete.ok() && (delete.revision() == 0 || between)) return null;
        }
        return new Wrong(key, "was there: " + known, known);
    }

    private boolean ofLease(String key) {
        if (timeline.mayRunOut(key)) return true;
        for (Place place : timeline.of(key)) {
            Kv kv = place.known().kv();
            if (kv != null && kv.lease() != 0) return true;
        }
        return false;
    }

    private @Nullable Place last(String key, long revision) {
        List<Place> places = timeline.of(key);
        int low = 0;
        int high = places.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (places.get(middle).known().revision() <= revision) low = middle + 1;
            else high = middle;
        }
        return low == 0 ? null : places.get(low - 1);
    }
}
