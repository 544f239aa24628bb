package io.minos.scenarios.generator;

import io.minos.checker.history.LeaseAction;
import io.minos.client.Outcome;
import io.minos.client.operation.Answer;
import io.minos.client.operation.LeaseOperation;
import io.minos.client.operation.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * Leases from their grant to their end: keys are hung on them and looked at, they are renewed eagerly or lazily, granted once
 * more (which must be refused), and in the end revoked or left to run out. A fresh one takes the place of each that ended.
 *
 * @param prefix of all its keys; a lease's keys are {@code prefix}, its id, a slash and the key's number
 * @param ttlSeconds asked for
 * @param keysPerLease so many at most
 * @param operationsPerLease after which a lease is let go
 * @param slots the leases in use
 * @param fresh number of the next lease and of the next value
 */
public record LeaseGenerator(String prefix, long ttlSeconds, int keysPerLease, int operationsPerLease, List<Slot> slots, Fresh fresh) implements Generator {
    /** So that no other workload's lease has the same id. */
    private static final long IDS_FROM = 1_000_000;
    private static final int PUT_PERCENT = 20;
    private static final int AGAIN_PERCENT = 3;
    private static final int EAGER_PERCENT = 35;
    private static final int LAZY_PERCENT = 4;
    /** How many more operations name a lease after it was revoked. */
    private static final int AFTERWARDS = 4;

    enum Phase { NEW, ASKED_FOR, HELD, REVOKED }

    /** @param renewPercent of its operations that are keep-alives */
    record Slot(long lease, Phase phase, int renewPercent, int used) {
        Slot in(Phase next) {
            return new Slot(lease, next, renewPercent, 0);
        }
    }

    record Fresh(long lease, long value) {}

    public LeaseGenerator {
        slots = List.copyOf(slots);
        if (ttlSeconds < 1 || keysPerLease < 1 || operationsPerLease < 1) {
            throw new IllegalArgumentException("ttlSeconds, keysPerLease and operationsPerLease must be positive: " + ttlSeconds + ", " + keysPerLease + ", " + operationsPerLease);
        }
    }

    public static LeaseGenerator of(String prefix, int leases, long ttlSeconds, int keysPerLease, int operationsPerLease) {
        List<Slot> slots = LongStream.range(0, leases).mapToObj(i -> new Slot(IDS_FROM + i, Phase.NEW, 0, 0)).toList();
        return new LeaseGenerator(prefix, ttlSeconds, keysPerLease, operationsPerLease, slots, new Fresh(IDS_FROM + leases, 0));
    }

    @Override
    public Step next(RandomGenerator random) {
        int index = random.nextInt(slots.size());
        Slot slot = slots.get(index);
        return switch (slot.phase()) {
            case NEW -> step(new LeaseOperation.Grant(slot.lease(), ttlSeconds), index, new Slot(slot.lease(), Phase.ASKED_FOR, random.nextBoolean() ? EAGER_PERCENT : LAZY_PERCENT, 0));
            case ASKED_FOR -> new Step(new Operation.Range(prefix), this);
            case HELD -> held(index, slot, random);
            case REVOKED -> revoked(index, slot, random);
        };
    }

    private Step held(int index, Slot slot, RandomGenerator random) {
        if (slot.used() >= operationsPerLease) {
            return random.nextBoolean() ? step(new LeaseOperation.Revoke(slot.lease()), index, slot.in(Phase.REVOKED)) : new Step(new Operation.Range(prefix), renewed(index));
        }
        Slot after = new Slot(slot.lease(), Phase.HELD, slot.renewPercent(), slot.used() + 1);
        int percent = random.nextInt(100);
        if (percent < PUT_PERCENT) {
            Operation put = new LeaseOperation.Put(slot.lease(), own(slot) + random.nextInt(keysPerLease), "v" + fresh.value());
            return new Step(put, with(index, after, new Fresh(fresh.lease(), fresh.value() + 1)));
        } else if (percent < PUT_PERCENT + AGAIN_PERCENT) {
            return step(new LeaseOperation.Grant(slot.lease(), ttlSeconds), index, after);
        } else if (percent < PUT_PERCENT + AGAIN_PERCENT + slot.renewPercent()) {
            return step(new LeaseOperation.KeepAlive(slot.lease()), index, after);
        }
        return step(look(slot, random), index, after);
    }

    /** A renewal may be on its way, or come too late: it must not bring the lease back. */
    private Step revoked(int index, Slot slot, RandomGenerator random) {
        Operation operation = random.nextBoolean() ? new LeaseOperation.KeepAlive(slot.lease()) : look(slot, random);
        return slot.used() + 1 < AFTERWARDS ? step(operation, index, new Slot(slot.lease(), Phase.REVOKED, 0, slot.used() + 1)) : new Step(operation, renewed(index));
    }

    /** At its own keys, or at all, those of leases that were let go among them. */
    private Operation look(Slot slot, RandomGenerator random) {
        return new Operation.Range(random.nextBoolean() ? own(slot) : prefix);
    }

    private String own(Slot slot) {
        return prefix + slot.lease() + "/";
    }

    @Override
    public Generator observe(Operation operation, Outcome<Answer> outcome) {
        if (!(operation instanceof LeaseOperation concerned)) {
            return this;
        }
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).lease() == concerned.lease()) {
                return observed(i, slots.get(i), operation, outcome);
            }
        }
        return this;
    }

    private Generator observed(int index, Slot slot, Operation operation, Outcome<Answer> outcome) {
        if (operation instanceof LeaseOperation.Grant) {
            boolean first = slot.phase() == Phase.ASKED_FOR;
            boolean granted = outcome instanceof Outcome.Ok;
            boolean refused = outcome instanceof Outcome.Fail;
            if (first && granted) {
                return with(index, slot.in(Phase.HELD), fresh);
            }
            // Whether the id has one lease or two is not known any more, or there is none.
            return first || !refused ? renewed(index) : this;
        }
        boolean gone = outcome instanceof Outcome.Ok<Answer> ok && ok.value().told() instanceof LeaseAction.KeepAlive alive && alive.ttl() != null && alive.ttl() == 0;
        return gone && slot.phase() == Phase.HELD ? renewed(index) : this;
    }

    private LeaseGenerator renewed(int index) {
        return with(index, new Slot(fresh.lease(), Phase.NEW, 0, 0), new Fresh(fresh.lease() + 1, fresh.value()));
    }

    private Step step(Operation operation, int index, Slot after) {
        return new Step(operation, with(index, after, fresh));
    }

    private LeaseGenerator with(int index, Slot slot, Fresh after) {
        List<Slot> next = new ArrayList<>(slots);
        next.set(index, slot);
        return new LeaseGenerator(prefix, ttlSeconds, keysPerLease, operationsPerLease, next, after);
    }
}
