package io.minos.scenarios.load;

import io.minos.checker.history.Action;
import io.minos.checker.history.Event;
import io.minos.checker.history.Kv;
import io.minos.checker.history.LeaseAction;
import io.minos.checker.history.LockAction;
import io.minos.checker.history.Seen;
import io.minos.checker.history.WatchStream.WatchEvent;
import io.minos.client.CallError;
import io.minos.client.Outcome;
import io.minos.client.operation.Answer;
import io.minos.client.operation.LeaseOperation;
import io.minos.client.operation.LockOperation;
import io.minos.client.operation.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A store with leases and locks, as etcd would be if it were one map in memory; or with one bug. */
final class LeasingStore {
    enum Bug {
        NONE, EXPIRES_IN_SPITE_OF_RENEWAL, NEVER_EXPIRES, EXPIRES_KEY_BY_KEY, REVOKES_NOTHING, REVOKES_ALL_KEYS_BUT_ONE, RENEWS_WHAT_WAS_REVOKED, GRANTS_TWICE, NEWEST_OWNS_THE_LOCK, FENCE_LETS_ALL_PASS
    }

    private static final class Lease {
        final long ttlSeconds;
        long untilNanos;
        final TreeSet<String> keys = new TreeSet<>();

        Lease(long ttlSeconds, long nowNanos) {
            this.ttlSeconds = ttlSeconds;
            renew(nowNanos);
        }

        void renew(long nowNanos) {
            untilNanos = nowNanos + ttlSeconds * 1_000_000_000L;
        }
    }

    private final Bug bug;
    private final LongSupplier clockNanos;
    private final Consumer<List<WatchEvent>> watcher;
    private final TreeMap<String, Kv> keys = new TreeMap<>();
    private final TreeMap<Long, Lease> leases = new TreeMap<>();
    private final TreeSet<Long> revoked = new TreeSet<>();
    private long revision = 1;

    /** @param watcher told of every change, one call a revision */
    LeasingStore(Bug bug, LongSupplier clockNanos, Consumer<List<WatchEvent>> watcher) {
        this.bug = bug;
        this.clockNanos = clockNanos;
        this.watcher = watcher;
    }

    /** What has run out goes. */
    void expire() {
        long now = clockNanos.getAsLong();
        List<Long> over = leases.entrySet().stream().filter(entry -> entry.getValue().untilNanos <= now).map(java.util.Map.Entry::getKey).toList();
        over.forEach(id -> {
            if (bug != Bug.NEVER_EXPIRES) {
                List<String> gone = List.copyOf(leases.remove(id).keys);
                if (bug == Bug.EXPIRES_KEY_BY_KEY) {
                    gone.forEach(key -> delete(List.of(key)));
                } else {
                    delete(gone);
                }
            }
        });
    }

    Outcome<Answer> perform(Operation operation) {
        Object answer = operation instanceof LeaseOperation lease ? ofLease(lease) : operation instanceof LockOperation lock ? ofLock(lock) : ofKeys(operation);
        return answer instanceof Action told ? Outcome.ok(new Answer(told, new Event.Facts(revision, 2, "n1"))) : Outcome.of(new CallError((String) answer, true, ""));
    }

    private Object ofKeys(Operation operation) {
        if (operation instanceof Operation.Range range) {
            List<Kv> found = List.copyOf(keys.subMap(range.prefix(), range.prefix() + Character.MAX_VALUE).values());
            return new Action.Range(range.prefix(), false, found, found.size());
        }
        throw new IllegalArgumentException(operation.toString());
    }

