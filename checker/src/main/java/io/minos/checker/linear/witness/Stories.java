package io.minos.checker.linear.witness;

import io.minos.checker.linear.witness.Testimony.Contradicted;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Contradictions as data, with words for a person. Operations are named by their places in the history. */
final class Stories {
    private final Columns columns;
    private final Slots slots;
    private final Unknowns unknowns;

    Stories(Columns columns, Slots slots, Unknowns unknowns) {
        this.columns = columns;
        this.slots = slots;
        this.unknowns = unknowns;
    }

    Contradicted doubled(int one, int other) {
        String summary = "Revision " + columns.revision[one] + " was told to two changes, " + name(one) + " and " + name(other) + "; each change makes a revision of its own.";
        return new Contradicted("doubled-revision", summary, null, List.of(place(one), place(other)), List.of());
    }

    Contradicted notNew(int op) {
        String summary = name(op) + " was told revision " + columns.revision[op] + " for its change, which an empty store already has.";
        return new Contradicted("not-new", summary, null, List.of(place(op)), List.of());
    }

    Contradicted gap(int revision, int gaps, int able) {
        String summary = "Revision " + revision + " was made by nobody: up to it " + gaps + " revisions have no known maker, and only " + able + " changes of unknown outcome were asked for in time.";
        return new Contradicted(Contradicted.GAP, summary, null, List.of(), List.of());
    }

    Contradicted fromNowhere(int reader, int part, int tooLate) {
        String saw = name(reader) + " shows " + shown(part) + ", but ";
        if (tooLate != Slots.NOBODY) {
            int before = firstToReturn(columns.mod[part]);
            String summary = saw + name(tooLate) + ", which could have written it, was asked for only after " + name(before) + " had returned, which was told revision " + columns.revision[before] + ".";
            return new Contradicted("real-time", summary, key(part), List.of(place(reader), place(tooLate), place(before)), List.of());
        }
        return new Contradicted("from-nowhere", saw + "nobody wrote that value at revision " + columns.mod[part] + ".", key(part), List.of(place(reader)), List.of());
    }

    /** Of those who were told the revision or a later one. */
    private int firstToReturn(int revision) {
        int first = Slots.NOBODY;
        for (int op = 0; op < columns.size; op++) {
            if (!columns.isIndefinite(op) && columns.revision[op] >= revision && (first == Slots.NOBODY || columns.returned[op] < columns.returned[first])) first = op;
        }
        return first;
    }

    Contradicted twice(int writer, int oneReader, int otherReader, int one, int other) {
        String summary = name(writer) + ", whose outcome is unknown, took effect twice: " + name(oneReader) + " shows what it wrote at revision " + one + ", and " + name(otherReader) + " at revision " + other + ".";
        return new Contradicted("took-effect-twice", summary, null, List.of(place(writer), place(oneReader), place(otherReader)), List.of());
    }

    /** Both were answered: one of unknown outcome never returned, and is placed only where those before and after it allow. */
    Contradicted realTime(int earlierPlace, int laterPlace, int revision) {
        String summary = name(laterPlace) + " had returned before " + name(earlierPlace) + " was asked for, but comes after it in the order of revisions, at revision " + revision + ".";
        return new Contradicted("real-time", summary, null, List.of(place(earlierPlace), place(laterPlace)), List.of());
    }

    /** @param part what was told and cannot be, of {@code op} at {@code revision} */
    Contradicted mismatch(int op, int part, int revision, Store store) {
        if (columns.kind[part] == Part.COUNT) return count(op, part, revision, store);
        int key = columns.key[part];
        int since = slots.ownerAt(store.changed[key]);
        List<Integer> about = about(op, since);
        List<String> steps = new ArrayList<>();
        if (since != Slots.NOBODY) {
            steps.add(name(since) + " made revision " + store.changed[key] + ": " + columns.keyText(key) + (store.isThere(key) ? " is " + columns.valueText(store.value[key]) : " is deleted") + ".");
            proof(since, about, steps);
        }
        proof(op, about, steps);
        int claimed = Part.shows(columns.kind[part]) && columns.mod[part] != store.changed[key] ? slots.ownerAt(columns.mod[part]) : Slots.NOBODY;
        if (claimed != Slots.NOBODY && claimed != op) {
            about.add(claimed);
            steps.add(name(claimed) + " made revision " + columns.mod[part] + ".");
        }
        String truth = store.isThere(key) ? "it is " + columns.valueText(store.value[key]) + " (mod " + store.changed[key] + ", create " + store.create[key] + ", version " + store.version[key] + ")"
                : since == Slots.NOBODY ? "it never was there" : "it was deleted at revision " + store.changed[key];
        String summary = name(op) + " at revision " + revision + " " + told(part) + ", but " + truth + (since == Slots.NOBODY ? "" : " since " + name(since)) + ".";
        return new Contradicted(kind(part, revision, store), summary, columns.keyText(key), places(about), steps);
    }

