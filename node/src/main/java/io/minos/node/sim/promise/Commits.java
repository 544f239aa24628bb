package io.minos.node.sim.promise;

import io.minos.node.raft.Durable;
import io.minos.node.raft.RaftStatus;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.sim.BrokenPromise;
import java.util.Arrays;
import java.util.List;

/**
 * What is committed: from the step at which the first member knows it, for ever, everywhere. Promises of Raft's figure 3
 * (leader append-only, leader completeness, state machine safety as far as the log goes), of §5.4.2, and that what is
 * committed is on a majority's disks.
 */
final class Commits {
    private final Journals journals;
    private long[] terms = new long[1024];
    /** By index, the term of the leader that committed it: no less than the entry's own. */
    private long[] committedIn = new long[1024];
    private long newest;

    Commits(Journals journals) {
        this.journals = journals;
    }

    /** Up to here entries are known to be committed. */
    long newest() {
        return newest;
    }

    /** {@link LogImage#UNKNOWN} for what is not committed, or was from the beginning. */
    long termAt(long index) {
        return index <= newest ? terms[(int) index] : LogImage.UNKNOWN;
    }

    // ---- a life begins

    /** The snapshot that a new cluster begins with is committed by decree. */
    void founded(SnapshotMark mark) {
        if (newest == 0) {
            record(mark.index(), mark.term(), mark.term());
        }
    }

    void started(Journal journal) {
        long commit = journal.status().commit();
        if (commit > newest && journal.durable().addsSecondVoterAt(commit, journal.id())) {
            for (long index = newest + 1; index <= commit; index++) {
                record(index, journal.handed().termAt(index), journal.status().term());
            }
        } else if (commit > newest) {
            throw new BrokenPromise("committed-is-durable", journal.who() + " starts with commit " + commit + ", but nothing is committed beyond " + newest);
        }
        for (long index = journal.handed().base(); index <= commit; index++) {
            checkSame(journal, index);
        }
    }

    // ---- a step

    /** To be called before the member's image of its log takes it up. */
    void handed(Journal journal, Durable durable) {
        if (!durable.entries().isEmpty()) {
            checkOverwrites(journal, durable.entries().get(0).index());
        }
        durable.snapshot().ifPresent(mark -> checkCommitted(journal, mark));
    }

    private static void checkOverwrites(Journal journal, long first) {
        if (first <= journal.before().commit()) {
            throw new BrokenPromise("committed-stays", journal.who() + " overwrites its log from " + first + " on, but knew that it is committed up to " + journal.before().commit());
        }
        if (journal.ledBeforeAndAfter() && first <= journal.before().lastIndex()) {
            throw new BrokenPromise("leader-appends-only", journal.who() + " leads in term " + journal.status().term() + " and overwrites its own log from "
                    + first + " on, which went up to " + journal.before().lastIndex());
        }
    }

    private void checkCommitted(Journal journal, SnapshotMark mark) {
        if (mark.index() > newest || termAt(mark.index()) != mark.term()) {
            throw new BrokenPromise("snapshot-is-committed", journal.who() + " installs a snapshot at " + mark.index() + " of term " + mark.term()
                    + "; committed is " + (mark.index() > newest ? "nothing beyond " + newest : "term " + termAt(mark.index())));
        }
    }

    /** After the member's image of its log has taken up what it handed to the disk. */
    void stepped(Journal journal) {
        RaftStatus before = journal.before();
        RaftStatus now = journal.status();
        if (now.term() < before.term()) {
            throw new BrokenPromise("term-goes-on", journal.who() + " goes back from term " + before.term() + " to " + now.term());
        }
        if (now.commit() < before.commit()) {
            throw new BrokenPromise("commit-goes-on", journal.who() + " goes back from commit " + before.commit() + " to " + now.commit());
        }
        if (now.commit() > before.commit()) {
            committed(journal, before.commit(), now.commit());
        }
        if (journal.hasJustBecomeLeader()) {
            checkComplete(journal);
        }
    }

    private void committed(Journal journal, long from, long to) {
        if (to > journal.handed().last()) {
            throw new BrokenPromise("commit-goes-on", journal.who() + " knows commit " + to + " with a log up to " + journal.handed().last());
        }
        for (long index = Math.max(from + 1, journal.handed().base()); index <= Math.min(to, newest); index++) {
            checkSame(journal, index);
        }
        if (to > newest) {
            checkOnMajority(journal, to);
            for (long index = newest + 1; index <= to; index++) {
                record(index, journal.handed().termAt(index), journal.status().term());
            }
        }
        if (journal.ledBeforeAndAfter() && journal.handed().termAt(to) != journal.status().term()) {
            throw new BrokenPromise("commit-in-own-term", journal.who() + " leads in term " + journal.status().term() + " and commits " + to
                    + ", of term " + journal.handed().termAt(to) + ", by counting (figure 8)");
        }
    }

    private void checkSame(Journal journal, long index) {
        if (index > 0 && !journal.handed().holdsCommitted(index, termAt(index))) {
            throw new BrokenPromise("state-machine-safety", journal.who() + " knows entry " + index + " as committed in term " + journal.handed().termAt(index)
                    + ", which was committed in term " + termAt(index));
        }
    }

    /** A membership is in force from when it is appended; in the step that appended it, something may have been committed before. */
    private void checkOnMajority(Journal journal, long index) {
        long term = journal.handed().termAt(index);
        boolean holds = Majority.of(journal.status().membership(), voter -> isDurableAt(voter, index, term))
                || Majority.of(journal.before().membership(), voter -> isDurableAt(voter, index, term))
                || journal.durable().addsSecondVoterAt(index, journal.id()) && isDurableAt(journal.id(), index, term);
        if (!holds) {
            throw new BrokenPromise("committed-is-durable", journal.who() + " in term " + journal.status().term() + " commits " + index + " of term " + term
                    + ", which is not on the disks of a majority of " + journal.status().membership().voters() + ": " + whoHolds(index, term) + " hold it");
        }
    }

    private boolean isDurableAt(long voter, long index, long term) {
        Journal journal = journals.find(voter);
        return journal != null && journal.durable().holdsCommitted(index, term);
    }

    private List<Long> whoHolds(long index, long term) {
        return journals.idsOf(journal -> journal.durable().holdsCommitted(index, term));
    }

    /**
     * Figure 3 has it of leaders of later terms only: one whose votes came late may be elected when a successor has already
     * committed. By log matching, holding the newest entry committed before its term is holding all of them.
     */
    private void checkComplete(Journal journal) {
        long index = newest;
        while (index > 0 && committedIn[(int) index] >= journal.status().term()) {
            index--;
        }
        if (index > 0 && !journal.handed().holdsCommitted(index, termAt(index))) {
            throw new BrokenPromise("leader-completeness", journal.who() + " leads in term " + journal.status().term() + " without entry " + index + " of term "
                    + termAt(index) + ", which was committed in term " + committedIn[(int) index] + "; its log goes up to " + journal.handed().last() + " of term " + journal.handed().lastTerm());
        }
    }

    private void record(long index, long term, long inTerm) {
        if (index >= terms.length) {
            int length = (int) Math.max(index + 1, terms.length * 2L);
            terms = Arrays.copyOf(terms, length);
            committedIn = Arrays.copyOf(committedIn, length);
        }
        terms[(int) index] = term;
        committedIn[(int) index] = inTerm;
        newest = Math.max(newest, index);
    }
}
