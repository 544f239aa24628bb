package io.minos.node.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A leader's pending reads (Raft thesis §6.4). Each is numbered when it comes; once a majority has acknowledged a
 * message that carried its number or a later one, no later leader had been elected when the read came.
 */
final class Reads {
    /** More than this are refused: a leader without a majority must not collect them for ever. */
    static final int PENDING_MAX = 1 << 16;

    /** @param asker the member that asks, under its own {@code context} */
    record Asked(long asker, long context) {}

    /** A read that may be answered. */
    record Answer(Asked asked, long index) {}

    private record Pending(long number, Answer answer) {}

    private final ArrayDeque<Asked> early = new ArrayDeque<>();
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private long newest;

    /** The number of the newest read, which messages to all are to carry. */
    long newest() {
        return newest;
    }

    boolean isFull() {
        return early.size() + pending.size() >= PENDING_MAX;
    }

    boolean isWaiting() {
        return !pending.isEmpty();
    }

    /** For when the leader has committed an entry of its term. */
    void askEarly(Asked asked) {
        early.add(asked);
    }

    void ask(Asked asked, long commit) {
        pending.add(new Pending(++newest, new Answer(asked, commit)));
    }

    /** The leader has committed an entry of its own term: now it knows what is committed. */
    void askAllEarly(long commit) {
        for (Asked asked = early.poll(); asked != null; asked = early.poll()) {
            ask(asked, commit);
        }
    }

    /** What is answered once a majority has acknowledged read {@code number}. */
    List<Answer> confirmed(long number) {
        if (pending.isEmpty() || pending.peek().number() > number) {
            return List.of();
        }
        List<Answer> answers = new ArrayList<>();
        while (!pending.isEmpty() && pending.peek().number() <= number) {
            answers.add(pending.poll().answer());
        }
        return answers;
    }
}
