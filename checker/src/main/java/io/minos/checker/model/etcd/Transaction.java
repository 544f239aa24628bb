package io.minos.checker.model.etcd;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads and changes of one store that are all of one revision, each seeing those before it (etcdserver/apply.go). */
final class Transaction {
    private final Store store;
    /** Null while nothing is changed. */
    private @Nullable TreeMap<String, Past> changed;

    Transaction(Store store) {
        this.store = store;
    }

    Store store() {
        return changed == null ? store : store.changed(changed);
    }

    /** What reads see: the store's, or that of the changes. */
    long revision() {
        return changed == null ? store.revision() : store.revision() + 1;
    }

    private SortedMap<String, Past> keys() {
        return changed == null ? store.keys() : changed;
    }

    Optional<KeyValue> get(String key) {
        Past past = keys().get(key);
        return past == null ? Optional.empty() : past.newest();
    }

    List<KeyValue> in(KeyRange range) {
        return in(range, Long.MAX_VALUE);
    }

    private List<KeyValue> in(KeyRange range, long revision) {
        List<KeyValue> kvs = new ArrayList<>();
        for (Past past : within(range)) past.at(revision).ifPresent(kvs::add);
        return kvs;
    }

    private Iterable<Past> within(KeyRange range) {
        SortedMap<String, Past> from = keys().tailMap(range.key());
        if (range.endless()) return from.values();
        return range.bound().compareTo(range.key()) <= 0 ? List.of() : from.headMap(range.bound()).values();
    }

    private void change(String key, Past past) {
        if (changed == null) changed = new TreeMap<>(store.keys());
        changed.put(key, past);
    }

    /** Of a key that is to be kept in part there must be something. */
    Answer.Put put(Request.Put put) {
        Optional<KeyValue> before = get(put.key());
        long revision = store.revision() + 1;
        String value = put.ignoreValue() ? before.orElseThrow().value() : put.value();
        long lease = put.ignoreLease() ? before.orElseThrow().lease() : put.lease();
        long create = before.map(KeyValue::create).orElse(revision);
        long version = before.map(KeyValue::version).orElse(0L) + 1;
        change(put.key(), Past.put(new KeyValue(put.key(), value, create, revision, version, lease), keys().get(put.key())));
        return new Answer.Put(revision, put.prevKv() ? before.orElse(null) : null);
    }

    Answer.DeleteRange delete(Request.DeleteRange delete) {
        List<KeyValue> gone = in(delete.range());
        gone.forEach(this::delete);
        return new Answer.DeleteRange(revision(), gone.size(), delete.prevKv() ? gone : List.of());
    }

    /** Deletes every key that has the lease. */
    void deleteOf(long lease) {
        in(KeyRange.all()).stream().filter(kv -> kv.lease() == lease).forEach(this::delete);
    }

    private void delete(KeyValue kv) {
        change(kv.key(), keys().get(kv.key()).deleted(store.revision() + 1));
    }

    Answer.Range range(Request.Range range) {
        List<KeyValue> all = in(range.range(), range.revision() <= 0 ? Long.MAX_VALUE : range.revision());
        if (range.countOnly()) return new Answer.Range(revision(), List.of(), false, all.size());
        List<KeyValue> kvs = new ArrayList<>(all.stream().filter(range.bounds()::admit).toList());
        Comparator<KeyValue> order = order(range.target());
        kvs.sort(range.order() == Request.SortOrder.DESCEND ? order.reversed() : order);
        boolean more = range.limit() > 0 && kvs.size() > range.limit();
        List<KeyValue> shown = more ? kvs.subList(0, (int) range.limit()) : kvs;
        return new Answer.Range(revision(), range.keysOnly() ? shown.stream().map(KeyValue::withoutValue).toList() : shown, more, all.size());
    }

    /** Equals stay in the order of their keys, in both directions. Among more than twelve, etcd's own order of them is arbitrary. */
    private static Comparator<KeyValue> order(Request.SortTarget target) {
        return switch (target) {
            case KEY -> Comparator.comparing(KeyValue::key);
            case VERSION -> Comparator.comparingLong(KeyValue::version);
            case CREATE -> Comparator.comparingLong(KeyValue::create);
            case MOD -> Comparator.comparingLong(KeyValue::mod);
            case VALUE -> Comparator.comparing(KeyValue::value);
        };
    }
}
