package io.minos.checker.linear.justintime;

import io.minos.checker.linear.Span;
import io.minos.checker.model.Footprint.Fact;
import io.minos.checker.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The calls and returns of a history in order, and what is open between two of them. Operations are numbered by invocation.
 * A definite one has a slot while it is open; optional ones never return, and equal ones are one kind.
 */
final class Timeline<S, A> {
    private final List<Span<A>> operations;
    private final Transitions<S, A> transitions;
    private final int[] action;
    private final int[] slot;
    /** Events, by operation; only what is definite has a return. */
    private final int[] callEvent;
    private final int[] returnEvent;
    private final int[] eventOperation;
    private final boolean[] eventCalls;

    private final Kinds kinds;

    /** By action. */
    private final boolean[] pure;
    private final int[] always;

    private final Map<Fact, Integer> lastTold = new HashMap<>();
    private int[] stateToldUntil = {};
    private int forgotten = Transitions.NONE;

    private int at;
    private final int[] inSlot;
    private final long[] openPure;
    private final long[] openBlind;
    private final long[] openOther;
    private int alikeAt = Transitions.NONE;
    private Alike alike = Alike.NONE;
    private int openCallsAt = Transitions.NONE;
    private int[] openCalls = {};

    Timeline(List<Span<A>> spans, Model<S, A> model) {
        operations = spans.stream().sorted(Comparator.comparingLong(Span::invoked)).toList();
        transitions = new Transitions<>(model);
        int definite = (int) operations.stream().filter(span -> !span.optional()).count();
        action = operations.stream().mapToInt(span -> transitions.numberOf(span.action())).toArray();
        pure = new boolean[transitions.actions()];
        always = new int[transitions.actions()];
        for (int i = 0; i < pure.length; i++) {
            pure[i] = transitions.pure(i);
            always[i] = transitions.always(i);
        }
        eventOperation = new int[operations.size() + definite];
        eventCalls = new boolean[eventOperation.length];
        callEvent = new int[operations.size()];
        returnEvent = new int[operations.size()];
        orderEvents();
        slot = new int[operations.size()];
        int words = Math.max(1, (giveSlots() + 63) / 64);
        inSlot = new int[words * 64];
        openPure = new long[words];
        openBlind = new long[words];
        openOther = new long[words];
        // A pure action of unknown outcome says nothing, and is of no kind.
        int[] optional = IntStream.range(0, action.length).filter(i -> slot[i] == Transitions.NONE && !pure[action[i]]).toArray();
        kinds = new Kinds(optional, transitions, i -> action[i], i -> callEvent[i]);
        noteWhatIsTold(model);
    }

    /** At the same time calls come before returns: such operations overlap. */
    private void orderEvents() {
        int[] returns = IntStream.range(0, operations.size()).filter(i -> !operations.get(i).optional()).boxed()
                .sorted(Comparator.comparingLong(i -> operations.get(i).returned())).mapToInt(Integer::intValue).toArray();
        int call = 0;
        int returned = 0;
        for (int event = 0; event < eventOperation.length; event++) {
            boolean calls = call < operations.size() && (returned == returns.length || operations.get(call).invoked() <= operations.get(returns[returned]).returned());
            int operation = calls ? call++ : returns[returned++];
            eventCalls[event] = calls;
            eventOperation[event] = operation;
            (calls ? callEvent : returnEvent)[operation] = event;
        }
    }

    /** The least free one for each; answers how many there are. */
    private int giveSlots() {
        BitSet taken = new BitSet();
        int most = 0;
        for (int event = 0; event < eventOperation.length; event++) {
            int operation = eventOperation[event];
            if (!eventCalls[event]) {
                taken.clear(slot[operation]);
            } else if (operations.get(operation).optional()) {
                slot[operation] = Transitions.NONE;
            } else {
                slot[operation] = taken.nextClearBit(0);
                taken.set(slot[operation]);
                most = Math.max(most, slot[operation] + 1);
            }
        }
        return most;
    }

    private void noteWhatIsTold(Model<S, A> model) {
        for (int event = 0; event < eventOperation.length; event++) {
            Span<A> span = operations.get(eventOperation[event]);
            if (eventCalls[event] && !span.optional()) continue;
            int until = span.optional() ? Integer.MAX_VALUE : event;
            for (Fact fact : model.tells(span.action())) lastTold.merge(fact, until, Math::max);
        }
    }

    int events() {
        return eventOperation.length;
    }

    int operationAt(int event) {
        return eventOperation[event];
    }

    boolean callAt(int event) {
        return eventCalls[event];
    }

