package io.minos.checker.check;

import io.minos.checker.check.Leases.Deletion;
import io.minos.checker.check.Leases.Lease;
import io.minos.checker.check.Looks.Look;
import io.minos.checker.history.History;
import io.minos.checker.history.Kv;
import io.minos.checker.history.Operation;
import io.minos.checker.history.WatchStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** That a lease ends, and all its keys with it, at one revision. */
final class LeaseEnds {
    private final Leases leases;
    private final Looks looks;
    private final Calm calm;
    private final long boundNanos;
    private final Ruling ruling;
    private final Map<Lease, Long> touched = new HashMap<>();
    /** One anomaly a lease is enough: who looks again sees the same again. */
    private final Set<Lease> broken = new HashSet<>();
    private final Set<String> keysGone = new HashSet<>();

    LeaseEnds(History history, long boundNanos, Ruling ruling) {
        this.leases = Leases.of(history);
        this.looks = Looks.of(history);
        this.calm = Calm.of(history);
        this.boundNanos = boundNanos;
        this.ruling = ruling;
    }

    void judge() {
        for (Look look : looks.all()) look(look);
        for (Lease lease : leases.all()) seenGone(lease);
        split();
    }

    private void look(Look look) {
        Set<Lease> there = new HashSet<>();
        for (Kv kv : look.there().values()) {
            Lease lease = leases.ofKey(kv.key());
            if (lease == null || kv.lease() != lease.id || lease.until() < look.operation().completed() || broken.contains(lease)) continue;
            unrevoked(lease, kv, look);
            if (there.add(lease)) partial(lease, look);
            outlives(lease, kv, look);
        }
    }

    private void partial(Lease lease, Look look) {
        lease.keys.forEach((key, put) -> {
            boolean due = look.covers(key) && put.revision() <= look.revision() && leases.ofKey(key) == lease && !leases.mayBeDeletedBy(key, look.operation().completed());
            if (due && !look.there().containsKey(key)) {
                anomaly(lease, "partial", "Lease " + lease.id + " has ended for " + key + " and not for others of its keys, at one revision.", key, put, look);
            }
        });
    }

    private void unrevoked(Lease lease, Kv kv, Look look) {
        for (Operation revoke : lease.revokes) {
            if (revoke.ok() && revoke.revision() > 0 && revoke.revision() <= look.revision()) {
                anomaly(lease, "unrevoked", kv.key() + " was there at revision " + look.revision() + ", although its lease " + lease.id + " was revoked at or before revision " + revoke.revision() + ".", kv.key(), revoke, look);
            }
        }
    }

    private void outlives(Lease lease, Kv kv, Look look) {
        long asked = look.operation().invokedNanos();
        long calmSince = calm.sinceNanos(asked);
        if (lease.ttlSeconds() == 0 || calmSince == Long.MAX_VALUE) return;
        long latest = Math.max(touched.computeIfAbsent(lease, LeaseEnds::lastTouchedNanos), calmSince) + lease.ttlSeconds() * 1_000_000_000L;
        if (latest > asked - boundNanos || Changes.serializable(look.operation())) return;
        anomaly(lease, "outlives", kv.key() + " was there " + (asked - latest) / 1_000_000 + " ms after its lease " + lease.id + " of " + lease.ttlSeconds() + " s must have run out: nobody can have renewed it since, and no fault was active.", kv.key(), lease.grants.get(0), look);
    }

    /** When somebody can last have renewed it. What a request of unknown outcome did later, a fault has held up. */
    private static long lastTouchedNanos(Lease lease) {
        long last = lease.grants.get(0).completedNanos();
        for (Operation alive : lease.keepAlives) if (!Leases.toldGone(alive)) last = Math.max(last, alive.completedNanos());
        return last;
    }

    private void anomaly(Lease lease, String kind, String summary, String key, Operation before, Look look) {
        if (broken.add(lease)) ruling.anomaly(kind, summary, key, List.of(before.index(), look.operation().index()), List.of(before.describe() + ".", look.operation().describe() + "."));
    }

    /** Keys that a look showed, or an answered put left there, and a later look did not: what the promise of an end was judged by. */
    private void seenGone(Lease lease) {
        lease.keys.forEach((key, put) -> {
            for (Look look : looks.since(put.completed())) {
                if (!look.covers(key) || look.there().containsKey(key) || look.revision() < put.revision()) continue;
                if (!leases.mayBeDeletedBy(key, look.operation().completed())) keysGone.add(key);
                return;
            }
        });
    }

    /** As watchers were told: all deletions of a lease's keys have one revision. */
    private void split() {
        Map<Lease, WatchStream.WatchEvent> first = new HashMap<>();
        for (Deletion deletion : leases.deletions()) {
            Lease lease = deletion.lease();
            WatchStream.WatchEvent event = deletion.event();
            if (lease.until() != Long.MAX_VALUE || leases.mayBeDeletedBy(event.kv().key(), deletion.response().index())) continue;
            keysGone.add(event.kv().key());
            WatchStream.WatchEvent other = first.putIfAbsent(lease, event);
            if (other != null && other.revision() != event.revision() && broken.add(lease)) split(lease, other, event, deletion.stream());
        }
    }

    private void split(Lease lease, WatchStream.WatchEvent one, WatchStream.WatchEvent other, WatchStream stream) {
        List<Long> operations = new ArrayList<>(List.of(stream.request().index()));
        for (Operation revoke : lease.revokes) operations.add(revoke.index());
        ruling.anomaly("split", "The keys of lease " + lease.id + " were deleted at several revisions: " + one.kv().key() + " at " + one.revision() + ", " + other.kv().key() + " at " + other.revision() + ".", other.kv().key(), operations,
                List.of("Watchers were told of " + one + ".", "Watchers were told of " + other + "."));
    }

    /** How many keys were seen to have gone with their lease. */
    long keysGone() {
        return keysGone.size();
    }
}
