package io.minos.checker.linear.sample;

import io.minos.checker.linear.Span;
import io.minos.checker.model.Cell;
import io.minos.checker.model.Register.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One answer changed to a value that another operation wrote. It cannot be if whoever might have written that value was called after
 * the read had returned, or had returned before a write of another value was called which itself returned before the read was
 * called. Where values repeat and many outcomes are unknown there may be no such read: then one is changed that may be wrong or not.
 */
final class WrongRead {
    private static final int TRIES = 200;

    private WrongRead() {}

    static List<Span<Action>> in(List<Span<Action>> spans, RandomGenerator random) {
        List<Span<Action>> perhaps = spans;
        for (int i = 0; i < TRIES && !spans.isEmpty(); i++) {
            int which = spans.size() / 2 + random.nextInt((spans.size() + 1) / 2);
            Span<Action> read = spans.get(which);
            String value = written(spans.get(random.nextInt(spans.size())).action());
            if (!(read.action() instanceof Action.Read right) || value == null || value.equals(right.seen().value())) continue;
            boolean certain = impossible(read, value, spans);
            if (!certain && perhaps != spans) continue;
            List<Span<Action>> wrong = new ArrayList<>(spans);
            wrong.set(which, new Span<>(read.id(), read.invoked(), read.returned(), new Action.Read(Cell.of(value))));
            if (certain) return List.copyOf(wrong);
            perhaps = wrong;
        }
        return List.copyOf(perhaps);
    }

    private static boolean impossible(Span<Action> read, String value, List<Span<Action>> spans) {
        long overwritten = Long.MIN_VALUE;
        for (Span<Action> span : spans) {
            boolean overwrites = span.action() instanceof Action.Write write && !write.value().equals(value) && span.returned() < read.invoked();
            if (overwrites) overwritten = Math.max(overwritten, span.invoked());
        }
        for (Span<Action> span : spans) {
            if (value.equals(written(span.action())) && span.invoked() < read.returned() && span.returned() >= overwritten) return false;
        }
        return true;
    }

    private static @Nullable String written(Action action) {
        if (action instanceof Action.Write write) return write.value();
        return action instanceof Action.Cas cas && !Boolean.FALSE.equals(cas.succeeded()) ? cas.value() : null;
    }
}
