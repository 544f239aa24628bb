package io.minos.node.sim.promise;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.KeyValue;
import io.minos.node.mvcc.KeyRange;
import io.minos.node.mvcc.Revision;
import io.minos.node.sim.BrokenPromise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The truth about the key space: what each revision changed, as the first member made it that applied it. All others must
 * make the same. Kept for the whole simulation, compaction or not.
 */
public final class AppliedHistory {
    private static final long FIRST_REVISION = 2;

    /**
     * One event.
     *
     * @param kv as watchers are told: of a deletion the key and the mod revision alone
     * @param previous the key as it was before this revision; the default instance if it did not exist
     */
    public record Change(KeyValue kv, KeyValue previous) {
        public boolean isDelete() {
            return kv.getVersion() == 0;
        }

        public long revision() {
            return kv.getModRevision();
        }
    }

    private final List<List<Change>> byRevision = new ArrayList<>();
    /** How many changes there are before each revision of {@link #byRevision}. */
    private final List<Long> counts = new ArrayList<>(List.of(0L));
    private final TreeMap<ByteString, List<Change>> byKey = new TreeMap<>(KeyRange::compare);
    /** The same lists, for looking up one key: never walked through. */
    private final Map<ByteString, List<Change>> ofKey = new HashMap<>();
    /** By lease: the keys that were ever attached to it, perhaps more than once each. */
    private final Map<Long, List<ByteString>> everAttached = new HashMap<>();
    private long compactRevision = -1;

    AppliedHistory() {}

    /** The newest revision that any member has made; 1 at first. */
    public long newest() {
        return FIRST_REVISION - 1 + byRevision.size();
    }

    /** The newest compaction that any member has applied; -1 before the first. */
    public long compactRevision() {
        return compactRevision;
    }

    /** What this revision changed, in order; nothing before the first. */
    public List<Change> changesOf(long revision) {
        return revision < FIRST_REVISION ? List.of() : byRevision.get((int) (revision - FIRST_REVISION));
    }

    /** All that came after this revision, revision by revision. O(1); to be read before the simulation goes on. */
    public List<List<Change>> eventsAfter(long revision) {
        return byRevision.subList((int) Math.min(byRevision.size(), Math.max(0, revision + 1 - FIRST_REVISION)), byRevision.size());
    }

    /** The key as it was. */
    public Optional<KeyValue> find(ByteString key, long atRevision) {
        return at(ofKey.getOrDefault(key, List.of()), atRevision);
    }

    /** The keys of a range as they were, ascending. */
    public List<KeyValue> range(KeyRange range, long atRevision) {
        if (range.isOneKey()) {
            return find(range.from(), atRevision).map(List::of).orElse(List.of());
        }
        List<KeyValue> found = new ArrayList<>();
        if (!range.isEmpty()) {
            SortedMap<ByteString, List<Change>> keys = range.extent() == KeyRange.Extent.ALL_FROM ? byKey.tailMap(range.from()) : byKey.subMap(range.from(), range.end());
            for (List<Change> changes : keys.values()) {
                at(changes, atRevision).ifPresent(found::add);
            }
        }
        return found;
    }

    private static Optional<KeyValue> at(List<Change> changes, long revision) {
        for (int i = changes.size() - 1; i >= 0; i--) { // what is asked for is nearly always new
            if (changes.get(i).revision() <= revision) {
                return changes.get(i).isDelete() ? Optional.empty() : Optional.of(changes.get(i).kv());
            }
        }
        return Optional.empty();
    }

    /** Every key there ever was, with all its changes, oldest first. */
    SortedMap<ByteString, List<Change>> byKey() {
        return Collections.unmodifiableSortedMap(byKey);
    }

    /** A key that is attached to this lease, now that the newest revision is made; empty if none is. */
    Optional<KeyValue> attachedTo(long lease) {
        for (ByteString key : everAttached.getOrDefault(lease, List.of())) {
            Optional<KeyValue> attached = find(key, newest()).filter(kv -> kv.getLease() == lease);
            if (attached.isPresent()) {
                return attached;
            }
        }
        return Optional.empty();
    }

