package io.minos.node.sim.promise;

import io.minos.node.raft.Message;
import io.minos.node.raft.Role;
import io.minos.node.sim.BrokenPromise;
import io.minos.node.wal.LogEnd;

/**
 * What a follower tells its leader is on its disk, and is what the leader has (Raft figure 2, AppendEntries; §7). In the term's
 * sense: an answer in a term that the disk has left behind promises nothing any more.
 */
final class Acknowledgements {
    private final Journals journals;

    Acknowledgements(Journals journals) {
        this.journals = journals;
    }

    void sent(Journal journal, Message message) {
        if (message instanceof Message.AppendReply reply) {
            if (reply.success() && reply.matchIndex() > 0) {
                check(journal, reply, reply.matchIndex());
            }
        } else if (message instanceof Message.InstallSnapshotReply reply && reply.done()) {
            check(journal, reply, reply.snapshotIndex());
        }
    }

    private void check(Journal journal, Message reply, long index) {
        LogImage disk = journal.durable();
        long term = disk.hardState().term();
        if (term < reply.term() || term == reply.term() && disk.last() < index) {
            throw new BrokenPromise("acknowledged-is-durable", journal.who() + " tells n" + reply.to() + " in term " + reply.term() + " that it holds " + index
                    + ", but its disk is in term " + term + " and ends at " + disk.last());
        }
        LogEnd truly = journal.member().durable();
        if (truly.hardState().term() < reply.term() || truly.hardState().term() == reply.term() && truly.lastIndex() < index) {
            throw new BrokenPromise("acknowledged-is-durable", journal.who() + " tells n" + reply.to() + " in term " + reply.term() + " that it holds " + index
                    + ", but what was synced is in term " + truly.hardState().term() + " and ends at " + truly.lastIndex());
        }
        Journal leader = journals.find(reply.to());
        if (term == reply.term() && leader != null && leader.status().role() == Role.LEADER && leader.status().term() == term) {
            checkAgrees(journal, leader, index);
        }
    }

    private static void checkAgrees(Journal journal, Journal leader, long index) {
        long here = journal.durable().termAt(index);
        long there = leader.handed().termAt(index);
        boolean isCommittedAndUnknown = index < journal.durable().base() || index < leader.handed().base();
        if (here != there && !isCommittedAndUnknown) {
            throw new BrokenPromise("acknowledged-is-equal", journal.who() + " tells its leader, " + leader.who() + ", that it holds " + index
                    + ", but has term " + here + " there, and the leader term " + there);
        }
    }
}
