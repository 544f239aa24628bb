package io.minos.checker.linear.witness;

import io.minos.checker.linear.witness.Testimony.Explained;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether an order explains every answer of a history: the check of what {@link Witness} claims, with which it shares nothing
 * but the columns. It knows nothing of how an order is found; it is a store that does what the order says. Linear.
 */
public final class Verifier {
    private final Columns columns;
    private final int[] value;
    private final int[] mod;
    private final int[] create;
    private final int[] version;
    private final List<int[]> prefixesOf = new ArrayList<>();
    private final int[] keysUnder;
    private int now = 1;

    private Verifier(Columns columns) {
        this.columns = columns;
        value = new int[columns.keys()];
        mod = new int[columns.keys()];
        create = new int[columns.keys()];
        version = new int[columns.keys()];
        keysUnder = new int[columns.prefixes()];
        for (int key = 0; key < columns.keys(); key++) {
            value[key] = Columns.MISSING;
            prefixesOf.add(prefixes(key));
        }
    }

    private int[] prefixes(int key) {
        if (keysUnder.length == 0) return keysUnder;
        String text = columns.keyText(key);
        return IntStream.range(0, keysUnder.length).filter(prefix -> text.startsWith(columns.prefixText(prefix))).toArray();
    }

    /** Whether every answered operation is in the order once, where time and its revision allow it, and was answered as this store answers. */
    public static boolean holds(Explained claim, Columns columns) {
        return new Verifier(columns).holds(claim.order(), claim.at());
    }

    private boolean holds(int[] order, int[] at) {
        BitSet done = new BitSet(columns.size);
        int latestCall = -1;
        for (int i = 0; i < order.length; i++) {
            int op = order[i];
            // Whoever was called after this one had returned may not come before it.
            if (done.get(op) || columns.returned[op] < latestCall) return false;
            done.set(op);
            latestCall = Math.max(latestCall, columns.invoked[op]);
            boolean told = columns.returned[op] != Columns.NEVER;
            if (told && columns.revision[op] != at[i] || !takesEffect(op, at[i])) return false;
        }
        for (int op = 0; op < columns.size; op++) if (!done.get(op) && columns.returned[op] != Columns.NEVER) return false;
        return true;
    }

    private boolean takesEffect(int op, int revision) {
        boolean changed = false;
        for (int part = columns.firstPart[op]; part < columns.firstPart[op + 1]; part++) {
            if (!fits(part)) return false;
            changed |= change(part, revision);
        }
        boolean follows = changed ? revision == now + 1 : revision == now;
        if (!follows && !(columns.others && revision > now)) return false;
        now = revision;
        return true;
    }

    private boolean fits(int part) {
        int key = columns.key[part];
        int said = columns.value[part];
        switch (columns.kind[part]) {
            case Part.READ, Part.PREV -> {
                if (said != value[key]) return false;
                if (said == Columns.MISSING) return true;
                if (columns.mod[part] != 0 && columns.mod[part] != mod[key]) return false;
                if (columns.create[part] != 0 && columns.create[part] != create[key]) return false;
                return columns.version[part] == 0 || columns.version[part] == version[key];
            }
            case Part.EXPECT -> {
                return said == value[key];
            }
            case Part.REFUSE -> {
                return said != value[key];
            }
            case Part.DELETE_SOME -> {
                return value[key] != Columns.MISSING;
            }
            case Part.DELETE_NONE -> {
                return value[key] == Columns.MISSING;
            }
            case Part.COUNT -> {
                return said == keysUnder[key] && columns.mod[part] == keysUnder[key];
            }
            default -> {
                return true;
            }
        }
    }

    private boolean change(int part, int revision) {
        int key = columns.key[part];
        boolean was = columns.kind[part] != Part.COUNT && value[key] != Columns.MISSING;
        if (columns.kind[part] == Part.PUT) {
            if (!was) create[key] = revision;
            version[key] = was ? version[key] + 1 : 1;
            mod[key] = revision;
            value[key] = columns.value[part];
            if (!was) for (int prefix : prefixesOf.get(key)) keysUnder[prefix]++;
            return true;
        }
        boolean deletes = columns.kind[part] == Part.DELETE || columns.kind[part] == Part.DELETE_SOME;
        if (!deletes || !was) return false;
        value[key] = Columns.MISSING;
        for (int prefix : prefixesOf.get(key)) keysUnder[prefix]--;
        return true;
    }
}
