package io.minos.node.replica;

import io.minos.node.raft.Raft;
import io.minos.node.raft.ReadState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Linearizable reads by ReadIndex (Raft thesis §6.4), one round at a time: what arrives while a round is under way shares
 * the next. A round without an answer (lost message, leader change) is asked again under a new context.
 */
final class LinearizableReads {
    static final long ASK_AGAIN_NANOS = 500_000_000L;

    /** A read, or a write that looks first, and until when it may wait. */
    record Waiting(Event.Call read, long deadlineNanos) {
        long call() {
            return read.call();
        }
    }

    private record Confirmed(long index, List<Waiting> reads) {}

    private List<Waiting> gathering = new ArrayList<>();
    private List<Waiting> round = new ArrayList<>();
    private final ArrayDeque<Confirmed> confirmed = new ArrayDeque<>();
    private long context;
    private long askedNanos;

    /**
     * @param lastContext random: a context repeats neither in this life nor over restarts, or a late answer to an old question
     *     would confirm a new one
     */
    LinearizableReads(long lastContext) {
        context = lastContext;
    }

    void add(Waiting read) {
        gathering.add(read);
    }

    /** Begins a round when none is under way. A read joins only a round asked for after the read arrived. */
    void ask(Raft raft, long nowNanos) {
        if (round.isEmpty() && !gathering.isEmpty() && raft.readIndex(context + 1).isEmpty()) {
            context++;
            askedNanos = nowNanos;
            round = gathering;
            gathering = new ArrayList<>();
        }
    }

    void tick(Raft raft, long nowNanos) {
        if (!round.isEmpty() && nowNanos - askedNanos >= ASK_AGAIN_NANOS && raft.readIndex(context + 1).isEmpty()) {
            context++;
            askedNanos = nowNanos;
        }
    }

    void confirm(ReadState state) {
        if (state.context() == context && !round.isEmpty()) {
            confirmed.add(new Confirmed(state.index(), round));
            round = new ArrayList<>();
        }
    }

    /** The reads that may be answered from a state machine that has applied up to {@code appliedIndex}. */
    List<Waiting> granted(long appliedIndex) {
        if (confirmed.isEmpty()) {
            return Collections.emptyList();
        }
        List<Waiting> granted = new ArrayList<>();
        while (!confirmed.isEmpty() && mayAnswer(confirmed.peek().index(), appliedIndex)) {
            granted.addAll(confirmed.poll().reads());
        }
        return granted;
    }

    /** A read waits until the state machine has caught up with its read index. */
    private static boolean mayAnswer(long readIndex, long appliedIndex) {
        return appliedIndex >= readIndex;
    }

    /** Takes out the reads whose time is up. */
    List<Waiting> expired(long nowNanos) {
        if (gathering.isEmpty() && round.isEmpty() && confirmed.isEmpty()) {
            return Collections.emptyList();
        }
        List<Waiting> expired = new ArrayList<>();
        takeExpired(gathering, nowNanos, expired);
        takeExpired(round, nowNanos, expired);
        confirmed.forEach(batch -> takeExpired(batch.reads(), nowNanos, expired));
        return expired;
    }

    private static void takeExpired(List<Waiting> reads, long nowNanos, List<Waiting> expired) {
        if (!reads.isEmpty() && reads.get(0).deadlineNanos() <= nowNanos) { // the oldest is the first
            reads.stream().filter(read -> read.deadlineNanos() <= nowNanos).forEach(expired::add);
            reads.removeIf(read -> read.deadlineNanos() <= nowNanos);
        }
    }
}
