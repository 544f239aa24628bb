package io.minos.checker.model.etcd;

import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What etcd holds after some requests: a value. */
public final class Store {
    /** Of a store of which nothing was ever compacted: even 0 can be, once. */
    private static final long NEVER_COMPACTED = -1;

    private final SortedMap<String, Past> keys;
    private final long revision;
    private final long compactRevision;
    /** Time to live, in seconds, by id. */
    private final SortedMap<Long, Long> leases;

    private Store(SortedMap<String, Past> keys, long revision, long compactRevision, SortedMap<Long, Long> leases) {
        this.keys = Collections.unmodifiableSortedMap(keys);
        this.revision = revision;
        this.compactRevision = compactRevision;
        this.leases = Collections.unmodifiableSortedMap(leases);
    }

    /** A new one: no keys, at revision 1. */
    public static Store empty() {
        return new Store(new TreeMap<>(), 1, NEVER_COMPACTED, new TreeMap<>());
    }

    public long revision() {
        return revision;
    }

    /** -1: nothing was compacted. */
    public long compactRevision() {
        return compactRevision;
    }

    /** By key, what it was and is. */
    SortedMap<String, Past> keys() {
        return keys;
    }

    boolean hasLease(long id) {
        return leases.containsKey(id);
    }

    /** One revision later. */
    Store changed(SortedMap<String, Past> next) {
        return new Store(next, revision + 1, compactRevision, leases);
    }

    Store compacted(long at) {
        TreeMap<String, Past> kept = new TreeMap<>();
        keys.forEach((key, past) -> past.since(at).ifPresent(rest -> kept.put(key, rest)));
        return new Store(kept, revision, at, leases);
    }

    Store granted(long id, long ttlSeconds) {
        TreeMap<Long, Long> more = new TreeMap<>(leases);
        more.put(id, ttlSeconds);
        return new Store(keys, revision, compactRevision, more);
    }

    Store revoked(long id) {
        TreeMap<Long, Long> less = new TreeMap<>(leases);
        less.remove(id);
        return new Store(keys, revision, compactRevision, less);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Store store && revision == store.revision && compactRevision == store.compactRevision && leases.equals(store.leases) && keys.equals(store.keys);
    }

    @Override
    public int hashCode() {
        return Objects.hash(keys, revision, compactRevision, leases);
    }

    /** In words: {@code revision 5: a=1 (…), b=2 (…)}. */
    @Override
    public String toString() {
        StringBuilder words = new StringBuilder("revision ").append(revision);
        if (compactRevision != NEVER_COMPACTED) words.append(", compacted to ").append(compactRevision);
        if (!leases.isEmpty()) words.append(", leases ").append(leases.keySet());
        String held = String.join(", ", keys.values().stream().map(Past::newest).flatMap(Optional::stream).map(KeyValue::toString).toList());
        return words.append(held.isEmpty() ? ", no keys" : ": " + held).toString();
    }
}
