package io.minos.scenarios.generator;

import io.minos.checker.history.Action;
import io.minos.checker.history.Seen;
import io.minos.client.Outcome;
import io.minos.client.operation.Answer;
import io.minos.client.operation.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads, writes, compare-and-sets and deletes on a few keys at a time. A key retires after a number of operations and a fresh
 * one takes its place, because the cost of judging a key grows faster than its operations. Every value is written at most
 * once, so that a read says which write it saw.
 *
 * @param prefix of all its keys
 * @param operationsPerKey after which a key retires
 * @param slots the keys in use
 * @param fresh number of the next key and of the next value
 */
public record RegisterGenerator(String prefix, int operationsPerKey, List<Slot> slots, Fresh fresh) implements Generator {
    private static final int READ_PERCENT = 40;
    private static final int WRITE_PERCENT = 30;
    private static final int CAS_PERCENT = 24;
    /** How often a compare-and-set expects what is thought to be there; otherwise it expects an absent key. */
    private static final int INFORMED_PERCENT = 90;

    /** @param known what was there when last heard of, and most likely still is; null: nothing */
    record Slot(String key, int used, @Nullable String known) {}

    record Fresh(long key, long value) {
        Fresh afterKey() {
            return new Fresh(key + 1, value);
        }

        Fresh afterValue() {
            return new Fresh(key, value + 1);
        }
    }

    public RegisterGenerator {
        slots = List.copyOf(slots);
        if (operationsPerKey < 1) {
            throw new IllegalArgumentException("operationsPerKey must be positive: " + operationsPerKey);
        }
    }

    public static RegisterGenerator of(String prefix, int keys, int operationsPerKey) {
        List<Slot> slots = IntStream.range(0, keys).mapToObj(i -> new Slot(prefix + i, 0, null)).toList();
        return new RegisterGenerator(prefix, operationsPerKey, slots, new Fresh(keys, 0));
    }

    @Override
    public Step next(RandomGenerator random) {
        int index = random.nextInt(slots.size());
        Slot slot = slots.get(index);
        int percent = random.nextInt(100);
        if (percent < READ_PERCENT) {
            return step(index, new Operation.Read(slot.key()), fresh);
        } else if (percent < READ_PERCENT + WRITE_PERCENT) {
            return step(index, new Operation.Write(slot.key(), value()), fresh.afterValue());
        } else if (percent < READ_PERCENT + WRITE_PERCENT + CAS_PERCENT) {
            String expect = random.nextInt(100) < INFORMED_PERCENT ? slot.known() : null;
            return step(index, new Operation.Cas(slot.key(), expect, value()), fresh.afterValue());
        }
        return step(index, new Operation.Delete(slot.key()), fresh);
    }

    @Override
    public Generator observe(Operation operation, Outcome<Answer> outcome) {
        if (!(outcome instanceof Outcome.Ok<Answer> ok)) {
            return this;
        }
        Action told = ok.value().told();
        if (told instanceof Action.Read read) {
            return knowing(read.key(), value(read.seen()));
        } else if (told instanceof Action.Write write) {
            return knowing(write.key(), write.value());
        } else if (told instanceof Action.Cas cas) {
            return knowing(cas.key(), Boolean.TRUE.equals(cas.succeeded()) ? cas.value() : value(cas.seen()));
        }
        return told instanceof Action.Delete delete ? knowing(delete.key(), null) : this;
    }

    private static @Nullable String value(@Nullable Seen seen) {
        return seen == null ? null : seen.value();
    }

    private RegisterGenerator knowing(String key, @Nullable String value) {
        List<Slot> next = new ArrayList<>(slots);
        next.replaceAll(slot -> slot.key().equals(key) ? new Slot(key, slot.used(), value) : slot);
        return new RegisterGenerator(prefix, operationsPerKey, next, fresh);
    }

    private String value() {
        return "v" + fresh.value();
    }

    private Step step(int index, Operation operation, Fresh after) {
        List<Slot> next = new ArrayList<>(slots);
        Slot slot = slots.get(index);
        boolean retires = slot.used() + 1 >= operationsPerKey;
        next.set(index, retires ? new Slot(prefix + after.key(), 0, null) : new Slot(slot.key(), slot.used() + 1, slot.known()));
        return new Step(operation, new RegisterGenerator(prefix, operationsPerKey, next, retires ? after.afterKey() : after));
    }
}
