package io.minos.node.sim;

import io.minos.node.raft.Message;
import io.minos.node.raft.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Everything that happens, as rows of numbers: when, what, at which member, and up to six details. The hash over all rows tells
 * whether two runs were the same; the newest rows are kept, as text on demand, which {@link #legend} explains.
 */
public final class EventLog {
    /** What happens, and the names of its details. */
    public enum What {
        START("a life begins", "life", "snapshot", "last", "term", "vote"),
        REFUSE("it does not start: its disk is damaged, or empty where it must not be", "life"),
        ASK("its disk is empty: it asks the others whether it may begin", "life", "members"),
        DIE("its life ends; power=1: what was not synced is lost, kept or torn", "life", "power"),
        PAUSE("it sleeps, its clocks go on", "life"),
        RESUME("it wakes", "life"),
        SEND("a message leaves, whether it will arrive or not", "to", "message", "term", "index", "more", "commit"),
        RECV("a message is there; the loop will see it at its next step", "from", "message", "term", "index", "more", "commit"),
        ROLE("its role, term or leader changed", "role", "term", "leader"),
        COMMIT("it knows that the log is committed up to here", "index", "last", "term"),
        WRITE("handed to the disk; entries from first on replace what was there; snapshot: one that replaces the log", "ticket", "first", "entries", "term", "vote", "snapshot"),
        SYNC("the disk has all up to this ticket, and what waited for it leaves", "ticket"),
        FULL("no space for the log, it waits", "ticket"),
        SNAP("a snapshot of its own (1), one received and read back (2), or one that failed (3)", "which", "index", "term"),
        CALL("a client's call is there", "call"),
        REPLY("and is answered: 0 done, 1 refused, 2 a read granted, 3 ask the leader", "call", "outcome"),
        FAULT("a fault of the schedule begins, aimed at this member among others; healing=1: it ends", "number", "kind", "healing");

        private final String meaning;
        private final String[] details;

        What(String meaning, String... details) {
            this.meaning = meaning;
            this.details = details;
        }
    }

    private static final What[] ALL = What.values();
    private static final Role[] ROLES = Role.values();
    private static final int DETAILS = 6;
    private static final int WIDTH = 3 + DETAILS;
    private static final int KEPT = 1 << 10;

    private final long[] rows = new long[KEPT * WIDTH];
    private int next;
    private long count;
    private long hash = 0xCBF29CE484222325L;
    private Consumer<String> all = line -> { };
    private boolean wanted;

    /** Every row goes to {@code lines} as well, as text; those that are there already, as far as they were kept, at once. */
    public void tee(Consumer<String> lines) {
        newest(KEPT).forEach(lines);
        all = lines;
        wanted = true;
    }

    public void add(long nanos, What what, long member, long a, long b) {
        add(nanos, what, member, a, b, 0, 0, 0, 0);
    }

    public void add(long nanos, What what, long member, long a, long b, long c) {
        add(nanos, what, member, a, b, c, 0, 0, 0);
    }

    public void add(long nanos, What what, long member, long a, long b, long c, long d, long e, long f) {
        int at = next;
        next = at + WIDTH == rows.length ? 0 : at + WIDTH;
        count++;
        rows[at] = nanos;
        rows[at + 1] = what.ordinal();
        rows[at + 2] = member;
        rows[at + 3] = a;
        rows[at + 4] = b;
        rows[at + 5] = c;
        rows[at + 6] = d;
        rows[at + 7] = e;
        rows[at + 8] = f;
        hash = mixed(hash, nanos * 0x9E3779B97F4A7C15L + (what.ordinal() << 16 | member) * 0xC2B2AE3D27D4EB4FL
                + a * 0x165667B19E3779F9L + b * 0x27D4EB2F165667C5L + c * 0x85EBCA77C2B2AE63L
                + d * 0xD6E8FEB86659FD93L + e * 0xA0761D6478BD642FL + f * 0xE7037ED1A0B428DBL);
        if (wanted) {
            all.accept(text(at));
        }
    }

    private static long mixed(long hash, long row) {
        long mixed = (hash ^ row ^ row >>> 32) * 0xFF51AFD7ED558CCDL;
        return mixed ^ mixed >>> 33;
    }

    /** A row of {@link What#SEND} or {@link What#RECV}. */
    void message(long nanos, What what, long member, long other, Message message) {
        MessageRow.add(this, nanos, what, member, other, message);
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
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%14.9f n%d %-6s", rows[at] / 1e9, rows[at + 2], what.name().toLowerCase(Locale.ROOT)));
        for (int i = 0; i < what.details.length; i++) {
            line.append(' ').append(detail(what, what.details[i], rows[at + 3 + i]));
        }
        return line.toString();
    }

    private static String detail(What what, String name, long value) {
        return switch (name) {
            case "message" -> MessageRow.nameOf(value);
            case "role" -> ROLES[(int) value].name().toLowerCase(Locale.ROOT);
            case "from", "to", "leader", "vote" -> name + (value == 0 ? "=-" : "=n" + value);
            default -> name + "=" + value;
        };
    }

    /** What the lines of {@link #newest} mean. */
    public static List<String> legend() {
        List<String> lines = new ArrayList<>();
        lines.add("seconds, member, what happens, details:");
        for (What what : ALL) {
            lines.add(String.format(Locale.ROOT, "  %-6s %s: %s", what.name().toLowerCase(Locale.ROOT), String.join(", ", what.details), what.meaning));
        }
        lines.add("index, more and commit of a message:");
        lines.addAll(MessageRow.legend());
        return lines;
    }
}
