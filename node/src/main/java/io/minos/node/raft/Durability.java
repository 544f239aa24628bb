package io.minos.node.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known to be on disk, and what was handed to it and is not known yet. Tickets are handed out and come back in
 * order, the disk being a queue.
 */
final class Durability {
    /**
     * One handing out to the disk.
     *
     * @param logTo once it is on disk, the log is, up to here
     */
    private record Outstanding(long ticket, long logTo, long term, long vote) {}

    private final ArrayDeque<Outstanding> outstanding = new ArrayDeque<>();
    private long handedTo;
    private long durableTo;
    private long term;
    private long vote;
    private long ticketsHandedOut;
    private long ticketsAdvanced;

    Durability(HardState recovered, long lastIndex) {
        this.handedTo = lastIndex;
        this.durableTo = lastIndex;
        this.term = recovered.term();
        this.vote = recovered.vote();
    }

    /** The log is durable up to here, as it is in memory now. */
    long durableTo() {
        return durableTo;
    }

    /** The log was handed to the disk up to here. */
    long handedTo() {
        return handedTo;
    }

    boolean holdsTerm(long currentTerm) {
        return term == currentTerm;
    }

    boolean holdsVote(long currentTerm, long candidate) {
        return term == currentTerm && vote == candidate;
    }

    boolean isIdle() {
        return outstanding.isEmpty();
    }

    long nextTicket() {
        return ++ticketsHandedOut;
    }

    /** With this ticket, everything of the log up to {@code logTo}, the term and the vote go to the disk. */
    void handOut(long ticket, long logTo, long currentTerm, long currentVote) {
        handedTo = logTo;
        outstanding.add(new Outstanding(ticket, logTo, currentTerm, currentVote));
    }

    void advance(long ticket) {
        Invariants.check(ticket >= ticketsAdvanced && ticket <= ticketsHandedOut,
                "ticket %d advanced; the last one was %d, the last handed out %d", ticket, ticketsAdvanced, ticketsHandedOut);
        ticketsAdvanced = ticket;
        while (!outstanding.isEmpty() && outstanding.peek().ticket() <= ticket) {
            Outstanding done = outstanding.poll();
            durableTo = Math.max(durableTo, done.logTo());
            term = done.term();
            vote = done.vote();
        }
    }

    /**
     * The log in memory was cut: from here on the disk holds, or is about to hold, something else.
     *
     * <p>Writes under way are cut as well, or else this would go wrong: entries 8 to 10 are written (ticket 1), a new
     * leader replaces 8 and 9 (ticket 2), a third brings the old 8 to 10 back (ticket 3). Ticket 1 advances; the log in
     * memory is the one it wrote; but ticket 2 may reach the disk before a crash, and ticket 3 not.
     * Replayed by the script cut-and-brought-back.
     */
    void cut(long fromIndex) {
        handedTo = Math.min(handedTo, fromIndex - 1);
        durableTo = Math.min(durableTo, fromIndex - 1);
        List<Outstanding> cut = new ArrayList<>(outstanding);
        outstanding.clear();
        for (Outstanding o : cut) {
            outstanding.add(new Outstanding(o.ticket(), Math.min(o.logTo(), fromIndex - 1), o.term(), o.vote()));
        }
    }

    /** A snapshot replaces the log; of what was there only the committed part stays true. */
    void replaced(long committedTo, long markIndex) {
        cut(committedTo + 1);
        handedTo = markIndex;
    }
}
