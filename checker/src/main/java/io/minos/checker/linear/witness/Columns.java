package io.minos.checker.linear.witness;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The operations of an etcd history in columns: operation {@code i} was invoked at event {@code invoked[i]}, returned at
 * {@code returned[i]} ({@link #NEVER}: its outcome is unknown), answered at {@code revision[i]} (0: not told), and did the
 * parts from {@code firstPart[i]} up to {@code firstPart[i + 1]}. Made by {@link ColumnsBuilder}; nobody changes the arrays.
 */
public final class Columns {
    static final int NEVER = Integer.MAX_VALUE;
    /** Instead of a value: the key is missing. */
    static final int MISSING = -1;

    final int size;
    final int parts;
    final int[] invoked;
    final int[] returned;
    final int[] revision;
    final int[] firstPart;
    final byte[] kind;
    final int[] key;
    final int[] value;
    final int[] mod;
    final int[] create;
    final int[] version;
    /** Changes that watchers were told of: key, value, revision, one after the other. */
    final int[] told;
    /** Whether others than these operations may have made revisions. */
    final boolean others;
    private final Names keys;
    private final Names values;
    private final Names prefixes;
    private int @Nullable [][] prefixesOfKeys;

    Columns(ColumnsBuilder from) {
        size = from.size;
        parts = from.parts;
        invoked = from.invoked;
        returned = from.returned;
        revision = from.revision;
        firstPart = from.firstPart;
        kind = from.kind;
        key = from.key;
        value = from.value;
        mod = from.mod;
        create = from.create;
        version = from.version;
        told = Arrays.copyOf(from.told, from.toldSize);
        others = from.others;
        keys = from.keys;
        values = from.values;
        prefixes = from.prefixes;
    }

    /** How many operations there are. */
    public int size() {
        return size;
    }

    /** How many of them have an unknown outcome. */
    public int indefinite() {
        int indefinite = 0;
        for (int op = 0; op < size; op++) if (isIndefinite(op)) indefinite++;
        return indefinite;
    }

    /** How many keys they are about. */
    public int keys() {
        return keys.size();
    }

    int prefixes() {
        return prefixes.size();
    }

    String keyText(int number) {
        return keys.text(number);
    }

    String prefixText(int number) {
        return prefixes.text(number);
    }

    String valueText(int number) {
        return number == MISSING ? "missing" : values.text(number);
    }

    boolean isIndefinite(int op) {
        return returned[op] == NEVER;
    }

    /** Which prefixes each key is under. */
    int[][] prefixesOfKeys() {
        if (prefixesOfKeys == null) prefixesOfKeys = findPrefixes();
        return prefixesOfKeys;
    }

    private int[][] findPrefixes() {
        int[][] of = new int[keys.size()][];
        int[] none = {};
        Arrays.fill(of, none);
        if (prefixes.size() == 0) return of;
        Integer[] sorted = new Integer[keys.size()];
        String[] texts = new String[keys.size()];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = i;
            texts[i] = keys.text(i);
        }
        Arrays.sort(sorted, (one, other) -> texts[one].compareTo(texts[other]));
        for (int prefix = 0; prefix < prefixes.size(); prefix++) {
            String text = prefixes.text(prefix);
            for (int i = firstNotBelow(text, sorted, texts); i < sorted.length && texts[sorted[i]].startsWith(text); i++) {
                int[] before = of[sorted[i]];
                of[sorted[i]] = Arrays.copyOf(before, before.length + 1);
                of[sorted[i]][before.length] = prefix;
            }
        }
        return of;
    }

    private static int firstNotBelow(String text, Integer[] sorted, String[] texts) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (texts[sorted[middle]].compareTo(text) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
