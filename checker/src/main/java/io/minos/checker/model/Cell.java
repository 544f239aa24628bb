package io.minos.checker.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is under one key, or what an answer says is.
 *
 * @param value null: the key is missing
 * @param mod the revision that put it there; 0: not known, and always when missing
 */
public record Cell(@Nullable String value, long mod) {
    public static final Cell MISSING = new Cell(null, 0);

    public Cell {
        if (mod < 0 || value == null && mod != 0) throw new IllegalArgumentException("mod " + mod + " of " + value);
    }

    public static Cell of(String value) {
        return new Cell(value, 0);
    }

    public boolean missing() {
        return value == null;
    }

    /** Whether both may speak of the same: equal values, and equal revisions where both are known. */
    public boolean agrees(Cell other) {
        return Objects.equals(value, other.value) && (mod == 0 || other.mod == 0 || mod == other.mod);
    }

    Cell withoutRevision() {
        return value == null ? this : new Cell(value, 0);
    }

    @Override
    public String toString() {
        return value == null ? "missing" : value + (mod == 0 ? "" : " (mod " + mod + ")");
    }
}
