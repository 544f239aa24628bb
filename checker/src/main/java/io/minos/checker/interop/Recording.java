package io.minos.checker.interop;

import com.fasterxml.jackson.databind.node.TextNode;
import io.minos.checker.history.Action;
import io.minos.checker.history.Event;
import io.minos.checker.history.HarnessFailure;
import io.minos.checker.history.History;
import io.minos.checker.linear.Span;
import io.minos.checker.model.named.Datum;
import io.minos.checker.model.named.NamedModel;
import io.minos.checker.model.named.Told;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A history that others recorded, whatever it was written in.
 *
 * @param file its name, for what goes wrong
 * @param operations by invocation
 */
public record Recording(String file, Format format, List<Recorded> operations) {
    /** Whether values are pairs of a key and a value, as of Jepsen's independent keys. */
    public enum Keys {
        /** If every value can be such a pair. */
        AUTO,
        TUPLES,
        NONE
    }

    public Recording {
        operations = List.copyOf(operations);
    }

    /**
     * The same with keys taken out of the values, where that is how it is written.
     *
     * @throws HarnessFailure one line, if a value must be a pair and is none
     */
    public Recording by(Keys keys) {
        boolean tuples = keys == Keys.TUPLES || keys == Keys.AUTO && !operations.isEmpty() && operations.stream().allMatch(Recording::mayBeTuple);
        return tuples ? new Recording(file, format, operations.stream().map(this::keyed).toList()) : this;
    }

    /**
     * Of our own histories, which have several workloads: what concerns keys that transactions touch, all of it as transactions;
     * or the rest. Others are whole.
     */
    public Recording part(boolean transactions) {
        return format == Format.MINOS ? new Recording(file, format, MinosHistory.part(operations, transactions)) : this;
    }

    /** A cas and a transaction have values that look like a pair without being one. */
    private static boolean mayBeTuple(Recorded operation) {
        if (operation.key() != null || !(operation.asked() instanceof Datum.Items pair) || pair.items().size() != 2 || !(pair.items().get(0) instanceof Datum.Scalar)) return false;
        return !operation.f().equals("cas") || pair.items().get(1) instanceof Datum.Items;
    }

    private Recorded keyed(Recorded operation) {
        try {
            List<Datum> asked = operation.asked().items(2);
            boolean answers = operation.outcome() == Event.Type.OK && !operation.answered().equals(Datum.NIL);
            return operation.about(asked.get(0).toString(), asked.get(1), answers ? operation.answered().items(2).get(1) : Datum.NIL);
        } catch (IllegalArgumentException e) {
            throw wrong(operation, "a pair of a key and a value is needed: " + e.getMessage());
        }
    }

    /** In one line, with the operation's place. */
    HarnessFailure wrong(Recorded operation, String what) {
        return new HarnessFailure(file + (operation.line() > 0 ? " line " + operation.line() : " operation #" + operation.index()) + ": " + what + ".");
    }

    /**
     * The spans of each object, by its name, as the model takes them; an object without a name is called as the model.
     *
     * @param refused the fs whose failure is an answer of the object; of others it says that nothing happened
     * @throws HarnessFailure one line with the number of the line that is not in the model's vocabulary
     */
    public <S, A> Map<String, List<Span<A>>> spans(NamedModel<S, A> model, Set<String> refused) {
        Map<String, List<Span<A>>> spans = new TreeMap<>();
        for (Recorded operation : operations) {
            boolean fail = operation.outcome() == Event.Type.FAIL;
            if (fail && !refused.contains(operation.f())) continue;
            A action = action(operation, model);
            String object = operation.key() == null ? model.name() : operation.key();
            if (action != null) spans.computeIfAbsent(object, absent -> new ArrayList<>()).add(new Span<>(operation.index(), operation.invoked(), operation.returned(), action));
        }
        return spans;
    }

    private <A> @Nullable A action(Recorded operation, NamedModel<?, A> model) {
        boolean ok = operation.outcome() == Event.Type.OK;
        Told.Ending ending = ok ? Told.Ending.OK : operation.outcome() == Event.Type.FAIL ? Told.Ending.REFUSED : Told.Ending.UNKNOWN;
        // Some write down what was asked for only when it is done.
        Datum asked = ok && operation.asked().equals(Datum.NIL) ? operation.answered() : operation.asked();
        try {
            return model.vocabulary().action(new Told(operation.process(), operation.f(), asked, operation.answered(), ending));
        } catch (IllegalArgumentException e) {
            throw wrong(operation, e.getMessage() + " (" + model.name() + ")");
        }
    }

    /** As a history of our own, for who tells of it: operations are what they say, in words, and are called as here. */
    public History history() {
        List<Event> events = new ArrayList<>();
        for (Recorded operation : operations) {
            events.add(event(operation.invoked(), operation.invokedNanos(), Event.Type.INVOKE, operation));
            if (operation.returned() != Recorded.NEVER) events.add(event(operation.returned(), operation.returnedNanos(), operation.outcome(), operation));
        }
        events.sort(Comparator.comparingLong(Event::index));
        return History.of(events);
    }

    private static Event event(long index, long nanos, Event.Type type, Recorded operation) {
        String error = operation.error().equals(Datum.NIL) || type == Event.Type.INVOKE ? null : operation.error().toString();
        return new Event(index, nanos, operation.process(), null, type, operation.f(), new Action.Other(TextNode.valueOf(operation.words())), error, null);
    }
}
