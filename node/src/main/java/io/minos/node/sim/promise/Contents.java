package io.minos.node.sim.promise;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.KeyValue;
import io.minos.node.apply.StateMachine;
import io.minos.node.mvcc.Revision;
import io.minos.node.mvcc.View;
import io.minos.node.sim.BrokenPromise;
import io.minos.node.sim.promise.AppliedHistory.Change;
import java.util.List;
import java.util.Map;

/**
 * A whole key space against the truth: every change that is to be retained is there, as it was made, and no other. For when a
 * state comes from somewhere: out of a snapshot, or to the end of the simulation. Promise {@code same-contents}.
 */
final class Contents {
    private final AppliedSequence applied;
    private final AppliedHistory history;
    private final LeasePromise leases;
    private final AuthPromise auth;

    Contents(AppliedSequence applied, AppliedHistory history, LeasePromise leases, AuthPromise auth) {
        this.applied = applied;
        this.history = history;
        this.leases = leases;
        this.auth = auth;
    }

    void check(Journal journal) {
        StateMachine state = journal.member().state();
        long index = state.appliedIndex();
        View view = state.store().glance();
        expect(journal, index, "revision", view.revision(), applied.revisionAfter(index));
        expect(journal, index, "compact revision", view.compactRevision(), applied.compactRevisionAfter(index));
        long[] count = {0};
        view.forEachRetained(revision -> {
            checkMade(journal, index, revision);
            count[0]++;
        });
        if (count[0] != retained(view)) {
            throw new BrokenPromise("same-contents", what(journal, index) + "has " + count[0] + " changes instead of " + retained(view) + firstMissing(view));
        }
        leases.differenceIn(state).ifPresent(difference -> {
            throw new BrokenPromise("same-contents", what(journal, index) + difference);
        });
        auth.stepped(journal);
    }

    private static void expect(Journal journal, long index, String what, long is, long expected) {
        if (is != expected) {
            throw new BrokenPromise("same-contents", what(journal, index) + "has " + what + " " + is + "; the first that was there had " + expected);
        }
    }

    private static String what(Journal journal, long index) {
        return journal.who() + ", its state at entry " + index + ", ";
    }

    private void checkMade(Journal journal, long index, Revision revision) {
        List<Change> made = revision.main() <= history.newest() ? history.changesOf(revision.main()) : List.of();
        if (revision.sub() >= made.size() || !made.get(revision.sub()).kv().equals(revision.kv())) {
            throw new BrokenPromise("same-contents", what(journal, index) + "has " + AppliedHistory.text(revision.kv()) + " instead of "
                    + (revision.sub() < made.size() ? AppliedHistory.text(made.get(revision.sub()).kv()) : "nothing"));
        }
    }

    private long retained(View view) {
        long from = Math.max(2, view.compactRevision());
        long count = view.revision() < from ? 0 : history.countBetween(from, view.revision());
        if (view.compactRevision() > 0) {
            for (ByteString key : history.byKey().keySet()) {
                count += isOldAndAlive(key, view.compactRevision()) ? 1 : 0;
            }
        }
        return count;
    }

    /** Compaction keeps what was alive at it, however old, and all from it on. */
    private boolean isOldAndAlive(ByteString key, long compactRevision) {
        return history.find(key, compactRevision).filter(kv -> kv.getModRevision() < compactRevision).isPresent();
    }

    private String firstMissing(View view) {
        for (Map.Entry<ByteString, List<Change>> key : history.byKey().entrySet()) {
            for (Change change : key.getValue()) {
                KeyValue kv = change.kv();
                if (change.revision() <= view.revision() && change.revision() >= view.compactRevision() && !isIn(view, kv)) {
                    return "; the first that is missing is " + AppliedHistory.text(kv);
                }
            }
        }
        return "";
    }

    private static boolean isIn(View view, KeyValue kv) {
        boolean[] found = {false};
        view.forEachRetained(revision -> found[0] |= revision.kv().equals(kv));
        return found[0];
    }
}