    /** An action, or an error's name. */
    private Object ofLease(LeaseOperation operation) {
        Lease lease = leases.get(operation.lease());
        long now = clockNanos.getAsLong();
        if (operation instanceof LeaseOperation.Grant grant) {
            if (lease != null && bug != Bug.GRANTS_TWICE) {
                return "lease-exists";
            }
            leases.putIfAbsent(grant.lease(), new Lease(grant.ttlSeconds(), now));
            return new LeaseAction.Grant(grant.lease(), grant.ttlSeconds(), grant.ttlSeconds());
        } else if (operation instanceof LeaseOperation.KeepAlive) {
            if (lease != null && bug != Bug.EXPIRES_IN_SPITE_OF_RENEWAL) {
                lease.renew(now);
            }
            boolean lives = lease != null || bug == Bug.RENEWS_WHAT_WAS_REVOKED && revoked.contains(operation.lease());
            return new LeaseAction.KeepAlive(operation.lease(), lives ? 2L : 0L);
        } else if (lease == null) {
            return "lease-not-found";
        } else if (operation instanceof LeaseOperation.Put put) {
            put(put.key(), put.value(), put.lease());
        } else {
            revoke(operation.lease(), lease);
        }
        return operation.asked();
    }

    private void revoke(long id, Lease lease) {
        revoked.add(id);
        if (bug != Bug.REVOKES_NOTHING) {
            leases.remove(id);
            delete(lease.keys.stream().skip(bug == Bug.REVOKES_ALL_KEYS_BUT_ONE ? 1 : 0).toList());
        }
    }

    private Object ofLock(LockOperation operation) {
        if (operation instanceof LockOperation.Try attempt) {
            boolean enters = !keys.containsKey(attempt.key());
            if (enters && !leases.containsKey(attempt.lease())) {
                return "lease-not-found";
            } else if (enters) {
                put(attempt.key(), "", attempt.lease());
            }
            Comparator<Kv> byAge = Comparator.comparingLong(Kv::create);
            Optional<Kv> owner = keys.subMap(attempt.lock(), attempt.lock() + Character.MAX_VALUE).values().stream().min(bug == Bug.NEWEST_OWNS_THE_LOCK ? byAge.reversed() : byAge);
            return new LockAction.Try(attempt.lock(), attempt.key(), attempt.lease(), enters, keys.get(attempt.key()).create(), new Seen(owner.orElseThrow()));
        } else if (operation instanceof LockOperation.Release release) {
            boolean there = keys.containsKey(release.key());
            delete(there ? List.of(release.key()) : List.of());
            return new LockAction.Release(release.key(), there ? 1L : 0L);
        } else if (operation instanceof LockOperation.GuardedRead read) {
            return new LockAction.GuardedRead(read.key(), read.holder(), seen(keys.get(read.key())));
        }
        var write = (LockOperation.GuardedWrite) operation;
        Kv holder = keys.get(write.holder());
        boolean passes = !write.fenced() || bug == Bug.FENCE_LETS_ALL_PASS || holder != null && holder.create() == write.create();
        Kv before = passes ? put(write.key(), write.value(), 0) : null;
        return new LockAction.GuardedWrite(write.key(), write.value(), write.holder(), write.create(), write.fenced(), passes, passes ? seen(before) : null);
    }

    private static Seen seen(@Nullable Kv kv) {
        return kv == null ? Seen.MISSING : new Seen(kv);
    }

    private @Nullable Kv put(String key, String value, long lease) {
        revision++;
        Kv before = keys.get(key);
        Kv after = new Kv(key, value, before == null ? revision : before.create(), revision, before == null ? 1 : before.version() + 1, lease);
        keys.put(key, after);
        if (lease != 0) {
            leases.get(lease).keys.add(key);
        }
        watcher.accept(List.of(new WatchEvent(false, after, before)));
        return before;
    }

    private void delete(List<String> gone) {
        List<WatchEvent> events = new ArrayList<>();
        for (String key : gone) {
            Kv before = keys.remove(key);
            if (before != null) {
                leases.values().forEach(lease -> lease.keys.remove(key));
                events.add(new WatchEvent(true, new Kv(key, "", 0, revision + 1, 0, 0), before));
            }
        }
        if (!events.isEmpty()) {
            revision++;
            watcher.accept(events);
        }
    }
}
