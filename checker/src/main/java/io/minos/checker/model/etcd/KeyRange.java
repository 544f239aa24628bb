package io.minos.checker.model.etcd;

/** @param end empty: {@code key} alone; a single zero byte: all from {@code key} on; else all from {@code key} up to, and without, {@code end} */
public record KeyRange(String key, String end) {
    private static final String ZERO = "\0";

    public static KeyRange of(String key) {
        return new KeyRange(key, "");
    }

    /** All keys. */
    public static KeyRange all() {
        return new KeyRange(ZERO, ZERO);
    }

    boolean endless() {
        return end.equals(ZERO);
    }

    /** Everything in the range is at or after {@code key} and before this. Not for endless ranges. */
    String bound() {
        return end.isEmpty() ? key + ZERO : end;
    }

    boolean contains(String other) {
        return other.compareTo(key) >= 0 && (endless() || other.compareTo(bound()) < 0);
    }

    @Override
    public String toString() {
        return end.isEmpty() ? key : "[" + key + ", " + (endless() ? "…" : end) + ")";
    }
}
