package io.minos.checker.model.named;

import io.minos.checker.model.Cell;
import io.minos.checker.model.FifoQueue;
import io.minos.checker.model.FiniteSet;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The vocabularies of a set and a queue. */
final class SetAndQueue {
    static final NamedModel<?, ?> SET = new NamedModel<>("set", "a set with add, remove, contains and reads of the whole; it is empty at first",
            List.of("add element → true; false, or refused: it was in; else: not told", "remove element → true; false, or refused: it was not in; else: not told", "contains element → true or false", "read → [element …]"),
            SetAndQueue::set, FiniteSet::new);
    static final NamedModel<?, ?> FIFO_QUEUE = new NamedModel<>("fifo-queue", "a queue, first in, first out; it is empty at first",
            List.of("enqueue value", "dequeue → value, or nil: it was empty (as is meant by refused)"), SetAndQueue::queue, (name, actions) -> new FifoQueue(name));

    private SetAndQueue() {}

    private static FiniteSet.@Nullable Action set(Told told) {
        return switch (told.f()) {
            case "add" -> new FiniteSet.Action.Add(told.asked().someText(), changed(told));
            case "remove" -> new FiniteSet.Action.Remove(told.asked().someText(), changed(told));
            case "contains" -> told.ok() ? new FiniteSet.Action.Contains(told.asked().someText(), truth(told.answered())) : reads(told);
            case "read" -> told.ok() ? whole(told.answered()) : reads(told);
            default -> throw Vocabulary.unknown(told);
        };
    }

    /** Most histories repeat the element in the answer, and leave it open whether it made a difference. */
    private static @Nullable Boolean changed(Told told) {
        if (told.refused()) return false;
        boolean tells = told.ok() && (told.answered().equals(Datum.of("true")) || told.answered().equals(Datum.of("false")));
        return tells && !told.answered().equals(told.asked()) ? (Boolean) truth(told.answered()) : null;
    }

    private static boolean truth(Datum answered) {
        String text = answered.someText();
        if (!text.equals("true") && !text.equals("false")) throw new IllegalArgumentException(text + " is neither true nor false");
        return text.equals("true");
    }

    private static FiniteSet.Action whole(Datum answered) {
        return new FiniteSet.Action.Read(new TreeSet<>(answered.itemsOrNone().stream().map(Datum::someText).toList()));
    }

    private static FiniteSet.@Nullable Action reads(Told told) {
        if (told.refused()) throw Vocabulary.unknown(told);
        return null;
    }

    private static FifoQueue.Action queue(Told told) {
        return switch (told.f()) {
            case "enqueue" -> {
                if (told.refused()) throw Vocabulary.unknown(told);
                yield new FifoQueue.Action.Enqueue(told.asked().someText());
            }
            case "dequeue" -> new FifoQueue.Action.Dequeue(told.ok() ? new Cell(told.answered().text(), 0) : told.refused() ? Cell.MISSING : null);
            default -> throw Vocabulary.unknown(told);
        };
    }
}
