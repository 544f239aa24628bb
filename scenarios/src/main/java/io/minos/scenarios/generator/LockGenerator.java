package io.minos.scenarios.generator;

import io.minos.checker.history.LeaseAction;
import io.minos.checker.history.LockAction;
import io.minos.client.Outcome;
import io.minos.client.operation.Answer;
import io.minos.client.operation.LeaseOperation;
import io.minos.client.operation.LockOperation;
import io.minos.client.operation.Operation;
import io.minos.scenarios.generator.Contender.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Contenders for locks, each with a lease of his own: he tries until he owns the lock, reads and writes what it guards a few
 * times, with a fence or without, lets go, and begins again. Now and then one dozes off between his read and his write, as a
 * paused process would, until somebody else has got the lock and written in his place.
 *
 * @param prefix of all its keys: {@code locks/}, the lock's number and the contender's lease in hex, and {@code data/}, the
 *     lock's number and {@code fenced} or {@code plain}
 * @param ttlSeconds of the leases, as asked for
 * @param dozePercent how often a holder dozes off
 * @param nextLease id of the next lease
 * @param nextValue number of the next value
 */
public record LockGenerator(String prefix, long ttlSeconds, int dozePercent, List<Contender> contenders, long nextLease, long nextValue) implements Generator {
    /** So that no other workload's lease has the same id. */
    private static final long IDS_FROM = 2_000_000;
    private static final int RENEW_PERCENT = 15;
    private static final int RELEASE_PERCENT = 70;
    private static final int ROUNDS_MAX = 3;

    public LockGenerator {
        contenders = List.copyOf(contenders);
        if (ttlSeconds < 1 || dozePercent < 0 || dozePercent > 100) {
            throw new IllegalArgumentException("ttlSeconds must be positive, and dozePercent 0 to 100: " + ttlSeconds + ", " + dozePercent);
        }
    }

    public static LockGenerator of(String prefix, int locks, int contendersPerLock, long ttlSeconds, int dozePercent) {
        List<Contender> contenders = IntStream.range(0, locks * contendersPerLock).mapToObj(i -> Contender.outside(prefix + "locks/" + i % locks + "/", prefix + "data/" + i % locks + "/")).toList();
        return new LockGenerator(prefix, ttlSeconds, dozePercent, contenders, IDS_FROM, 0);
    }

    /** One who is idle does what comes next for him; when nobody is, somebody looks who waits. */
    @Override
    public Step next(RandomGenerator random) {
        int from = random.nextInt(contenders.size());
        for (int i = 0; i < contenders.size(); i++) {
            int index = (from + i) % contenders.size();
            Contender contender = contenders.get(index);
            if (!contender.busy() && !contender.dozing()) {
                return step(index, contender, random);
            }
        }
        return new Step(new Operation.Range(prefix + "locks/"), this);
    }

    private Step step(int index, Contender contender, RandomGenerator random) {
        boolean renews = contender.phase() != Phase.OUTSIDE && contender.phase() != Phase.RELEASED && random.nextInt(100) < RENEW_PERCENT;
        if (renews) {
            return new Step(new LeaseOperation.KeepAlive(contender.lease()), with(index, contender.begun()));
        }
        return switch (contender.phase()) {
            case OUTSIDE -> new Step(new LeaseOperation.Grant(nextLease, ttlSeconds), new LockGenerator(prefix, ttlSeconds, dozePercent, with(index, contender.under(nextLease).begun()).contenders, nextLease + 1, nextValue));
            case WAITING -> new Step(new LockOperation.Try(contender.lock(), contender.key(), contender.lease()), with(index, contender.begun()));
            case HOLDING -> contender.rounds() < 1 + random.nextInt(ROUNDS_MAX) ? read(index, contender, random) : leave(index, contender, random);
            case READ -> write(index, contender);
            case RELEASED -> new Step(new LeaseOperation.Revoke(contender.lease()), with(index, contender.begun()));
        };
    }

    private Step read(int index, Contender contender, RandomGenerator random) {
        Contender reading = contender.reading(random.nextBoolean(), random.nextInt(100) < dozePercent);
        return new Step(new LockOperation.GuardedRead(reading.guarded(), reading.key()), with(index, reading.begun()));
    }

    private Step write(int index, Contender contender) {
        Operation write = new LockOperation.GuardedWrite(contender.guarded(), "v" + nextValue, contender.key(), contender.create(), contender.fenced());
        return new Step(write, new LockGenerator(prefix, ttlSeconds, dozePercent, with(index, contender.begun()).contenders, nextLease, nextValue + 1));
    }

    /** The key goes, and the lease later; or the key goes with the lease. */
    private Step leave(int index, Contender contender, RandomGenerator random) {
        Operation way = random.nextInt(100) < RELEASE_PERCENT ? new LockOperation.Release(contender.key()) : new LeaseOperation.Revoke(contender.lease());
        return new Step(way, with(index, contender.begun()));
    }

    @Override
    public Generator observe(Operation operation, Outcome<Answer> outcome) {
        for (int i = 0; i < contenders.size(); i++) {
            if (contenders.get(i).asked(operation)) {
                return observed(i, contenders.get(i).ended(), operation, outcome);
            }
        }
        return this;
    }

    private LockGenerator observed(int index, Contender contender, Operation operation, Outcome<Answer> outcome) {
        if (!(outcome instanceof Outcome.Ok<Answer> ok)) {
            // A renewal that failed may be tried again; after anything else he gives up, and what he holds runs out.
            boolean mayGoOn = operation instanceof LeaseOperation.KeepAlive && outcome instanceof Outcome.Fail;
            return with(index, mayGoOn ? contender : contender.goneOutside());
        }
        if (ok.value().told() instanceof LeaseAction.KeepAlive alive) {
            return with(index, alive.ttl() != null && alive.ttl() == 0 ? contender.goneOutside() : contender);
        } else if (ok.value().told() instanceof LockAction.Try attempt) {
            return with(index, attempt.owns() ? contender.holding(attempt.create()) : contender);
        } else if (ok.value().told() instanceof LockAction.GuardedWrite write) {
            boolean succeeded = Boolean.TRUE.equals(write.succeeded());
            return succeeded ? with(index, contender.afterRound()).woken(write.key()) : with(index, contender.goneOutside());
        } else if (operation instanceof LeaseOperation.Revoke) {
            return with(index, contender.goneOutside());
        }
        return with(index, contender.afterAnswer(operation));
    }

    /** Somebody else has written there, so that who still means to has lost the lock. */
    private LockGenerator woken(String written) {
        List<Contender> next = contenders.stream().map(contender -> contender.guarded().equals(written) ? contender.awake() : contender).toList();
        return new LockGenerator(prefix, ttlSeconds, dozePercent, next, nextLease, nextValue);
    }

    private LockGenerator with(int index, Contender contender) {
        List<Contender> next = new ArrayList<>(contenders);
        next.set(index, contender);
        return new LockGenerator(prefix, ttlSeconds, dozePercent, next, nextLease, nextValue);
    }
}
