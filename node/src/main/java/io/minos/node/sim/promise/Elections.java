package io.minos.node.sim.promise;

import io.minos.node.raft.HardState;
import io.minos.node.raft.Membership;
import io.minos.node.raft.Message;
import io.minos.node.raft.Role;
import io.minos.node.sim.BrokenPromise;
import java.util.SortedMap;
import java.util.TreeMap;

/** Raft's election safety (figure 3), and what it rests on: one vote a term, durable before it is told, and a majority of them. */
final class Elections {
    private final SortedMap<Long, Long> leaderOfTerm = new TreeMap<>();
    /** By voter, by term: the candidate. Votes that left the voter, over all its lives. */
    private final SortedMap<Long, SortedMap<Long, Long>> votes = new TreeMap<>();

    /** Thesis §4.1: a member acts upon the newest membership in its log, committed or not. */
    void checkMembership(Journal journal) {
        Membership acted = journal.status().membership();
        journal.handed().membership().filter(newest -> !newest.equals(acted)).ifPresent(newest -> {
            throw new BrokenPromise("membership-of-log", journal.who() + " acts upon voters " + acted.voters() + " and learners " + acted.learners()
                    + ", but the newest in its log are voters " + newest.voters() + " and learners " + newest.learners());
        });
    }

    void stepped(Journal journal) {
        if (journal.hasJustBecomeLeader()) {
            leads(journal, journal.status().term());
            checkElected(journal);
        }
    }

    void sent(Journal journal, Message message) {
        if (message instanceof Message.VoteReply reply) {
            if (reply.granted() && !reply.preVote()) {
                voted(journal, reply.term(), reply.to());
            }
        } else if (message instanceof Message.RequestVote request) {
            if (!request.preVote()) {
                voted(journal, request.term(), request.from());
                checkLogDurable(journal, request);
            }
        } else if (message instanceof Message.Append || message instanceof Message.InstallSnapshot || message instanceof Message.TimeoutNow) {
            leads(journal, message.term());
        }
    }

    private void leads(Journal journal, long term) {
        if (journal.isKnownToLeadIn(term)) {
            return;
        }
        Long other = leaderOfTerm.putIfAbsent(term, journal.id());
        if (other != null && other != journal.id()) {
            throw new BrokenPromise("one-leader-a-term", journal.who() + " leads in term " + term + ", in which n" + other + " leads");
        }
        if (journal.durable().hardState().term() < term) {
            throw new BrokenPromise("vote-durable", journal.who() + " leads in term " + term + ", but only term "
                    + journal.durable().hardState().term() + " is on its disk");
        }
        journal.leadsIn(term);
    }

    private void voted(Journal journal, long term, long candidate) {
        HardState durable = journal.durable().hardState();
        // a later term on disk will do: in the older one it can vote no more
        if (durable.term() < term || durable.term() == term && durable.vote() != candidate) {
            throw new BrokenPromise("vote-durable", journal.who() + " tells of its vote for n" + candidate + " in term " + term
                    + ", but its disk holds a vote for n" + durable.vote() + " in term " + durable.term());
        }
        Long other = votes.computeIfAbsent(journal.id(), id -> new TreeMap<>()).putIfAbsent(term, candidate);
        if (other != null && other != candidate) {
            throw new BrokenPromise("one-vote-a-term", journal.who() + " votes for n" + candidate + " in term " + term + ", in which it has voted for n" + other);
        }
    }

    /** Else it could lose what it asks with, ask again in this term with less, and be elected by the answers to the first request. */
    private static void checkLogDurable(Journal journal, Message.RequestVote request) {
        boolean stillCampaigns = journal.status().role() == Role.CANDIDATE && journal.status().term() == request.term();
        if (stillCampaigns && !journal.durable().holdsCommitted(request.lastLogIndex(), request.lastLogTerm())) {
            throw new BrokenPromise("vote-durable", journal.who() + " campaigns in term " + request.term() + " with a log up to " + request.lastLogIndex()
                    + " of term " + request.lastLogTerm() + ", but its disk holds " + journal.durable().last() + " of term " + journal.durable().lastTerm());
        }
    }

    private void checkElected(Journal journal) {
        long term = journal.status().term();
        if (!isElected(journal, journal.status().membership(), term) && !isElected(journal, journal.before().membership(), term)) {
            throw new BrokenPromise("elected-by-majority", journal.who() + " leads in term " + term + " without votes of a majority of "
                    + journal.status().membership().voters());
        }
    }

    private boolean isElected(Journal journal, Membership membership, long term) {
        return Majority.of(membership, voter -> voter == journal.id()
                ? journal.durable().hardState().term() == term && journal.durable().hardState().vote() == voter
                : votes.containsKey(voter) && votes.get(voter).getOrDefault(term, 0L) == journal.id());
    }
}
