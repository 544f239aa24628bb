package io.minos.node.mvcc;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.KeyValue;
import io.minos.node.Invariants;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * etcd's multi-version key space in memory: every change of every key since the last compaction. One thread; what other
 * threads may read are its {@link View}s.
 *
 * @see <a href="https://etcd.io/docs/v3.4/learning/data_model/">etcd's data model</a>
 */
public final class Store {
    /** What an empty database takes, as in etcd. */
    private static final long EMPTY_BYTES = 20 * 1024;
    private static final long FIRST_REVISION = 1;
    private static final long NEVER_COMPACTED = -1;

    private final OrderedMap<KeyHistory> keys = new OrderedMap<>();
    private RevisionLog log = new RevisionLog(FIRST_REVISION + 1);
    private long revision = FIRST_REVISION;
    private long compactRevision = NEVER_COMPACTED;
    /** What is hidden by compaction is removed little by little; revisions from here up to the compaction's are not looked at yet. */
    private long trimNext = Long.MAX_VALUE;
    /** Watchers that are up to date still have to be told of the revisions from here on, compacted or not. */
    private long untold = Long.MAX_VALUE;
    private long bytes = EMPTY_BYTES;
    private long bytesInUse = EMPTY_BYTES;
    private @Nullable Write open;

    /** The last revision made; 1 when empty. */
    public long revision() {
        return revision;
    }

    /** Reads below it are refused; -1 before the first compaction, as in etcd. */
    public long compactRevision() {
        return compactRevision;
    }

    /** O(1); immutable, for any thread. Never shows half a transaction: none can be open. */
    public View view() {
        checkNoWrite();
        return new View(keys.freeze(), revision, compactRevision);
    }

    /** As {@link #view}, without its small cost to later writes; holds until the next write, on this thread. */
    public View glance() {
        checkNoWrite();
        return new View(keys.peek(), revision, compactRevision);
    }

    /** Begins a transaction of writes; there is one at a time. */
    public Write write() {
        checkNoWrite();
        Write write = new Write();
        open = write;
        return write;
    }

    private void checkNoWrite() {
        Invariants.check(open == null, "no transaction is open");
    }

    /** Writes that become one revision. Its own {@link #glance} shows them at once; nobody else's does before the commit. */
    public final class Write {
        private final List<Revision> changes = new ArrayList<>(1);

        private Write() {}

        /** The revision these writes have, or would have. */
        public long revision() {
            return revision + 1;
        }

        public boolean hasChanges() {
            return !changes.isEmpty();
        }

        /** What the transaction itself sees: its own writes included. Holds until its next write. */
        public View glance() {
            return new View(keys.peek(), hasChanges() ? revision() : revision, compactRevision);
        }

        /** @return the lease the key was attached to until now, 0 for none */
        public long put(ByteString key, ByteString value, long leaseId) {
            byte[] bytes = key.toByteArray();
            KeyHistory history = keys.find(bytes);
            Revision before = history == null ? null : history.at(revision());
            KeyValue.Builder kv = KeyValue.newBuilder().setModRevision(revision()).setValue(value).setLease(leaseId);
            // one copy of the key is enough for all its revisions
            kv.setKey(history == null ? key : history.key());
            if (before == null) {
                kv.setCreateRevision(revision()).setVersion(1);
            } else {
                kv.setCreateRevision(before.kv().getCreateRevision()).setVersion(before.kv().getVersion() + 1);
            }
            change(bytes, history, kv.build());
            return before == null ? 0 : before.kv().getLease();
        }

        /** @return what was deleted, ascending */
        public List<KeyValue> delete(KeyRange range) {
            List<KeyValue> deleted = glance().range(range, glance().revision(), 0, false).kvs();
            for (KeyValue kv : deleted) {
                byte[] bytes = kv.getKey().toByteArray();
                change(bytes, keys.find(bytes), KeyValue.newBuilder().setKey(kv.getKey()).setModRevision(revision()).build());
            }
            return deleted;
        }

        /** @return true if there is a new revision */
        public boolean commit() {
            Invariants.check(open == this, "the transaction is open");
            open = null;
            if (changes.isEmpty()) {
                return false;
            }
            revision++;
            log.append(changes);
            return true;
        }

        private void change(byte[] key, @Nullable KeyHistory history, KeyValue kv) {
            Revision change = new Revision(kv, changes.size());
            keys.put(key, history == null ? KeyHistory.of(change) : history.append(change));
            changes.add(change);
            grow(change.storedBytes());
        }
    }

    private void grow(long more) {
        bytesInUse += more;
        // freed pages are used again before the file grows
        bytes = Math.max(bytes, bytesInUse);
    }

