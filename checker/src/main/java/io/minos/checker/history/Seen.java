package io.minos.checker.history;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an answer said of one key: there as {@code kv}, or missing. An answer that said nothing of it has no {@code Seen}.
 *
 * @param kv null: the key was missing
 */
public record Seen(@Nullable Kv kv) {
    public static final Seen MISSING = new Seen(null);

    public @Nullable String value() {
        return kv == null ? null : kv.value();
    }

    /** The revision that last changed the key; 0 when missing or not told. */
    public long mod() {
        return kv == null ? 0 : kv.mod();
    }

    public boolean missing() {
        return kv == null;
    }

    @Override
    public String toString() {
        return kv == null ? "missing" : Objects.requireNonNull(kv).toString();
    }
}
