package io.minos.checker.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A whole history: its events, and what follows from them. Immutable, for any thread. Making one checks the harness's own assumptions:
 * index and time never fall, a process does one thing at a time, every completion follows its invocation, no process goes on
 * after an operation of unknown outcome (watches aside, which change nothing). A broken one is a {@link HarnessFailure}.
 */
public final class History {
    private final boolean whole;
    private final List<Event> events;
    private final List<Event> notes;
    private final List<Operation> operations;
    private final Map<Class<?>, List<Operation>> byKind = new HashMap<>();
    private final List<WatchStream> watches;
    private final Map<Class<?>, Object> derived = new HashMap<>();

    private History(boolean whole, List<Event> events, List<Event> notes, List<Operation> operations, List<WatchStream> watches) {
        this.whole = whole;
        this.events = events;
        this.notes = notes;
        this.operations = operations;
        this.watches = watches;
        for (Operation operation : operations) byKind.computeIfAbsent(operation.action().getClass(), absent -> new ArrayList<>()).add(operation);
        byKind.replaceAll((kind, ofKind) -> Collections.unmodifiableList(ofKind));
    }

    /** @throws HarnessFailure if the events break the rules above, or a value has not the shape {@link F} gives it */
    public static History of(List<Event> events) {
        return paired(true, events);
    }

    /**
     * What happened to some of the keys: all that concerns them, and nothing of the others. Whatever a promise about single
     * keys, or about the order of what happened to several, says of the whole, it says of a part.
     *
     * @throws HarnessFailure as {@link #of}
     */
    public static History part(List<Event> events) {
        return paired(false, events);
    }

    private static History paired(boolean whole, List<Event> events) {
        List<Operation> operations = new ArrayList<>();
        Pairing pairing = new Pairing(operations::add);
        events.forEach(pairing::accept);
        pairing.end();
        operations.sort(Comparator.comparingLong(Operation::index));
        return new History(whole, List.copyOf(events), pairing.notes(), List.copyOf(operations), pairing.watches());
    }

    /** Whether every change of the store is in it. Of a part nothing follows from what is missing, a revision without a change for instance. */
    public boolean isWhole() {
        return whole;
    }

    public List<Event> events() {
        return events;
    }

    /** Every client operation, watches included, in order of invocation. */
    public List<Operation> operations() {
        return operations;
    }

    /**
     * Those with an action of one of these kinds, in order of invocation: most checks are about a few kinds, some of them rare.
     *
     * @param kinds each a class of actions, or a family of them: {@link LeaseAction}
     */
    @SafeVarargs
    public final List<Operation> operations(Class<? extends Action>... kinds) {
        List<List<Operation>> found = new ArrayList<>();
        byKind.forEach((known, ofKind) -> {
            if (Arrays.stream(kinds).anyMatch(kind -> kind.isAssignableFrom(known))) found.add(ofKind);
        });
        if (found.size() == 1) return found.get(0);
        List<Operation> all = new ArrayList<>();
        found.forEach(all::addAll);
        all.sort(Comparator.comparingLong(Operation::index));
        return all;
    }

    /** The operation invoked at this index, if there is one. */
    public Optional<Operation> operation(long index) {
        int low = 0;
        int high = operations.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (operations.get(middle).index() < index) low = middle + 1;
            else high = middle;
        }
        return low < operations.size() && operations.get(low).index() == index ? Optional.of(operations.get(low)) : Optional.empty();
    }

    public List<WatchStream> watches() {
        return watches;
    }

    /** What the nemesis and the runner noted, in order: {@code fault-inject}, {@code phase}, {@code leader}, … */
    public List<Event> notes() {
        return notes;
    }

    /** The notes of one f. */
    public List<Event> notes(String f) {
        return notes.stream().filter(note -> note.f().equals(f)).toList();
    }

    /**
     * What follows from this history, worked out when it is first asked for and then kept, since several checks look at the
     * same things. Thread-safe.
     *
     * @param kind of the result; no other derivation gives this kind
     */
    public synchronized <T> T derived(Class<T> kind, Function<History, T> derivation) {
        Object known = derived.get(kind);
        if (known == null) {
            known = derivation.apply(this);
            derived.put(kind, known);
        }
        return kind.cast(known);
    }

    /** What the first line says of the run; a missing node when there is no such line. */
    public JsonNode run() {
        return notes(F.RUN).stream().map(Event::value).filter(Objects::nonNull).findFirst().orElse(MissingNode.getInstance());
    }
}
