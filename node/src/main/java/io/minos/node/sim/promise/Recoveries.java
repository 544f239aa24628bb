package io.minos.node.sim.promise;

import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.replica.Effects.Persist;
import io.minos.node.sim.BrokenPromise;
import io.minos.node.wal.Recovered;
import io.minos.node.wal.WalRecord;
import java.util.Optional;

/**
 * What a life starts from. It is all that was durable at the end of the life before, and beyond that some first part of what
 * was still on its way to the disk: nothing lost, nothing torn, nothing made up.
 */
final class Recoveries {
    private final EntryLedger ledger;

    Recoveries(EntryLedger ledger) {
        this.ledger = ledger;
    }

    /** @return what the log is now known to hold, durably */
    LogImage found(Journal journal, Recovered recovered) {
        for (Entry entry : recovered.log()) {
            if (!ledger.knows(entry)) {
                throw new BrokenPromise("nothing-made-up", journal.who() + " starts with an entry " + entry.index() + " of term " + entry.term()
                        + " and " + entry.data().size() + " bytes that was never in any log");
            }
        }
        LogImage image = journal.durable().copy();
        if (!isFound(image, recovered) && !isFoundWithPending(image, journal, recovered)) {
            throw broken(journal, recovered);
        }
        image.become(recovered);
        return image;
    }

    private static boolean isFoundWithPending(LogImage image, Journal journal, Recovered recovered) {
        for (Persist persist : journal.pending()) {
            for (WalRecord record : WalRecord.of(persist.durable())) {
                image.write(record);
                if (isFound(image, recovered)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isFound(LogImage image, Recovered recovered) {
        HardState found = recovered.hardState();
        return image.hardState().term() == found.term() && image.hardState().vote() == found.vote() && image.last() == last(recovered)
                && recovered.snapshot().filter(mark -> !image.holdsCommitted(mark.index(), mark.term())).isEmpty()
                && differenceFrom(image, recovered).isEmpty();
    }

    private static long last(Recovered recovered) {
        return recovered.snapshot().map(SnapshotMark::index).orElse(0L) + recovered.log().size();
    }

    private static Optional<Entry> differenceFrom(LogImage image, Recovered recovered) {
        for (Entry entry : recovered.log()) {
            if (image.termAt(entry.index()) != entry.term() && entry.index() > image.base()) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    private static BrokenPromise broken(Journal journal, Recovered recovered) {
        LogImage durable = journal.durable();
        HardState kept = durable.hardState();
        HardState found = recovered.hardState();
        if (found.term() < kept.term() || found.term() == kept.term() && kept.vote() != 0 && found.vote() != kept.vote()) {
            return new BrokenPromise("vote-durable", journal.who() + " starts in term " + found.term() + " with a vote for n" + found.vote()
                    + ", but term " + kept.term() + " with a vote for n" + kept.vote() + " was durable");
        }
        return new BrokenPromise("nothing-durable-lost", journal.who() + " starts with a log up to " + last(recovered) + differenceFrom(durable, recovered)
                .map(entry -> " that has term " + entry.term() + " at " + entry.index() + " instead of " + durable.termAt(entry.index())).orElse("")
                + ", but one up to " + durable.last() + " of term " + durable.lastTerm() + " was durable, and no first part of what was being written after it comes to that");
    }
}
