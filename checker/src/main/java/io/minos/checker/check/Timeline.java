package io.minos.checker.check;

import io.minos.checker.check.Changes.Change;
import io.minos.checker.history.Action;
import io.minos.checker.history.History;
import io.minos.checker.history.Kv;
import io.minos.checker.history.Operation;
import io.minos.checker.history.WatchStream.WatchEvent;
import io.minos.checker.history.WatchStream;
import io.minos.checker.model.Footprint.Fact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The sequence of events the history proves: what acknowledged changes made, what answers show to have been made, and what
 * watchers were told. Nothing in it is guessed; what is missing may still have happened.
 */
final class Timeline {
    /** How an event is known. The first one to prove it counts. */
    enum Source { ACKNOWLEDGED, READ, WATCHED }

    /**
     * @param value null: the key was deleted
     * @param kv with create revision and version, where somebody saw them
     * @param proof the index of the operation that proves it
     * @param provenAt when it had certainly happened, nanoseconds
     * @param attempts the operations that can have left its value; certain failures are not among them
     */
    record Known(String key, long revision, @Nullable String value, @Nullable Kv kv, Source source, long proof, long provenAt, List<Operation> attempts) {
        boolean delete() {
            return value == null;
        }

        boolean contradicts(Known other) {
            return !Objects.equals(value, other.value);
        }

        @Override
        public String toString() {
            return (value == null ? "delete " + key : "put " + key + "=" + value) + " at revision " + revision;
        }
    }

    /** Two that cannot both be. */
    record Contradiction(Known one, Known other) {}

    /**
     * A known event among the others.
     *
     * @param number in order of revision, from 0
     * @param before the last known event of its key before it; null: none
     */
    record Place(Known known, int number, @Nullable Place before) {
        List<Operation> attempts() {
            return known.attempts;
        }
    }

    /** The events of one key, by revision. */
    private static final class OfKey {
        final List<Known> known = new ArrayList<>();
        final List<Place> places = new ArrayList<>();
        /** What an answer or a watch showed last, and is in {@link #known}. */
        @Nullable Kv shownLast;

        /** Where the revision stands, or would: most come in order. */
        int firstNotBelow(long revision) {
            int low = 0;
            int high = known.size();
            if (high > 0 && known.get(high - 1).revision() < revision) return high;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (known.get(middle).revision() < revision) low = middle + 1;
                else high = middle;
            }
            return low;
        }

        @Nullable Known at(long revision) {
            int at = firstNotBelow(revision);
            return at < known.size() && known.get(at).revision() == revision ? known.get(at) : null;
        }

