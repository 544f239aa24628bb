package io.minos.checker.model.etcd;

import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one key was, newest first. An immutable list, of which stores share what lies further back. */
final class Past {
    private final KeyValue newest;
    private final @Nullable Past before;
    private final int hash;

    /** @param newest of version 0: its mod revision deleted the key */
    private Past(KeyValue newest, @Nullable Past before) {
        this.newest = newest;
        this.before = before;
        this.hash = 31 * newest.hashCode() + (before == null ? 0 : before.hash);
    }

    static Past put(KeyValue kv, @Nullable Past before) {
        return new Past(kv, before);
    }

    Past deleted(long revision) {
        return new Past(new KeyValue(newest.key(), "", 0, revision, 0, 0), this);
    }

    Optional<KeyValue> newest() {
        return there(newest);
    }

    Optional<KeyValue> at(long revision) {
        for (Past past = this; past != null; past = past.before) if (past.newest.mod() <= revision) return there(past.newest);
        return Optional.empty();
    }

    private static Optional<KeyValue> there(KeyValue kv) {
        return kv.version() == 0 ? Optional.empty() : Optional.of(kv);
    }

    /** Without what nobody can see any more who may only ask for {@code revision} and later ones. Empty: nothing is left. */
    Optional<Past> since(long revision) {
        ArrayDeque<KeyValue> kept = new ArrayDeque<>();
        Past past = this;
        while (past != null && past.newest.mod() > revision) {
            kept.push(past.newest);
            past = past.before;
        }
        Optional<KeyValue> base = past == null ? Optional.empty() : past.newest();
        if (base.isPresent() && past.before == null) return Optional.of(this);
        Past rebuilt = base.map(kv -> new Past(kv, null)).orElse(null);
        for (KeyValue kv : kept) rebuilt = new Past(kv, rebuilt);
        return Optional.ofNullable(rebuilt);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        Past mine = this;
        Past others = other instanceof Past past ? past : null;
        while (mine != null && others != null && mine.hash == others.hash && mine.newest.equals(others.newest)) {
            if (mine == others) return true;
            mine = mine.before;
            others = others.before;
        }
        return mine == null && others == null;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
