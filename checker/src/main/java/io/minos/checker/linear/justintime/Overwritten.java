package io.minos.checker.linear.justintime;

import java.util.function.Consumer;

/**
 * What can be placed late just before the last overwrite: there a blind write leaves no trace but in what was read just after
 * it. So nobody need decide at the time of the overwrite which writes came before it to be read: whoever must have read one says
 * so when it returns, or else the write does.
 */
final class Overwritten {
    private final Timeline<?, ?> timeline;

    Overwritten(Timeline<?, ?> timeline) {
        this.timeline = timeline;
    }

    /** All that can become of a configuration if the read in {@code slot}, which returns, found what was overwritten. */
    void read(Configuration from, int slot, Consumer<Configuration> into) {
        int reader = timeline.inSlot(slot);
        if (!reached(from, reader)) return;
        for (int[] alike : timeline.alike().blind()) {
            for (int one : alike) {
                int write = timeline.inSlot(one);
                if (!from.isLeft(one) || !reached(from, write)) continue;
                if (timeline.fits(timeline.written(write), reader)) into.accept(placed(from, write, Bits.without(from.spare(), one), from.used()));
                break;
            }
        }
        for (int kind : timeline.kinds().blind()) {
            int write = timeline.nextOfKind(kind, from);
            if (write == Transitions.NONE || !reached(from, write)) continue;
            if (timeline.fits(timeline.written(write), reader)) into.accept(placed(from, write, from.spare(), Used.with(from.used(), kind)));
        }
    }

    /** The write in {@code slot} returns and was not placed: if it could come before the overwrite, then so it did, for all who read it. */
    Configuration dropped(Configuration from, int slot) {
        boolean came = Bits.has(from.spare(), slot) && reached(from, timeline.inSlot(slot));
        return came ? placed(from, timeline.inSlot(slot), from.spare(), from.used()) : from;
    }

    private boolean reached(Configuration from, int operation) {
        return from.overwrite() != null && timeline.called(operation, from.overwritten());
    }

    private Configuration placed(Configuration from, int write, long[] spare, int[] used) {
        int state = timeline.written(write);
        long[] due = from.due();
        Configuration.Placing last = new Configuration.Placing(write, true, from.overwrite(), from.last());
        for (int i = Bits.next(timeline.openPure(), 0); i >= 0; i = Bits.next(timeline.openPure(), i + 1)) {
            int reader = timeline.inSlot(i);
            if (!Bits.has(due, i) || !reached(from, reader) || !timeline.fits(state, reader)) continue;
            due = Bits.without(due, i);
            last = new Configuration.Placing(reader, true, from.overwrite(), last);
        }
        return new Configuration(from.state(), due, spare, used, from.overwritten(), from.overwrite(), last);
    }
}