        /** Whether it tells nothing new. */
        boolean holds(Kv kv) {
            if (kv.equals(shownLast)) return true;
            Known before = at(kv.mod());
            boolean holds = before != null && kv.value().equals(before.value()) && (before.kv() != null || kv.version() == 0);
            if (holds) shownLast = kv;
            return holds;
        }
    }

    private final Map<String, OfKey> byKey = new LinkedHashMap<>();
    private final List<Place> byRevision = new ArrayList<>();
    /** Of {@link #byRevision}, those of keys with a watch's prefix: many watches have few prefixes. */
    private final Map<String, List<Place>> byPrefix = new HashMap<>();
    private final List<Contradiction> contradictions = new ArrayList<>();
    private final Map<Fact, List<Operation>> attempts = new HashMap<>();
    private final Set<String> leased = new HashSet<>();
    private long compactRevisionMax;

    static Timeline of(History history) {
        return history.derived(Timeline.class, Timeline::made);
    }

    private static Timeline made(History history) {
        Timeline timeline = new Timeline();
        for (Change change : Changes.of(history)) timeline.change(change);
        for (Operation operation : history.operations(Action.Compact.class)) timeline.compaction(operation);
        Map<String, List<Kv>> ranges = new HashMap<>();
        for (Operation operation : history.operations()) {
            if (operation.ok() && operation.action() instanceof Action.Range range && range.kvs() != null) {
                timeline.shown(operation, range.kvs(), Objects.requireNonNullElse(ranges.put(range.prefix(), range.kvs()), List.of()));
            } else {
                Changes.shown(operation, kv -> timeline.shown(operation, kv));
            }
        }
        for (WatchStream stream : history.watches()) timeline.watched(stream);
        timeline.sort();
        for (WatchStream stream : history.watches()) timeline.byPrefix.computeIfAbsent(stream.watch().prefix(), timeline::under);
        return timeline;
    }

    private void change(Change change) {
        List<Operation> alike = attempts.computeIfAbsent(new Fact(change.key(), change.value()), absent -> new ArrayList<>(2));
        alike.add(change.operation());
        if (Changes.leases(change.operation())) leased.add(change.key());
        acknowledged(change, alike);
    }

    /** Whether the key may have gone with a lease, without anybody deleting it. */
    boolean mayRunOut(String key) {
        return leased.contains(key);
    }

    private void compaction(Operation operation) {
        if (!operation.failed() && operation.action() instanceof Action.Compact compact) compactRevisionMax = Math.max(compactRevisionMax, compact.revision());
    }

    /** @param attempts to leave the same; more may come */
    private void acknowledged(Change change, List<Operation> attempts) {
        Operation operation = change.operation();
        if (!Changes.madeRevision(operation) || operation.revision() == 0) return;
        // A delete inside a txn may have found nothing to delete.
        boolean certain = change.value() != null || !(operation.action() instanceof Action.Txn);
        if (certain) add(new Known(change.key(), operation.revision(), change.value(), null, Source.ACKNOWLEDGED, operation.index(), operation.completedNanos(), attempts));
    }

    private void shown(Operation operation, Kv kv) {
        if (kv.mod() > 0 && !isKnown(kv)) add(new Known(kv.key(), kv.mod(), kv.value(), kv.version() > 0 ? kv : null, Source.READ, operation.index(), operation.completedNanos(), attempts(kv.key(), kv.value())));
    }

    /** @param before of the range that was read before; both are in order of keys, as a rule, and hold much the same */
    private void shown(Operation operation, List<Kv> kvs, List<Kv> before) {
        int at = 0;
        for (Kv kv : kvs) {
            if (at < before.size() && before.get(at).equals(kv)) at++;
            else shown(operation, kv);
        }
    }

    private void watched(WatchStream stream) {
        for (WatchStream.Response response : stream.responses()) {
            // Whoever compacted, a cancelled watch proves it.
            compactRevisionMax = Math.max(compactRevisionMax, response.compactRevision());
            for (WatchEvent event : response.events()) {
                if (!event.delete() && isKnown(event.kv())) continue;
                String value = event.delete() ? null : event.kv().value();
                add(new Known(event.kv().key(), event.revision(), value, event.delete() ? null : event.kv(), Source.WATCHED, stream.request().index(), response.timeNanos(), attempts(event.kv().key(), value)));
            }
        }
    }

    /** Most of what answers show has been shown before. */
    private boolean isKnown(Kv kv) {
        OfKey ofKey = byKey.get(kv.key());
        return ofKey != null && ofKey.holds(kv);
    }

    private void add(Known known) {
        OfKey ofKey = byKey.computeIfAbsent(known.key(), absent -> new OfKey());
        int at = ofKey.firstNotBelow(known.revision());
        Known before = at < ofKey.known.size() ? ofKey.known.get(at) : null;
        if (before == null || before.revision() != known.revision()) {
            ofKey.known.add(at, known);
        } else if (before.contradicts(known)) {
            contradictions.add(new Contradiction(before, known));
        } else if (before.kv() == null && known.kv() != null) {
            ofKey.known.set(at, new Known(before.key(), before.revision(), before.value(), known.kv(), before.source(), before.proof(), before.provenAt(), before.attempts()));
        }
    }

    List<Contradiction> contradictions() {
        return contradictions;
    }

    private void sort() {
        List<Known> all = new ArrayList<>();
        for (OfKey ofKey : byKey.values()) all.addAll(ofKey.known);
        all.sort(Comparator.comparingLong(Known::revision)); // stable: those of one revision stay in order of their keys
        for (Known known : all) {
            List<Place> ofKey = Objects.requireNonNull(byKey.get(known.key())).places;
            Place place = new Place(known, byRevision.size(), ofKey.isEmpty() ? null : ofKey.get(ofKey.size() - 1));
            ofKey.add(place);
            byRevision.add(place);
        }
    }

    private List<Place> under(String prefix) {
        return byRevision.stream().filter(place -> place.known().key().startsWith(prefix)).toList();
    }

    /** Every known event of keys with this prefix, which a watch of the history has, from revision to revision, both included, by revision. */
    List<Place> between(String prefix, long from, long to) {
        List<Place> events = Objects.requireNonNull(byPrefix.get(prefix));
        int first = firstNotBelow(events, from);
        return events.subList(first, to == Long.MAX_VALUE ? events.size() : Math.max(first, firstNotBelow(events, to + 1)));
    }

    /** What is known of the key at this revision; whatever a watcher was told is known. */
    Place told(WatchEvent event) {
        OfKey ofKey = Objects.requireNonNull(byKey.get(event.kv().key()));
        return ofKey.places.get(ofKey.firstNotBelow(event.revision()));
    }

    /** Of every known event; as often as there are events, in order. */
    LongStream revisions() {
        return byRevision.stream().mapToLong(place -> place.known().revision());
    }

    private static int firstNotBelow(List<Place> places, long revision) {
        int low = 0;
        int high = places.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (places.get(middle).known().revision() < revision) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /** The known events of the key, by revision. */
    List<Place> of(String key) {
        OfKey ofKey = byKey.get(key);
        return ofKey == null ? List.of() : ofKey.places;
    }

    Collection<String> keys() {
        return byKey.keySet();
    }

    /** Operations that can have left this value; null: deleted the key. Certain failures are not among them. */
    List<Operation> attempts(String key, @Nullable String value) {
        return attempts.getOrDefault(new Fact(key, value), List.of());
    }

    /** The greatest revision at which the store may have been compacted; 0: none. */
    long compactRevisionMax() {
        return compactRevisionMax;
    }
}
