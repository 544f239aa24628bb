package io.minos.node.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Everything that happens, as rows of five numbers: when, what, at which member, and two details. The hash over all rows tells
 * whether two runs were the same; the newest rows are kept, as text on demand.
 */
public final class EventLog {
    /** What happens. The letters are those of the legend; {@code a} and {@code b} are the row's details. */
    public enum What {
        START("start", "life", "log index"),
        DIE("die", "life", "0"),
        STEP("step", "events", "term"),
        SEND("send", "to", "message kind and index"),
        ARRIVE("recv", "from", "message kind and index"),
        PERSIST("sync", "ticket", "last index"),
        ROLE("role", "role", "term"),
        COMMIT("commit", "index", "term"),
        REPLY("reply", "call", "kind"),
        FAULT("fault", "number", "kind");

        private final String word;
        private final String a;
        private final String b;

        What(String word, String a, String b) {
            this.word = word;
            this.a = a;
            this.b = b;
        }
    }

    private static final What[] ALL = What.values();
    private static final int WIDTH = 5;
    private static final int KEPT = 1 << 12;

    private final long[] rows = new long[KEPT * WIDTH];
    private long count;
    private long hash = 0xCBF29CE484222325L;
    private Consumer<String> all = line -> { };
    private boolean wanted;

    /** Every row goes to {@code lines} as well, as text. */
    public void tee(Consumer<String> lines) {
        all = lines;
        wanted = true;
    }

    public void add(long nanos, What what, long member, long a, long b) {
        int at = (int) (count++ % KEPT) * WIDTH;
        rows[at] = nanos;
        rows[at + 1] = what.ordinal();
        rows[at + 2] = member;
        rows[at + 3] = a;
        rows[at + 4] = b;
        for (int i = at; i < at + WIDTH; i++) {
            hash = (hash ^ rows[i]) * 0x100000001B3L;
            hash ^= hash >>> 29;
        }
        if (wanted) {
            all.accept(text(at));
        }
    }

    /** Over every row so far. */
    public long hash() {
        return hash;
    }

    public long count() {
        return count;
    }

    /** The newest rows, oldest first, at most {@code max} of them. */
    public List<String> newest(int max) {
        List<String> lines = new ArrayList<>();
        for (long row = Math.max(0, count - Math.min(max, KEPT)); row < count; row++) {
            lines.add(text((int) (row % KEPT) * WIDTH));
        }
        return lines;
    }

    private String text(int at) {
        What what = ALL[(int) rows[at + 1]];
        return rows[at] + " n" + rows[at + 2] + " " + what.word + " " + what.a + "=" + rows[at + 3] + " " + what.b + "=" + rows[at + 4];
    }
}
