package io.minos.node.raft;

import java.util.SortedSet;
import java.util.TreeMap;

/** The votes of one election, or of the pre-vote before one (Raft thesis §9.6). */
final class Ballot implements Standing {
    enum Outcome { PENDING, WON, LOST }

    private final boolean preVote;
    private final long term;
    private final boolean leaderTransfer;
    private final TreeMap<Long, Boolean> votes = new TreeMap<>();

    /** @param term voted about: for a pre-vote the one after the current */
    Ballot(boolean preVote, long term, boolean leaderTransfer) {
        this.preVote = preVote;
        this.term = term;
        this.leaderTransfer = leaderTransfer;
    }

    @Override
    public Role role() {
        return preVote ? Role.PRE_CANDIDATE : Role.CANDIDATE;
    }

    boolean isPreVote() {
        return preVote;
    }

    boolean isLeaderTransfer() {
        return leaderTransfer;
    }

    /** A pre-vote's refusal carries the voter's own term; its grant the term asked about. */
    boolean concerns(Message.VoteReply reply) {
        return reply.preVote() == preVote && (reply.term() == term || !reply.granted());
    }

    /** The first word of a voter counts (Raft §5.2: each votes once). */
    void record(long voter, boolean granted) {
        votes.putIfAbsent(voter, granted);
    }

    /** Counts voters only, whoever answered. */
    Outcome outcome(SortedSet<Long> voters) {
        if (Quorum.isQuorum(voters, voter -> votes.getOrDefault(voter, false))) {
            return Outcome.WON;
        }
        return Quorum.isQuorum(voters, voter -> !votes.getOrDefault(voter, true)) ? Outcome.LOST : Outcome.PENDING;
    }
}
