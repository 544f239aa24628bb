package io.minos.node.sim.promise;

import io.minos.node.raft.Message;
import io.minos.node.replica.Effects;
import io.minos.node.replica.Effects.Persist;
import io.minos.node.sim.Observer;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import io.minos.node.sim.WorldOptions;
import io.minos.node.wal.Recovered;
import java.util.List;

/**
 * All that is promised of the members, checked at every step; and the account of what they did, for the promises to clients.
 * One for one cluster.
 */
public final class Promises implements Observer {
    private final Journals journals = new Journals();
    private final EntryLedger ledger = new EntryLedger();
    private final Recoveries recoveries = new Recoveries(ledger);
    private final Elections elections = new Elections();
    private final Acknowledgements acknowledgements = new Acknowledgements(journals);
    private final Commits commits = new Commits(journals);
    private final AppliedHistory history = new AppliedHistory();
    private final LeasePromise leases;
    private final ReadPromise reads;
    private final AuthPromise auth = new AuthPromise();
    private final AppliedSequence applied;
    private final Contents contents;

    public Promises(WorldOptions options) {
        leases = new LeasePromise(history, options.clocks().driftMax());
        reads = new ReadPromise(history);
        applied = new AppliedSequence(commits, ledger, history, leases, auth);
        contents = new Contents(applied, history, leases, auth);
    }

    /** What the cluster's key space went through. */
    public AppliedHistory history() {
        return history;
    }

    /** Whether this entry is known to be committed, by any member. */
    public boolean isCommitted(long index, long term) {
        return commits.termAt(index) == term;
    }

    /** Up to here entries are known to be committed. */
    public long committed() {
        return commits.newest();
    }

    /** To be told of what clients are answered. */
    public ReadPromise reads() {
        return reads;
    }

    /** To be told of what clients are answered. */
    public LeasePromise leases() {
        return leases;
    }

    /** To be told of what clients are answered. */
    public AuthPromise auth() {
        return auth;
    }

    /** Every member that is up has the contents it must have at its applied index. For the end of a run. */
    public void checkContents(SimulatedCluster cluster) {
        cluster.up().forEach(member -> contents.check(journal(member)));
    }

    @Override
    public void started(SimulatedMember member, Recovered recovered) {
        Journal journal = journals.find(member.id());
        if (journal == null) {
            journal = founded(member, recovered);
        } else {
            journal.begin(recoveries.found(journal, recovered), member.status());
        }
        elections.checkMembership(journal);
        commits.started(journal);
        applied.started(journal);
        contents.check(journal);
    }

    private Journal founded(SimulatedMember member, Recovered recovered) {
        Journal journal = new Journal(member, member.status());
        LogImage image = LogImage.empty();
        image.become(recovered);
        journal.begin(image, member.status());
        journals.add(journal);
        recovered.snapshot().ifPresent(commits::founded);
        return journal;
    }

    @Override
    public void stepped(SimulatedMember member, Effects effects) {
        Journal journal = journal(member);
        journal.stepped(member.status());
        List<Persist> persists = effects.persists();
        boolean installed = false;
        for (int i = 0; i < persists.size(); i++) {
            Persist persist = persists.get(i);
            commits.handed(journal, persist.durable());
            ledger.handed(journal, persist.durable());
            journal.hand(persist);
            installed |= persist.durable().snapshot().isPresent();
        }
        if (!persists.isEmpty()) { // else its log is as it was
            elections.checkMembership(journal);
        }
        elections.stepped(journal);
        commits.stepped(journal);
        applied.stepped(journal, effects);
        if (installed) {
            contents.check(journal);
        }
    }

    @Override
    public void sent(SimulatedMember member, Message message) {
        Journal journal = journal(member);
        elections.sent(journal, message);
        acknowledgements.sent(journal, message);
    }

    @Override
    public void persisted(SimulatedMember member, Persist persist) {
        journal(member).persisted(persist.ticket());
    }

    private Journal journal(SimulatedMember member) {
        Journal journal = journals.find(member.id());
        if (journal == null) {
            throw new IllegalStateException("n" + member.id() + " was never started");
        }
        return journal;
    }
}
