package io.minos.checker.linear.justintime;

import io.minos.checker.linear.Budget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that configurations can become by the time one operation returns: what has to come first is placed, and then it. */
final class Expansion {
    /**
     * @param overwrote the last thing placed here was a blind write. Another one just after it is not looked at: it could come
     *     alone, and the one before it later, if need be ({@link Overwritten})
     */
    private record Look(Configuration configuration, boolean overwrote) {}

    private final Timeline<?, ?> timeline;
    private final Overwritten earlier;
    private final int event;
    private final int slot;
    private final Antichain seen = new Antichain();
    private final Antichain passed = new Antichain();
    private final ArrayDeque<Configuration> ready = new ArrayDeque<>(1);
    /** In order; first each is looked at for what certainly happened, then for the rest. */
    private final List<Look> looks = new ArrayList<>(2);
    private int lookedForDefinite;
    private int lookedForOptional;
    private long words;
    private long wordsTold;
    private long comparisonsTold;

    /** @param event of a return */
    Expansion(Timeline<?, ?> timeline, int event) {
        this.timeline = timeline;
        this.earlier = new Overwritten(timeline);
        this.event = event;
        this.slot = timeline.slotOf(timeline.operationAt(event));
    }

    int event() {
        return event;
    }

    /** @param configuration settled, at this event */
    void seed(Configuration configuration) {
        if (!Bits.has(configuration.due(), slot)) pass(earlier.dropped(configuration, slot));
        else if (Bits.has(timeline.openPure(), slot)) earlier.read(configuration, slot, this::pass);
        if (isOpen(configuration)) look(configuration, false);
    }

    private boolean isOpen(Configuration configuration) {
        return Bits.has(configuration.due(), slot) || Bits.has(configuration.spare(), slot);
    }

    private void look(Configuration configuration, boolean overwrote) {
        if (!seen.add(configuration, timeline.openPure())) return;
        words += configuration.words();
        looks.add(new Look(configuration, overwrote));
    }

    private void pass(Configuration configuration) {
        Configuration rid = Bits.has(configuration.spare(), slot) ? configuration.with(configuration.due(), Bits.without(configuration.spare(), slot)) : configuration;
        if (!passed.add(rid, timeline.openPure())) return;
        words += rid.words();
        ready.add(rid);
    }

    /** One look, unless something is ready; the timeline stands at this event. True: there is no more to come. */
    boolean step() {
        if (!ready.isEmpty()) return false;
        if (lookedForDefinite < looks.size()) placeDefinite(looks.get(lookedForDefinite++));
        else if (lookedForOptional < looks.size()) placeOptional(looks.get(lookedForOptional++));
        else return true;
        return false;
    }

    /** A configuration past the return; null: none is at hand. */
    @Nullable Configuration poll() {
        return ready.poll();
    }

    Antichain passed() {
        return passed;
    }

    /** Charges the memory taken, and the comparisons made, since the last call; answers how much work that was. */
    long charge(Budget budget) {
        long newWords = words - wordsTold;
        long comparisons = seen.comparisons() + passed.comparisons() - comparisonsTold;
        wordsTold += newWords;
        comparisonsTold += comparisons;
        budget.spend(newWords, 1 + comparisons);
        return 1 + comparisons;
    }

    /** What {@link #charge} told the budget in all. */
    long wordsKept() {
        return wordsTold;
    }

    private void placeDefinite(Look look) {
        Configuration from = look.configuration();
        if (!look.overwrote()) {
            for (int[] alike : timeline.alike().blind()) {
                int first = from.firstLeft(alike);
                if (first != Transitions.NONE) write(from, timeline.inSlot(first), first, from.used());
            }
        }
        for (int[] alike : timeline.alike().other()) {
            int first = from.firstLeft(alike);
            if (first != Transitions.NONE) change(from, timeline.inSlot(first), Bits.without(from.due(), first), from.used());
        }
    }

    private void placeOptional(Look look) {
        Configuration from = look.configuration();
        for (int kind : timeline.kinds().changing(from.state())) {
            int operation = timeline.nextOfKind(kind, from);
            if (operation != Transitions.NONE) change(from, operation, from.due(), Used.with(from.used(), kind));
        }
        if (look.overwrote()) return;
        for (int kind : timeline.kinds().blind()) {
            int operation = timeline.nextOfKind(kind, from);
            if (operation != Transitions.NONE) write(from, operation, Transitions.NONE, Used.with(from.used(), kind));
        }
    }

    /** @param own the slot of the write; NONE: it is optional */
    private void write(Configuration from, int operation, int own, int[] used) {
        long[] due = from.due().clone();
        long[] spare = from.spare().clone();
        if (own != Transitions.NONE) {
            due[own >> 6] &= ~(1L << own);
            spare[own >> 6] &= ~(1L << own);
        }
        Configuration.Placing last = from.last();
        for (int i = 0; i < due.length; i++) {
            long absorbed = due[i] & timeline.openBlind()[i];
            due[i] &= ~absorbed;
            spare[i] |= absorbed;
            for (long rest = absorbed; rest != 0; rest &= rest - 1) {
                last = new Configuration.Placing(timeline.inSlot((i << 6) + Long.numberOfTrailingZeros(rest)), false, last);
            }
        }
        Configuration.Placing placing = new Configuration.Placing(operation, true, last);
        emit(from, new Configuration(timeline.written(operation), due, spare, used, event, placing, placing), true);
    }

    private void change(Configuration from, int operation, long[] due, int[] used) {
        int next = timeline.step(from.state(), operation);
        if (next == Transitions.NONE) return;
        emit(from, new Configuration(next, due, from.spare(), used, from.overwritten(), from.overwrite(), new Configuration.Placing(operation, true, from.last())), false);
    }

    private void emit(Configuration from, Configuration unsettled, boolean overwrote) {
        Configuration next = settled(timeline, unsettled);
        // Where the returning one was spare before, it was let pass then, and nothing need be placed on top of that yet.
        if (!isOpen(next) || !Bits.has(next.due(), slot) && Bits.has(from.due(), slot)) pass(next);
        if (isOpen(next)) look(next, overwrote);
    }

    /** With every open read placed that fits the state, and every open write of what is there made spare. */
    static Configuration settled(Timeline<?, ?> timeline, Configuration given) {
        int state = timeline.told(given.state());
        long[] due = given.due();
        long[] spare = given.spare();
        Configuration.Placing last = given.last();
        for (int word = 0; word < due.length; word++) {
            for (long rest = given.due()[word] & (timeline.openPure()[word] | timeline.openBlind()[word]); rest != 0; rest &= rest - 1) {
                int slot = (word << 6) + Long.numberOfTrailingZeros(rest);
                int operation = timeline.inSlot(slot);
                boolean reads = (timeline.openPure()[word] & Long.lowestOneBit(rest)) != 0;
                if (reads ? !timeline.fits(state, operation) : timeline.written(operation) != state) continue;
                due = Bits.without(due, slot);
                if (!reads) spare = Bits.with(spare, slot);
                last = new Configuration.Placing(operation, reads, last);
            }
        }
        int overwritten = timeline.asEarlyAs(given.overwritten());
        return last == given.last() && state == given.state() && overwritten == given.overwritten() ? given : new Configuration(state, due, spare, given.used(), overwritten, given.overwrite(), last);
    }
}
