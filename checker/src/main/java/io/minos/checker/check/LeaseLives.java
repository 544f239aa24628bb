package io.minos.checker.check;

import io.minos.checker.check.Leases.Cover;
import io.minos.checker.check.Leases.Deletion;
import io.minos.checker.check.Leases.Lease;
import io.minos.checker.check.Looks.Look;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Operation;
import io.minos.checker.history.WatchStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** That a lease lives while it is covered, and never comes back. */
final class LeaseLives {
    private final Leases leases;
    private final Looks looks;
    private final double drift;
    private final Ruling ruling;
    /** By key: what a leased key's watchers were told first. */
    private final Map<String, Deletion> deletions = new HashMap<>();
    private long looksWhileCovered;

    LeaseLives(History history, double drift, Ruling ruling) {
        this.leases = Leases.of(history);
        this.looks = Looks.of(history);
        this.drift = drift;
        this.ruling = ruling;
        for (Deletion deletion : leases.deletions()) {
            deletions.merge(deletion.event().kv().key(), deletion, (one, other) -> one.response().index() < other.response().index() ? one : other);
        }
    }

    void judge(Lease lease) {
        grantedTwice(lease);
        comesBack(lease);
        Cover cover = lease.cover(drift).orElse(null);
        if (cover == null) return;
        for (Operation refused : lease.refused) told(lease, cover, refused, "a put was told that there is no such lease");
        for (Operation alive : lease.keepAlives) {
            if (Leases.toldGone(alive)) told(lease, cover, alive, "a keep-alive was told that it is gone");
        }
        lease.keys.forEach((key, put) -> {
            if (leases.ofKey(key) == lease) key(lease, cover, key, put);
        });
    }

    /** An answer that the lease is gone. */
    private void told(Lease lease, Cover cover, Operation answer, String what) {
        boolean granted = !lease.grants.isEmpty() && lease.grants.get(0).completed() < answer.index();
        if (granted && answer.completedNanos() < cover.untilNanos() && lives(lease, answer.completed())) gone(lease, cover, what, null, answer, List.of(answer.describe() + "."));
    }

    private static boolean lives(Lease lease, long index) {
        return index < lease.mayBeRevokedFrom() && index < lease.until();
    }

    private void key(Lease lease, Cover cover, String key, Operation put) {
        for (Look look : looks.since(put.index())) {
            Operation read = look.operation();
            if (read.invokedNanos() > cover.untilNanos()) break;
            boolean judged = look.covers(key) && read.completedNanos() < cover.untilNanos() && look.revision() >= put.revision() && lives(lease, read.completed()) && !leases.mayBeDeletedBy(key, read.completed());
            if (!judged) continue;
            looksWhileCovered++;
            if (look.there().containsKey(key)) continue;
            gone(lease, cover, key + " was gone", key, read, List.of(put.describe() + ".", read.describe() + ": without " + key + "."));
            return;
        }
        Deletion deletion = deletions.get(key);
        if (deletion == null) return;
        WatchStream.Response response = deletion.response();
        if (response.timeNanos() < cover.untilNanos() && lives(lease, response.index()) && !leases.mayBeDeletedBy(key, response.index())) {
            gone(lease, cover, "a watcher was told that " + key + " was gone", key, deletion.stream().request(), List.of(put.describe() + ".", "Response #" + response.index() + " at revision " + response.revision() + " deletes " + key + "."));
        }
    }

    private void gone(Lease lease, Cover cover, String what, @Nullable String key, Operation witness, List<String> steps) {
        Operation by = cover.by();
        long left = (cover.untilNanos() - witness.completedNanos()) / 1_000_000;
        String summary = "Lease " + lease.id + ": " + what + (left > 0 ? " at least " + left + " ms" : "") + " before the end of the time that an answered " + (by.f().equals(F.LEASE_GRANT) ? "grant" : "keep-alive") + " covers.";
        List<String> all = new ArrayList<>(List.of("Covered by " + by.describe() + ", sent at " + by.invokedNanos() / 1_000_000 + " ms, until " + cover.untilNanos() / 1_000_000 + " ms."));
        all.addAll(steps);
        ruling.anomaly("gone", summary, key, List.of(by.index(), witness.index()), all);
    }

    private void comesBack(Lease lease) {
        Operation end = null;
        for (Operation revoke : lease.revokes) if (revoke.ok() && (end == null || revoke.completed() < end.completed())) end = revoke;
        for (Operation alive : lease.keepAlives) if (Leases.toldGone(alive) && (end == null || alive.completed() < end.completed())) end = alive;
        if (end == null) return;
        for (Operation alive : lease.keepAlives) {
            if (!Leases.renewed(alive) || alive.index() < end.completed() || alive.completed() > lease.until()) continue;
            boolean revoked = lease.revokes.contains(end);
            ruling.anomaly(revoked ? "renewed-after-revoke" : "renewed-after-gone", "Lease " + lease.id + " was renewed after " + (revoked ? "its revocation was acknowledged." : "an answer had said that it is gone."), null,
                    List.of(end.index(), alive.index()), List.of(end.describe() + ".", alive.describe() + "."));
            return;
        }
    }

    private void grantedTwice(Lease lease) {
        if (lease.grants.size() < 2) return;
        Operation first = lease.grants.get(0);
        Operation second = lease.grants.get(1);
        boolean both = first.ok() && second.ok() && first.completed() < second.index();
        if (!both || second.completedNanos() >= lease.cover(drift).map(Cover::untilNanos).orElse(0L) || lease.mayBeRevokedFrom() < second.completed()) return;
        ruling.anomaly("granted-twice", "Lease " + lease.id + " was granted again while it lived.", null, List.of(first.index(), second.index()), List.of(first.describe() + ".", second.describe() + "."));
    }

    /** Pairs of a look and a key that had to be there. */
    long looksWhileCovered() {
        return looksWhileCovered;
    }
}
