package io.minos.checker.linear.witness;

/** What can be told of one operation by its parts. */
final class Operations {
    private Operations() {}

    /** Whether it changes something for certain, if it takes effect at all. */
    static boolean changes(Columns columns, int op) {
        for (int part = columns.firstPart[op]; part < columns.firstPart[op + 1]; part++) {
            if (columns.kind[part] == Part.PUT || columns.kind[part] == Part.DELETE_SOME) return true;
        }
        return false;
    }

    /** Whether it may change something. */
    static boolean mayChange(Columns columns, int op) {
        for (int part = columns.firstPart[op]; part < columns.firstPart[op + 1]; part++) if (Part.changes(columns.kind[part])) return true;
        return false;
    }

    /** Whether it may change the key. */
    static boolean mayChange(Columns columns, int op, int key) {
        for (int part = columns.firstPart[op]; part < columns.firstPart[op + 1]; part++) {
            if (Part.changes(columns.kind[part]) && columns.key[part] == key) return true;
        }
        return false;
    }

    /** Whether it may leave this value under the key; {@link Columns#MISSING}: may delete it. */
    static boolean mayLeave(Columns columns, int op, int key, int value) {
        for (int part = columns.firstPart[op + 1] - 1; part >= columns.firstPart[op]; part--) {
            if (columns.key[part] != key || !Part.changes(columns.kind[part])) continue;
            return columns.kind[part] == Part.PUT ? columns.value[part] == value : value == Columns.MISSING;
        }
        return false;
    }
}
