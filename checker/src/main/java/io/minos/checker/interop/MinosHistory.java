package io.minos.checker.interop;

import io.minos.checker.history.Action;
import io.minos.checker.history.Event;
import io.minos.checker.history.History;
import io.minos.checker.history.Operation;
import io.minos.checker.history.Seen;
import io.minos.checker.model.named.Datum;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Our own histories in the terms of others: what was read, written, deleted and compared, key by key, and transactions. Revisions,
 * ranges, watches and serializable reads are left out: {@code recheck} judges those.
 */
final class MinosHistory {
    private static final String TXN = "txn";

    private MinosHistory() {}

    static List<Recorded> read(History history) {
        List<Recorded> operations = new ArrayList<>();
        for (Operation operation : history.operations()) {
            Recorded recorded = recorded(operation);
            if (recorded != null) operations.add(recorded);
        }
        return operations;
    }

    private static @Nullable Recorded recorded(Operation operation) {
        Action action = operation.action();
        if (action instanceof Action.Read read && !read.serializable()) return recorded(operation, "read", read.key(), Datum.NIL, seen(read.seen()));
        if (action instanceof Action.Write write) return recorded(operation, "write", write.key(), Datum.of(write.value()), Datum.NIL);
        if (action instanceof Action.Delete delete) return recorded(operation, "delete", delete.key(), Datum.NIL, Datum.NIL);
        if (action instanceof Action.Cas cas) return cas(operation, cas);
        return action instanceof Action.Txn txn ? txn(operation, txn) : null;
    }

    private static Recorded recorded(Operation operation, String f, @Nullable String key, Datum asked, Datum answered) {
        return recorded(operation, f, key, asked, answered, operation.outcome());
    }

    private static Recorded recorded(Operation operation, String f, @Nullable String key, Datum asked, Datum answered, Event.Type outcome) {
        return new Recorded(operation.index(), 0, operation.process(), f, key, asked, answered, outcome, operation.error() == null ? Datum.NIL : Datum.of(operation.error()),
                operation.index(), operation.completed(), operation.invokedNanos(), operation.completedNanos());
    }

    /** A failed compare is an ok with us, and a failure with others; and what failed with us did not happen at all. */
    private static @Nullable Recorded cas(Operation operation, Action.Cas cas) {
        if (operation.failed()) return null;
        Event.Type outcome = Boolean.FALSE.equals(cas.succeeded()) ? Event.Type.FAIL : operation.outcome();
        return recorded(operation, "cas", cas.key(), Datum.of(text(cas.expect()), Datum.of(cas.value())), Datum.NIL, outcome);
    }

    private static Recorded txn(Operation operation, Action.Txn txn) {
        List<Datum> asked = new ArrayList<>();
        List<Datum> answered = new ArrayList<>();
        for (Action.Micro micro : txn.micros()) {
            Datum key = Datum.of(micro.key());
            Datum value = micro instanceof Action.Micro.Write write ? Datum.of(write.value()) : Datum.NIL;
            String f = micro instanceof Action.Micro.Read ? "r" : micro instanceof Action.Micro.Write ? "w" : "d";
            asked.add(Datum.of(Datum.of(f), key, value));
            answered.add(Datum.of(Datum.of(f), key, micro instanceof Action.Micro.Read read ? seen(read.seen()) : value));
        }
        return recorded(operation, TXN, null, new Datum.Items(asked), operation.ok() ? new Datum.Items(answered) : Datum.NIL);
    }

    private static Datum seen(@Nullable Seen seen) {
        return seen == null ? Datum.NIL : text(seen.value());
    }

    private static Datum text(@Nullable String value) {
        return value == null ? Datum.NIL : Datum.of(value);
    }

    /** What concerns keys that no transaction touches; and what concerns the others, all of it as transactions. */
    static List<Recorded> part(List<Recorded> operations, boolean transactions) {
        Set<String> keys = new HashSet<>();
        operations.stream().filter(MinosHistory::isTxn).forEach(txn -> txn.asked().itemsOrNone().forEach(micro -> keys.add(micro.items(3).get(1).toString())));
        List<Recorded> part = new ArrayList<>();
        for (Recorded operation : operations) {
            if ((isTxn(operation) || keys.contains(operation.key())) != transactions) continue;
            part.add(isTxn(operation) || !transactions ? operation : alone(operation));
        }
        return part;
    }

    private static boolean isTxn(Recorded operation) {
        return operation.key() == null;
    }

    /** An operation on one key as a transaction. A compare-and-set is none of these, and says so. */
    private static Recorded alone(Recorded operation) {
        String f = switch (operation.f()) {
            case "read" -> "r";
            case "write" -> "w";
            case "delete" -> "d";
            default -> operation.f();
        };
        Datum key = Datum.of(String.valueOf(operation.key()));
        Datum asked = Datum.of(Datum.of(Datum.of(f), key, operation.asked()));
        Datum answered = operation.f().equals("read") ? Datum.of(Datum.of(Datum.of(f), key, operation.answered())) : asked;
        return new Recorded(operation.index(), 0, operation.process(), TXN, null, asked, operation.outcome() == Event.Type.OK ? answered : Datum.NIL, operation.outcome(), operation.error(),
                operation.invoked(), operation.returned(), operation.invokedNanos(), operation.returnedNanos());
    }
}