    /** How many changes the revisions from one to another made, both included. */
    long countBetween(long from, long to) {
        int first = (int) Math.max(0, from - FIRST_REVISION);
        return counts.get((int) (to - FIRST_REVISION + 1)) - counts.get(first);
    }

    // ---- as it is made

    void compacted(long revision) {
        compactRevision = Math.max(compactRevision, revision);
    }

    /** Promise {@code same-changes}: whoever applies this revision changes the same. */
    void made(Journal journal, long revision, Revision[] changes) {
        if (revision <= newest()) {
            checkSame(journal, revision, changes);
        } else if (revision == newest() + 1) {
            add(journal, changes);
        } else {
            throw new BrokenPromise("revisions-without-gap", journal.who() + " makes revision " + revision + ", but nobody has made " + (newest() + 1));
        }
    }

    private void checkSame(Journal journal, long revision, Revision[] changes) {
        List<Change> known = changesOf(revision);
        for (int i = 0; i < Math.max(changes.length, known.size()); i++) {
            if (i >= changes.length || i >= known.size() || !known.get(i).kv().equals(changes[i].kv())) {
                throw new BrokenPromise("same-changes", journal.who() + " makes another revision " + revision + " than the member that made it first: change " + i + " is "
                        + (i < changes.length ? text(changes[i].kv()) : "missing") + " instead of " + (i < known.size() ? text(known.get(i).kv()) : "none"));
            }
        }
    }

    private void add(Journal journal, Revision[] changes) {
        long revision = newest() + 1;
        List<Change> made = new ArrayList<>(changes.length);
        for (Revision change : changes) {
            List<Change> history = ofKey.computeIfAbsent(change.kv().getKey(), this::firstOf);
            Change event = new Change(change.kv(), at(history, revision - 1).orElse(KeyValue.getDefaultInstance()));
            checkCounts(journal, revision, change.kv(), at(history, revision).orElse(KeyValue.getDefaultInstance()));
            history.add(event);
            made.add(event);
            if (change.kv().getLease() != 0) {
                everAttached.computeIfAbsent(change.kv().getLease(), lease -> new ArrayList<>()).add(change.kv().getKey());
            }
        }
        byRevision.add(made);
        counts.add(counts.get(counts.size() - 1) + changes.length);
    }

    private List<Change> firstOf(ByteString key) {
        List<Change> history = new ArrayList<>(2);
        byKey.put(key, history);
        return history;
    }

    /** etcd: create and mod revision, and a version that counts from 1 in each generation. */
    private static void checkCounts(Journal journal, long revision, KeyValue now, KeyValue before) {
        boolean isDelete = now.getVersion() == 0;
        boolean holds = now.getModRevision() == revision && (isDelete
                ? before.getVersion() > 0
                : now.getVersion() == before.getVersion() + 1 && now.getCreateRevision() == (before.getVersion() == 0 ? revision : before.getCreateRevision()));
        if (!holds) {
            throw new BrokenPromise("version-counts", journal.who() + " makes " + text(now) + " at revision " + revision + " out of " + text(before));
        }
    }

    /** For messages. */
    static String text(KeyValue kv) {
        if (kv.getVersion() == 0) {
            return kv.getModRevision() == 0 ? "nothing" : kv.getKey().toStringUtf8() + " deleted at " + kv.getModRevision();
        }
        String value = kv.getValue().size() > 40 ? kv.getValue().size() + " bytes" : kv.getValue().toStringUtf8();
        return kv.getKey().toStringUtf8() + "=" + value + " (created " + kv.getCreateRevision() + ", modified " + kv.getModRevision() + ", version " + kv.getVersion()
                + (kv.getLease() == 0 ? ")" : ", lease " + kv.getLease() + ")");
    }
}
