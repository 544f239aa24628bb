package io.minos.checker.linear.justintime;

import java.util.Arrays;

/** How often each kind of optional action was placed: kind and times in turns, the kinds ascending, immutable. */
final class Used {
    static final int[] NOTHING = {};

    private Used() {}

    static int times(int[] used, int kind) {
        int place = place(used, kind);
        return place < used.length && used[place] == kind ? used[place + 1] : 0;
    }

    static int[] with(int[] used, int kind) {
        int place = place(used, kind);
        if (place < used.length && used[place] == kind) {
            int[] more = used.clone();
            more[place + 1]++;
            return more;
        }
        int[] more = Arrays.copyOf(used, used.length + 2);
        System.arraycopy(used, place, more, place + 2, used.length - place);
        more[place] = kind;
        more[place + 1] = 1;
        return more;
    }

    /** No kind more often. */
    static boolean noMore(int[] few, int[] many) {
        if (few == many) return true;
        if (few.length > many.length) return false;
        int j = 0;
        for (int i = 0; i < few.length; i += 2, j += 2) {
            while (j < many.length && many[j] < few[i]) j += 2;
            if (j == many.length || many[j] != few[i] || many[j + 1] < few[i + 1]) return false;
        }
        return true;
    }

    /** Of the kind, or where it would be. */
    private static int place(int[] used, int kind) {
        int low = 0;
        int high = used.length / 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (used[2 * middle] < kind) low = middle + 1;
            else high = middle;
        }
        return 2 * low;
    }
}
