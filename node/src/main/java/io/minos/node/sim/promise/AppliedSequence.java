package io.minos.node.sim.promise;

import io.minos.node.apply.Command;
import io.minos.node.mvcc.Store;
import io.minos.node.replica.Effects;
import io.minos.node.replica.Effects.Done;
import io.minos.node.replica.Effects.Persist;
import io.minos.node.sim.BrokenPromise;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is applied: committed entries, each once in a life, in order, without gap; the same everywhere, and with the same
 * effect (state machine safety, Raft figure 3). A command takes effect once, however often it was proposed.
 */
final class AppliedSequence {
    private final Commits commits;
    private final EntryLedger ledger;
    private final AppliedHistory history;
    private final LeasePromise leases;
    private final AuthPromise auth;
    /** By index: the store's revision after it; 0 where nothing was applied yet. */
    private long[] revisions = new long[1024];
    private long newest;
    private final Map<Long, Long> indexOfCommand = new HashMap<>();
    private final TreeMap<Long, Long> compactions = new TreeMap<>();

    AppliedSequence(Commits commits, EntryLedger ledger, AppliedHistory history, LeasePromise leases, AuthPromise auth) {
        this.commits = commits;
        this.ledger = ledger;
        this.history = history;
        this.leases = leases;
        this.auth = auth;
        this.revisions[0] = 1; // of one that has nothing yet, and joins
    }

    void started(Journal journal) {
        long index = journal.member().state().appliedIndex();
        journal.applied(index);
        if (newest == 0) { // a cluster's first; a member that joins later begins below it, with nothing
            long revision = journal.member().state().store().revision();
            Arrays.fill(revisions, 0, (int) index, revision);
            record(index, revision);
        }
    }

    private void record(long index, long revision) {
        if (index >= revisions.length) {
            revisions = Arrays.copyOf(revisions, (int) Math.max(index + 1, revisions.length * 2L));
        }
        revisions[(int) index] = revision;
        newest = index;
    }

    /** The revision after this index, 0 if nobody has applied it. */
    long revisionAfter(long index) {
        return index < revisions.length ? revisions[(int) index] : 0;
    }

    long compactRevisionAfter(long index) {
        Map.Entry<Long, Long> newestBefore = compactions.floorEntry(index);
        return newestBefore == null ? -1 : newestBefore.getValue();
    }

    void stepped(Journal journal, Effects effects) {
        long before = journal.applied();
        long now = before;
        for (Persist persist : effects.persists()) { // snapshots are installed first in a step
            if (persist.durable().snapshot().isPresent()) {
                now = Math.max(now, persist.durable().snapshot().get().index());
            }
        }
        List<Done> done = effects.applied();
        for (int i = 0; i < done.size(); i++) {
            now = apply(journal, now, done.get(i));
        }
        if (now != before) {
            journal.applied(now);
            leases.stepped(journal);
            auth.stepped(journal);
        }
        if (journal.status().applied() != now) {
            throw new BrokenPromise("applied-in-order", journal.who() + " says that " + journal.status().applied() + " is applied, but it is " + now);
        }
    }

    private long apply(Journal journal, long before, Done done) {
        long index = done.entry().index();
        if (index != before + 1) {
            throw new BrokenPromise("applied-in-order", journal.who() + " applies " + index + " after " + before);
        }
        if (index > commits.newest() || commits.termAt(index) != done.entry().term() || !ledger.knows(done.entry())) {
            throw new BrokenPromise("state-machine-safety", journal.who() + " applies entry " + index + " of term " + done.entry().term() + "; committed is "
                    + (index > commits.newest() ? "nothing beyond " + commits.newest() : "one of term " + commits.termAt(index)));
        }
        checkChanges(journal, done);
        if (index > newest) {
            first(journal, done);
        } else if (revisions[(int) index] != done.revision()) {
            throw new BrokenPromise("same-changes", journal.who() + " is at revision " + done.revision() + " after entry " + index + "; the first that applied it was at "
                    + revisions[(int) index]);
        }
        return index;
    }

    private void checkChanges(Journal journal, Done done) {
        long before = revisionAfter(done.entry().index() - 1);
        if (done.revision() < before) {
            throw new BrokenPromise("revision-goes-on", journal.who() + " goes back from revision " + before + " to " + done.revision() + " with entry " + done.entry().index());
        }
        Store store = journal.member().state().store();
        for (long revision = before + 1; revision <= done.revision(); revision++) {
            history.made(journal, revision, store.changes(revision));
        }
    }

    private void first(Journal journal, Done done) {
        long index = done.entry().index();
        record(index, done.revision());
        Command command = done.command();
        if (command.getId() != 0) {
            Long other = indexOfCommand.putIfAbsent(command.getId(), index);
            if (other != null) {
                throw new BrokenPromise("command-once", journal.who() + " applies a command at " + index + " that was applied at " + other + ": " + command.getRequestCase()
                        + " with id " + Long.toHexString(command.getId()));
            }
        }
        if (command.hasCompaction() && !done.refused()) {
            compactions.put(index, command.getCompaction().getRevision());
            history.compacted(command.getCompaction().getRevision());
        }
        leases.applied(journal, done, journal.member().now());
        auth.applied(journal, done);
    }
}