    private Contradicted count(int op, int part, int revision, Store store) {
        String prefix = columns.prefixText(columns.key[part]);
        String summary = name(op) + " at revision " + revision + " shows " + columns.value[part] + " keys under \"" + prefix + "\" and counts " + columns.mod[part] + ", but there are " + store.live[columns.key[part]] + ".";
        return new Contradicted("wrong-count", summary, null, places(about(op, Slots.NOBODY)), List.of());
    }

    private String kind(int part, int revision, Store store) {
        byte kind = columns.kind[part];
        int key = columns.key[part];
        if (kind == Part.PREV) return "wrong-prev";
        if (kind == Part.EXPECT || kind == Part.REFUSE) return "wrong-outcome";
        if (!Part.shows(kind)) return "wrong-deleted";
        int mod = columns.mod[part];
        if (mod > revision) return "newer-than-header";
        boolean sameValue = columns.value[part] == store.value[key];
        if (sameValue && mod != 0 && mod == store.changed[key]) return columns.version[part] != 0 && columns.version[part] != store.version[key] ? "wrong-version" : "wrong-create";
        if (sameValue && mod > 0 || mod > store.changed[key]) return "wrong-mod";
        if (mod != 0 && mod == store.changed[key]) return "wrong-value";
        return wasSeen(key, store.changed[key], store.value[key]) ? "stale-read" : "lost-write";
    }

    /** Whether any answer shows the key as it was left at that revision; for a deletion, that it is missing. */
    private boolean wasSeen(int key, int revision, int value) {
        for (int part = 0; part < columns.parts; part++) {
            if (columns.key[part] == key && Part.shows(columns.kind[part]) && columns.value[part] == value && (value == Columns.MISSING || columns.mod[part] == 0 || columns.mod[part] == revision)) return true;
        }
        return false;
    }

    private String told(int part) {
        String key = columns.keyText(columns.key[part]);
        String value = columns.valueText(columns.value[part]);
        return switch (columns.kind[part]) {
            case Part.PREV -> "says that before it there was " + shown(part);
            case Part.DELETE_SOME -> "deleted " + key;
            case Part.DELETE_NONE -> "found no " + key + " to delete";
            case Part.DELETE -> "deleted " + key + " without making a revision";
            case Part.EXPECT -> "found " + key + " to be " + value;
            case Part.REFUSE -> "found " + key + " not to be " + value;
            default -> "shows " + shown(part);
        };
    }

    private String shown(int part) {
        String key = columns.keyText(columns.key[part]);
        if (columns.value[part] == Columns.MISSING) return "no " + key;
        StringBuilder shown = new StringBuilder(key).append('=').append(columns.valueText(columns.value[part]));
        if (columns.mod[part] == 0) return shown.toString();
        shown.append(" (mod ").append(columns.mod[part]);
        if (columns.create[part] != 0) shown.append(", create ").append(columns.create[part]);
        if (columns.version[part] != 0) shown.append(", version ").append(columns.version[part]);
        return shown.append(')').toString();
    }

    private void proof(int op, List<Integer> about, List<String> steps) {
        if (op == Slots.NOBODY || !columns.isIndefinite(op)) return;
        int proof = unknowns.proofOf(op);
        if (proof == Slots.NOBODY) return;
        about.add(proof);
        steps.add("That " + name(op) + ", whose outcome is unknown, took effect there is shown by " + name(proof) + ".");
    }

    private static List<Integer> about(int one, int other) {
        List<Integer> about = new ArrayList<>(List.of(one));
        if (other != Slots.NOBODY) about.add(other);
        return about;
    }

    private List<Long> places(List<Integer> ops) {
        return ops.stream().map(this::place).toList();
    }

    private long place(int op) {
        return columns.invoked[op];
    }

    private String name(int op) {
        return "#" + columns.invoked[op];
    }

    private @Nullable String key(int part) {
        return columns.keyText(columns.key[part]);
    }
}
