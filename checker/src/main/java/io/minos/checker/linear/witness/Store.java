package io.minos.checker.linear.witness;

import java.util.Arrays;

/** Every key's state at one moment. */
final class Store {
    private final Columns columns;
    private final int[][] prefixes;
    final int[] value;
    /** The revision that last changed the key, deletions included; 0: none yet. */
    final int[] changed;
    final int[] create;
    final int[] version;
    /** How many keys there are under each prefix. */
    final int[] live;

    Store(Columns columns) {
        this.columns = columns;
        prefixes = columns.prefixesOfKeys();
        value = new int[columns.keys()];
        changed = new int[columns.keys()];
        create = new int[columns.keys()];
        version = new int[columns.keys()];
        live = new int[columns.prefixes()];
        Arrays.fill(value, Columns.MISSING);
    }

    boolean isThere(int key) {
        return value[key] != Columns.MISSING;
    }

    void put(int key, int to, int revision) {
        if (!isThere(key)) {
            create[key] = revision;
            version[key] = 0;
            for (int prefix : prefixes[key]) live[prefix]++;
        }
        value[key] = to;
        changed[key] = revision;
        version[key]++;
    }

    /** @return whether there was something to delete */
    boolean delete(int key, int revision) {
        if (!isThere(key)) return false;
        value[key] = Columns.MISSING;
        changed[key] = revision;
        for (int prefix : prefixes[key]) live[prefix]--;
        return true;
    }

    /** Whether the part shows what is there, as far as it tells. */
    boolean agrees(int part) {
        int key = columns.key[part];
        if (columns.value[part] != value[key]) return false;
        if (value[key] == Columns.MISSING) return true;
        return told(columns.mod[part], changed[key]) && told(columns.create[part], create[key]) && told(columns.version[part], version[key]);
    }

    private static boolean told(int answer, int truth) {
        return answer == 0 || answer == truth;
    }

    /** Whether the part can be: what it tells is so. */
    boolean holds(int part) {
        int key = columns.key[part];
        return switch (columns.kind[part]) {
            case Part.READ, Part.PREV -> agrees(part);
            case Part.DELETE_SOME -> isThere(key);
            case Part.DELETE_NONE -> !isThere(key);
            case Part.EXPECT -> value[key] == columns.value[part];
            case Part.REFUSE -> value[key] != columns.value[part];
            case Part.COUNT -> live[key] == columns.value[part] && live[key] == columns.mod[part];
            default -> true;
        };
    }

    /** Does what the part does. @return whether anything changed */
    boolean change(int part, int revision) {
        if (columns.kind[part] == Part.PUT) {
            put(columns.key[part], columns.value[part], revision);
            return true;
        }
        return Part.deletes(columns.kind[part]) && delete(columns.key[part], revision);
    }
}
