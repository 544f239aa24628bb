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

/**
 * The calls and returns of a history in order, and what is open between two of them. Operations are numbered by invocation.
 * A definite one has a slot while it is open; optional ones never return, and equal ones are one kind.
 */
final class Timeline<S, A> {
    private final List<Span<A>> operations;
    private final Transitions<S, A> transitions;
    private final int[] action;
    private final int[] slot;
    /** Events, by operation; those of no return never come. */
    private final int[] callEvent;
    private final int[] returnEvent;
    private final int[] eventOperation;
    private final boolean[] eventCalls;
    private final int definite;

    /** By kind: its action, and its operations by invocation. */
    private final int[] kindAction;
    private final int[] kindOf;
    private final List<List<Integer>> ofKind = new ArrayList<>();

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
    private final int[] available;
    private int alikeAt = Transitions.NONE;
    private Alike alike = Alike.NONE;

    Timeline(List<Span<A>> spans, Model<S, A> model) {
        operations = spans.stream().sorted(Comparator.comparingLong(Span::invoked)).toList();
        transitions = new Transitions<>(model);
        definite = (int) operations.stream().filter(span -> !span.optional()).count();
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
        Arrays.fill(returnEvent, Integer.MAX_VALUE);
        orderEvents();
        slot = new int[operations.size()];
        int words = Math.max(1, (giveSlots() + 63) / 64);
        inSlot = new int[words * 64];
        openPure = new long[words];
        openBlind = new long[words];
        openOther = new long[words];
        kindOf = new int[operations.size()];
        kindAction = findKinds();
        available = new int[kindAction.length];
        noteWhatIsTold(model);
    }

    /** At the same time calls come before returns: such operations overlap. */
    private void orderEvents() {
        List<long[]> events = new ArrayList<>(eventOperation.length);
        for (int i = 0; i < operations.size(); i++) {
            events.add(new long[] {operations.get(i).invoked(), 0, i});
            if (!operations.get(i).optional()) events.add(new long[] {operations.get(i).returned(), 1, i});
        }
        events.sort(Comparator.<long[]>comparingLong(event -> event[0]).thenComparingLong(event -> event[1]));
        for (int i = 0; i < eventOperation.length; i++) {
            eventOperation[i] = (int) events.get(i)[2];
            eventCalls[i] = events.get(i)[1] == 0;
            (eventCalls[i] ? callEvent : returnEvent)[eventOperation[i]] = i;
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

    /** A pure action of unknown outcome says nothing, and is of no kind. */
    private int[] findKinds() {
        Map<Integer, Integer> kinds = new HashMap<>();
        List<Integer> actions = new ArrayList<>();
        Arrays.fill(kindOf, Transitions.NONE);
        for (int i = 0; i < operations.size(); i++) {
            if (slot[i] != Transitions.NONE || pure[action[i]]) continue;
            Integer kind = kinds.putIfAbsent(action[i], actions.size());
            if (kind == null) {
                kind = actions.size();
                actions.add(action[i]);
                ofKind.add(new ArrayList<>());
            }
            kindOf[i] = kind;
            ofKind.get(kind).add(i);
        }
        return actions.stream().mapToInt(Integer::intValue).toArray();
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

    int definite() {
        return definite;
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
        return new Configuration(transitions.initial(), new long[words()], new long[words()], Configuration.NOTHING_USED, 0, null, null);
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
            if (kindOf[operation] != Transitions.NONE) available[kindOf[operation]] += opens ? 1 : -1;
            return;
        }
        long[] set = pure[action[operation]] ? openPure : always[action[operation]] != Transitions.NONE ? openBlind : openOther;
        long bit = 1L << slot[operation];
        int word = slot[operation] >> 6;
        set[word] = opens ? set[word] | bit : set[word] & ~bit;
        if (opens) inSlot[slot[operation]] = operation;
    }

    /** Slots of open reads, of open writes that need nothing of the state, of all other open operations. */
    long[] openPure() {
        return openPure;
    }

    long[] openBlind() {
        return openBlind;
    }

    long[] openOther() {
        return openOther;
    }

    int inSlot(int which) {
        return inSlot[which];
    }

    int kinds() {
        return kindAction.length;
    }

    /** Equal ones are used in the order they were invoked: none of them ever has to be before anything. NONE: all called are used. */
    int nextOfKind(int kind, Configuration in) {
        int times = available[kind] == 0 ? 0 : in.timesUsed(kind);
        return times < available[kind] ? ofKind.get(kind).get(times) : Transitions.NONE;
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
        int early = event;
        while (early > 0 && over(early - 1)) early--;
        return early;
    }

    private boolean over(int event) {
        int operation = eventOperation[event];
        return !eventCalls[event] || returnEvent[operation] < at || slot[operation] == Transitions.NONE && kindOf[operation] == Transitions.NONE;
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
