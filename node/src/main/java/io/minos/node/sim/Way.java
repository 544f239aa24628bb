package io.minos.node.sim;

import io.minos.node.raft.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One direction between two ends: what is wrong with it now, and what that did. Each message takes the same number of random
 * numbers, whatever its fate: a fault left out leaves the latencies of all others as they were.
 */
final class Way {
    private static final double UNIT = 0x1.0p-53;
    private static final double TAIL_MAX = 100;
    static final Runnable NOBODY_KNOWS = () -> { };

    private record Held(Runnable arrive, Runnable swallowed) {}

    final Worst loss = new Worst();
    final Worst duplication = new Worst();
    final Worst extra = new Worst();
    final Worst jitter = new Worst();

    private final Agenda agenda;
    private final WorldOptions.Net options;
    private final RandomGenerator random;
    private final Conversation messages = new Conversation();
    private final Conversation snapshots = new Conversation();
    private final List<Held> piledUp = new ArrayList<>();
    private int cuts;
    private int clogs;

    private long swallowed;
    private long lost;
    private long duplicated;
    private long delayed;
    private long held;

    Way(Agenda agenda, WorldOptions.Net options, RandomGenerator random) {
        this.agenda = agenda;
        this.options = options;
        this.random = random;
    }

    // ------------------------------------------------------------------ faults

    void cut() {
        cuts++;
        List<Held> gone = List.copyOf(piledUp);
        piledUp.clear();
        gone.forEach(message -> swallow(message.swallowed()));
    }

    void mend() {
        cuts = Math.max(0, cuts - 1);
    }

    boolean isCut() {
        return cuts > 0;
    }

    void clog() {
        clogs++;
    }

    void unclog() {
        clogs = Math.max(0, clogs - 1);
        if (clogs == 0) {
            List<Held> free = List.copyOf(piledUp);
            piledUp.clear();
            free.forEach(message -> message.arrive().run());
        }
    }

    boolean isClogged() {
        return clogs > 0;
    }

    Network.Traffic traffic() {
        return new Network.Traffic(swallowed, lost, duplicated, delayed, held);
    }

    // ------------------------------------------------------------------ messages

    /** Parts of snapshots travel on a connection of their own, see {@code transport.Lane}. */
    Conversation laneOf(Message message) {
        return message instanceof Message.InstallSnapshot ? snapshots : messages;
    }

    /** @param ownLoss the share that is lost without any fault */
    void send(long now, Optional<Conversation> order, double ownLoss, boolean mayRepeat, Runnable arrive) {
        long fate = random.nextLong();
        long chance = random.nextLong();
        double survival = (fate >>> 32) * 0x1.0p-32;
        double repetition = (fate & 0xFFFF_FFFFL) * 0x1.0p-32;
        if (cuts > 0) {
            swallowed++;
        } else if (survival < ownLoss) {
            return;
        } else if (survival < ownLoss + (1 - ownLoss) * loss.value()) {
            lost++;
        } else {
            travel(now, chance, order, arrive, NOBODY_KNOWS);
            if (mayRepeat) {
                repeat(now, repetition, fate * 0x9E3779B97F4A7C15L, arrive);
            }
        }
    }

    /** The second is not bound to any order: it may arrive first. */
    private void repeat(long now, double repetition, long chance, Runnable arrive) {
        if (repetition < options.duplication()) {
            travel(now, chance, Optional.empty(), arrive, NOBODY_KNOWS);
        } else if (repetition < options.duplication() + (1 - options.duplication()) * duplication.value()) {
            duplicated++;
            travel(now, chance, Optional.empty(), arrive, NOBODY_KNOWS);
        }
    }

    void carry(long now, Optional<Conversation> order, Runnable arrive, Runnable whenSwallowed) {
        long chance = random.nextLong();
        if (cuts > 0) {
            swallow(whenSwallowed);
        } else {
            travel(now, chance, order, arrive, whenSwallowed);
        }
    }

    private void swallow(Runnable whenSwallowed) {
        swallowed++;
        whenSwallowed.run();
    }

    private void travel(long now, long chance, Optional<Conversation> order, Runnable arrive, Runnable whenSwallowed) {
        long arrival = now + options.latencyMin() + latency((chance >>> 11) * UNIT);
        if (extra.value() > 0 || jitter.value() > 0) {
            delayed++;
            arrival += (long) (extra.value() + jitter.value() * ((chance & 0x7FF) / 2048.0));
        }
        agenda.at(order.isPresent() ? order.get().inOrder(arrival) : arrival, () -> arriveAtEnd(arrive, whenSwallowed));
    }

    private void arriveAtEnd(Runnable arrive, Runnable whenSwallowed) {
        if (cuts > 0) {
            swallow(whenSwallowed);
        } else if (clogs > 0) {
            held++;
            piledUp.add(new Held(arrive, whenSwallowed));
        } else {
            arrive.run();
        }
    }

    /** @param chance from 0, inclusive, to 1 */
    private long latency(double chance) {
        double mean = options.latencyMean();
        return (long) switch (options.shape()) {
            case UNIFORM -> 2 * mean * chance;
            case EXPONENTIAL -> -mean * StrictMath.log(1 - chance);
            // Pareto with alpha 2, whose mean is twice its least: most are quick, and now and then one takes very long
            case LONG_TAIL -> Math.min(TAIL_MAX * mean, mean / 2 / Math.sqrt(1 - chance));
        };
    }
}
