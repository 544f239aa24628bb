package io.minos.checker.interop;

import io.minos.checker.history.Event;
import io.minos.checker.model.named.Datum;
import io.minos.checker.txn.Numbering;
import io.minos.checker.txn.Txns;
import io.minos.checker.txn.TxnsBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recording's transactions as the analysis takes them: {@code f} is {@code txn}, the value a sequence of {@code [r key value]},
 * {@code [w key value]}, {@code [append key element]} and {@code [d key nil]}.
 */
public final class Transactions {
    /** What the keys hold. */
    public enum Kind { LISTS, REGISTERS }

    private final Kind kind;
    private final Numbering numbering = new Numbering();
    private final TxnsBuilder builder = new TxnsBuilder();

    private Transactions(Kind kind) {
        this.kind = kind;
    }

    /** @throws io.minos.checker.history.HarnessFailure one line with the number of the line that holds no such transaction */
    public static Txns of(Recording recording, Kind kind) {
        Transactions transactions = new Transactions(kind);
        for (Recorded operation : recording.operations()) {
            try {
                transactions.add(operation);
            } catch (IllegalArgumentException e) {
                throw recording.wrong(operation, e.getMessage());
            }
        }
        return transactions.builder.build(transactions.numbering);
    }

    private void add(Recorded operation) {
        if (!operation.f().equals("txn")) throw new IllegalArgumentException(operation.f() + " is no transaction: its f would be txn");
        boolean ok = operation.outcome() == Event.Type.OK;
        Txns.Outcome outcome = ok ? Txns.Outcome.OK : operation.outcome() == Event.Type.FAIL ? Txns.Outcome.FAIL : Txns.Outcome.INFO;
        builder.begin(operation.index(), numbering.ofProcess(operation.process()), operation.invoked(), operation.returned(), outcome, 0);
        Datum micros = ok && !operation.answered().equals(Datum.NIL) ? operation.answered() : operation.asked();
        for (Datum micro : micros.itemsOrNone()) micro(micro.items(3), operation.key());
    }

    private void micro(List<Datum> micro, @Nullable String object) {
        // Of independent keys each has transactions of its own.
        int key = numbering.ofKey((object == null ? "" : object + "/") + micro.get(1).someText());
        Datum value = micro.get(2);
        switch (micro.get(0).someText()) {
            case "r", "read" -> read(key, value);
            case "append" -> {
                if (kind != Kind.LISTS) throw new IllegalArgumentException("append is for lists: choose the model list-append");
                builder.append(key, numbering.ofValue(value.someText()));
            }
            case "w", "write" -> write(key, value.text());
            case "d", "delete" -> write(key, null);
            default -> throw new IllegalArgumentException(micro.get(0) + " is no part of a transaction: it is r, w, d or append");
        }
    }

    private void write(int key, @Nullable String value) {
        if (kind != Kind.REGISTERS) throw new IllegalArgumentException("lists are appended to and read, and nothing else: choose the model rw-register");
        if (value == null) builder.delete(key);
        else builder.write(key, numbering.ofValue(value));
    }

    private void read(int key, Datum value) {
        if (kind == Kind.REGISTERS) {
            String text = value.text();
            builder.read(key, text == null ? Txns.NIL : numbering.ofValue(text), 0);
        } else {
            int[] elements = value.itemsOrNone().stream().mapToInt(element -> numbering.ofValue(element.someText())).toArray();
            builder.readList(key, elements, elements.length, 0);
        }
    }
}
