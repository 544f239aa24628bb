package io.minos.checker.linear.justintime;

import io.minos.checker.linear.Budget;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** All that configurations can become by the time one operation returns: what has to come first is placed, and then it. */
final class Expansion {
    private final Timeline<?, ?> timeline;
    private final int event;
    private final int slot;
    private final Antichain seen = new Antichain();
    private final Antichain passed = new Antichain();
    private final ArrayDeque<Configuration> ready = new ArrayDeque<>();
    /** Not looked at yet; then only with what certainly happened. */
    private final ArrayDeque<Configuration> fresh = new ArrayDeque<>();
    private final ArrayDeque<Configuration> looked = new ArrayDeque<>();
    private long words;
    private long wordsTold;
    private long comparisonsTold;

    /** @param event of a return */
    Expansion(Timeline<?, ?> timeline, int event) {
        this.timeline = timeline;
        this.event = event;
        this.slot = timeline.slotOf(timeline.operationAt(event));
    }

    int event() {
        return event;
    }

    /** @param configuration settled, at this event */
    void seed(Configuration configuration) {
        if (!Bits.has(configuration.due(), slot)) pass(configuration);
        if (isOpen(configuration)) look(configuration);
    }

    private boolean isOpen(Configuration configuration) {
        return Bits.has(configuration.due(), slot) || Bits.has(configuration.spare(), slot);
    }

    private void look(Configuration configuration) {
        if (!seen.add(configuration, timeline.openPure())) return;
        words += configuration.words();
        fresh.add(configuration);
    }

    private void pass(Configuration configuration) {
        Configuration rid = Bits.has(configuration.spare(), slot)
                ? new Configuration(configuration.state(), configuration.due(), Bits.without(configuration.spare(), slot), configuration.used(), configuration.last())
                : configuration;
        if (!passed.add(rid, timeline.openPure())) return;
        words += rid.words();
        ready.add(rid);
    }

    /** One look, unless something is ready; the timeline stands at this event. True: there is no more to come. */
    boolean step() {
        if (!ready.isEmpty()) return false;
        Configuration next = fresh.poll();
        if (next != null) {
            looked.add(next);
            placeDefinite(next);
            return false;
        }
        next = looked.poll();
        if (next == null) return true;
        placeOptional(next);
        return false;
    }

    /** A configuration past the return; null: none is at hand. */
    @Nullable Configuration poll() {
        return ready.poll();
    }

    Antichain passed() {
        return passed;
    }

    /** Memory taken, and comparisons made, since the last call; false: stop. */
    boolean charge(Budget budget) {
        long newWords = words - wordsTold;
        long comparisons = seen.comparisons() + passed.comparisons() - comparisonsTold;
        wordsTold += newWords;
        comparisonsTold += comparisons;
        return budget.spend(newWords, 1 + comparisons);
    }

    /** What {@link #charge} told the budget in all. */
    long wordsKept() {
        return wordsTold;
    }

    private void placeDefinite(Configuration from) {
        for (int i = Bits.next(timeline.openBlind(), 0); i >= 0; i = Bits.next(timeline.openBlind(), i + 1)) {
            if (Bits.has(from.due(), i) || Bits.has(from.spare(), i)) write(from, timeline.inSlot(i), i, from.used());
        }
        for (int i = Bits.next(timeline.openOther(), 0); i >= 0; i = Bits.next(timeline.openOther(), i + 1)) {
            if (Bits.has(from.due(), i)) change(from, timeline.inSlot(i), Bits.without(from.due(), i), from.used());
        }
    }

    private void placeOptional(Configuration from) {
        for (int kind = 0; kind < timeline.kinds(); kind++) {
            int times = timeline.available(kind) == 0 ? 0 : from.timesUsed(kind);
            if (times >= timeline.available(kind)) continue;
            int operation = timeline.operationOfKind(kind, times);
            if (timeline.written(operation) != Transitions.NONE) write(from, operation, Transitions.NONE, from.usedWith(kind));
            else if (timeline.step(from.state(), operation) != from.state()) change(from, operation, from.due(), from.usedWith(kind));
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
        boolean absorbs = false;
        for (int i = 0; i < due.length; i++) {
            long absorbed = due[i] & timeline.openBlind()[i];
            due[i] &= ~absorbed;
            spare[i] |= absorbed;
            for (long rest = absorbed; rest != 0; rest &= rest - 1) {
                last = new Configuration.Placing(timeline.inSlot((i << 6) + Long.numberOfTrailingZeros(rest)), false, last);
                absorbs = true;
            }
        }
        int written = timeline.written(operation);
        if (written == from.state() && !absorbs) return;
        emit(from, new Configuration(written, due, spare, used, new Configuration.Placing(operation, true, last)));
    }

    private void change(Configuration from, int operation, long[] due, int[] used) {
        int next = timeline.step(from.state(), operation);
        if (next == Transitions.NONE) return;
        emit(from, new Configuration(next, due, from.spare(), used, new Configuration.Placing(operation, true, from.last())));
    }

    private void emit(Configuration from, Configuration unsettled) {
        Configuration next = settled(timeline, unsettled);
        // Where the returning one was spare before, it was let pass then, and nothing need be placed on top of that yet.
        if (!isOpen(next) || !Bits.has(next.due(), slot) && Bits.has(from.due(), slot)) pass(next);
        if (isOpen(next)) look(next);
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
        return last == given.last() && state == given.state() ? given : new Configuration(state, due, spare, given.used(), last);
    }
}