    Span<A> span(int operation) {
        return operations.get(operation);
    }

    int slotOf(int operation) {
        return slot[operation];
    }

    int words() {
        return openPure.length;
    }

    Configuration start() {
        return new Configuration(transitions.initial(), new long[words()], new long[words()], Used.NOTHING, 0, null, null);
    }

    /** Goes to where the events before {@code event} have happened, and it has not. */
    void seek(int event) {
        while (at < event) happen(at++, true);
        while (at > event) happen(--at, false);
    }

    private void happen(int event, boolean forward) {
        int operation = eventOperation[event];
        boolean opens = eventCalls[event] == forward;
        if (slot[operation] == Transitions.NONE) {
            return;
        }
        long[] set = pure[action[operation]] ? openPure : always[action[operation]] != Transitions.NONE ? openBlind : openOther;
        long bit = 1L << slot[operation];
        int word = slot[operation] >> 6;
        set[word] = opens ? set[word] | bit : set[word] & ~bit;
        if (opens) inSlot[slot[operation]] = operation;
    }

    /** Slots of open reads. */
    long[] openPure() {
        return openPure;
    }

    /** Slots of open writes that need nothing of the state. */
    long[] openBlind() {
        return openBlind;
    }

    int inSlot(int which) {
        return inSlot[which];
    }

    /** Of the optional operations. */
    Kinds kinds() {
        return kinds;
    }

    /** The operation of the kind to use next; NONE: all that were called are used. */
    int nextOfKind(int kind, Configuration in) {
        return kinds.next(kind, Used.times(in.used(), kind), at);
    }

    /** After the operation at this state; {@link Transitions#NONE}: it cannot be. */
    int step(int state, int operation) {
        int next = transitions.step(state, action[operation]);
        return next == Transitions.NONE ? next : told(next);
    }

    /** What a blind write leaves; {@link Transitions#NONE}: it is none. */
    int written(int operation) {
        int written = always[action[operation]];
        return written == Transitions.NONE ? written : told(written);
    }

    boolean fits(int state, int pureOperation) {
        return transitions.step(state, action[pureOperation]) != Transitions.NONE;
    }

    /** Whether it was called before the event. */
    boolean called(int operation, int event) {
        return callEvent[operation] < event;
    }

    /** The earliest event before which the same operations, of those that may still be placed, were called as before {@code event}. */
    int asEarlyAs(int event) {
        int early = kinds.lastCallBefore(event) + 1;
        for (int call : openCalls()) if (call < event && call >= early) early = call + 1;
        return early;
    }

    private int[] openCalls() {
        if (openCallsAt == at) return openCalls;
        openCallsAt = at;
        openCalls = Arrays.copyOf(openCalls, words() * 64);
        int count = 0;
        for (int word = 0; word < words(); word++) {
            for (long rest = openPure[word] | openBlind[word] | openOther[word]; rest != 0; rest &= rest - 1) openCalls[count++] = callEvent[inSlot[(word << 6) + Long.numberOfTrailingZeros(rest)]];
        }
        openCalls = Arrays.copyOf(openCalls, count);
        return openCalls;
    }

    /** Open operations that are as good as each other. */
    Alike alike() {
        if (alikeAt != at) alike = new Alike(Alike.groups(openBlind, which -> written(inSlot[which]), this::returned), Alike.groups(openOther, which -> action[inSlot[which]], this::returned));
        alikeAt = at;
        return alike;
    }

    private int returned(int which) {
        return returnEvent[inSlot[which]];
    }

    /** The state, or one that stands for all that nobody who is still open or to come can tell from it. */
    int told(int state) {
        int until = toldUntil(state);
        if (until >= at) return state;
        if (forgotten == Transitions.NONE || until < toldUntil(forgotten)) forgotten = state;
        return toldUntil(forgotten) < at ? forgotten : state;
    }

    private int toldUntil(int state) {
        if (state >= stateToldUntil.length) {
            int before = stateToldUntil.length;
            stateToldUntil = Arrays.copyOf(stateToldUntil, Math.max(64, 2 * state));
            Arrays.fill(stateToldUntil, before, stateToldUntil.length, Integer.MIN_VALUE);
        }
        if (stateToldUntil[state] == Integer.MIN_VALUE) {
            Fact fact = transitions.tellable(state);
            stateToldUntil[state] = fact == null ? Integer.MAX_VALUE : lastTold.getOrDefault(fact, -1);
        }
        return stateToldUntil[state];
    }

    String describe(int state) {
        return transitions.describe(state);
    }

    String describeOperation(int operation) {
        return transitions.describeAction(action[operation]);
    }
}