    public boolean canCompactAt(long atRevision) {
        return atRevision > compactRevision && atRevision <= revision;
    }

    /** Hides what no read from {@code atRevision} on can see; {@link #trim} removes it. */
    public void compact(long atRevision) {
        checkNoWrite();
        Invariants.check(canCompactAt(atRevision), "can compact at the revision", atRevision, compactRevision);
        compactRevision = atRevision;
        trimNext = log.first();
    }

    /**
     * Removes what compaction has hidden, revision by revision: the cost is that of the writes that are removed, and can be
     * spread over time, so a compaction of millions of revisions never holds up the cluster. Nothing but sizes shows it.
     *
     * @param revisions how many to look at
     * @return true if more is left
     */
    public boolean trim(int revisions) {
        checkNoWrite();
        long last = Math.min(compactRevision, revision);
        for (int i = 0; i < revisions && trimNext <= last; i++) {
            for (Revision change : log.changes(trimNext)) {
                trimKey(change.kv().getKey().toByteArray());
            }
            trimNext++;
        }
        while (log.first() < Math.min(Math.min(trimNext, compactRevision), untold)) {
            log.dropFirst();
        }
        return trimNext <= last;
    }

    private void trimKey(byte[] key) {
        KeyHistory history = keys.find(key);
        int oldest = history == null ? 0 : history.firstKept(compactRevision);
        if (history == null || oldest == 0) {
            return;
        }
        for (int i = 0; i < oldest; i++) {
            bytesInUse -= history.change(i).storedBytes();
        }
        if (oldest == history.size()) {
            keys.remove(key);
        } else {
            keys.put(key, history.without(oldest));
        }
    }

    /** As etcd's dbSize: grows with what is stored, shrinks only by {@link #defragment}. This member's own, not replicated. */
    public long bytes() {
        return bytes;
    }

    public long bytesInUse() {
        return bytesInUse;
    }

    /** Removes all that compaction has hidden and gives the room back. */
    public void defragment() {
        boolean more = true;
        while (more) {
            more = trim(Integer.MAX_VALUE);
        }
        bytes = bytesInUse;
    }

    /** What a revision changed, in order; all are there from the compact revision on, and all that a watcher is still to be told of. */
    public Revision[] changes(long atRevision) {
        return log.changes(atRevision);
    }

    // for the watches

    /** The log keeps the revisions from this one on, even if they are compacted. */
    void keepUntold(long fromRevision) {
        untold = fromRevision;
    }

    @Nullable KeyHistory history(ByteString key) {
        return keys.find(key.toByteArray());
    }

    /**
     * The store that has exactly these changes, but for those that compaction hides.
     *
     * @param changes each key's oldest first
     * @param bytes as {@link #bytes} was
     * @throws IllegalArgumentException if they cannot be all
     */
    public static Store restore(long revision, long compactRevision, long bytes, Iterable<Revision> changes) {
        Store store = new Store();
        store.revision = revision;
        store.compactRevision = compactRevision;
        List<Revision> logged = new ArrayList<>();
        for (Revision change : changes) {
            byte[] key = change.kv().getKey().toByteArray();
            KeyHistory history = store.keys.find(key);
            store.keys.put(key, history == null ? KeyHistory.of(change) : history.append(change));
            store.grow(change.storedBytes());
            if (change.main() >= compactRevision) {
                logged.add(change);
            }
            if (change.main() <= compactRevision && (history != null || change.isTombstone())) {
                store.trimKey(key);
            }
        }
        store.bytes = Math.max(store.bytesInUse, bytes);
        store.relog(logged);
        return store;
    }

    private void relog(List<Revision> changes) {
        changes.sort(Revision.ORDER);
        log = new RevisionLog(Math.max(FIRST_REVISION + 1, compactRevision));
        boolean hasCompacted = !changes.isEmpty() && changes.get(0).main() == compactRevision;
        if (log.next() == compactRevision && !hasCompacted) {
            log.appendForgotten(); // etcd 3.4 keeps no tombstones of that revision
        }
        int from = 0;
        for (int to = 1; to <= changes.size(); to++) {
            if (to == changes.size() || changes.get(to).main() != changes.get(from).main()) {
                if (changes.get(from).main() != log.next()) {
                    throw new IllegalArgumentException("revision " + log.next() + " is missing");
                }
                log.append(changes.subList(from, to));
                from = to;
            }
        }
        if (log.next() != revision + 1) {
            throw new IllegalArgumentException("revision " + log.next() + " is missing, the last is " + revision);
        }
    }
}
