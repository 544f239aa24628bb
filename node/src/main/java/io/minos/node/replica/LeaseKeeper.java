package io.minos.node.replica;

import io.minos.etcd.api.LeaseKeepAliveResponse;
import io.minos.etcd.api.ResponseHeader;
import io.minos.node.apply.Command;
import io.minos.node.apply.LeaseCheckpoint;
import io.minos.node.apply.LeaseExpire;
import io.minos.node.lease.Lessor;
import io.minos.node.lease.Renewal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The leader's care for leases: renewing, and proposing what has run out. */
final class LeaseKeeper {
    private static final long LOOK_EVERY_NANOS = 500_000_000L;

    /** A renewal that waits for its lease to be gone: it has run out, but its keys are still there. */
    record Expiring(Event.RenewLease event, long deadlineNanos) {
        long call() {
            return event.call();
        }
    }

    sealed interface Renewing {}

    record Renewed(LeaseKeepAliveResponse response, Optional<Command> checkpoint) implements Renewing {}

    record NotLeader() implements Renewing {}

    private final long extendNanos;
    private final List<Expiring> expiring = new ArrayList<>();
    private long lookedNanos;
    private boolean looked;

    LeaseKeeper(long extendNanos) {
        this.extendNanos = extendNanos;
    }

    void promoted(Lessor lessor, long nowNanos) {
        lessor.promote(nowNanos, extendNanos);
    }

    void demoted(Lessor lessor) {
        lessor.demote();
    }

    /** Empty: not yet, the lease is about to be revoked. */
    Optional<Renewing> renew(Lessor lessor, Event.RenewLease renew, long deadlineNanos, long nowNanos, ResponseHeader header) {
        Renewal renewal = lessor.renew(renew.leaseId(), nowNanos);
        if (renewal instanceof Renewal.Renewed renewed) {
            return Optional.of(new Renewed(response(renew, header, renewed.ttlSeconds()),
                    renewed.clearsCheckpoint() ? Optional.of(checkpoint(LeaseCheckpoint.newBuilder().setId(renew.leaseId()).build())) : Optional.empty()));
        } else if (renewal instanceof Renewal.NotFound) {
            return Optional.of(new Renewed(response(renew, header, 0), Optional.empty()));
        } else if (renewal instanceof Renewal.Expiring) {
            expiring.add(new Expiring(renew, deadlineNanos));
            return Optional.empty();
        }
        return Optional.of(new NotLeader());
    }

    private static LeaseKeepAliveResponse response(Event.RenewLease renew, ResponseHeader header, long ttlSeconds) {
        return LeaseKeepAliveResponse.newBuilder().setHeader(header).setID(renew.leaseId()).setTTL(ttlSeconds).build();
    }

    /** Renewals whose lease is gone by now, or which another leader must answer. */
    List<Expiring> settled(Lessor lessor) {
        if (expiring.isEmpty()) {
            return List.of();
        }
        List<Expiring> settled = expiring.stream().filter(waiting -> !lessor.isLeading() || !lessor.exists(waiting.event().leaseId())).toList();
        expiring.removeAll(settled);
        return settled;
    }

    List<Expiring> expired(long nowNanos) {
        List<Expiring> expired = expiring.stream().filter(waiting -> waiting.deadlineNanos() <= nowNanos).toList();
        expiring.removeAll(expired);
        return expired;
    }

    /** Void unless they are committed in the term they are proposed in: see {@link LeaseExpire}. */
    List<Command> proposalsDue(Lessor lessor, long term, long nowNanos) {
        if (looked && nowNanos - lookedNanos < LOOK_EVERY_NANOS) {
            return List.of();
        }
        looked = true;
        lookedNanos = nowNanos;
        List<Command> due = new ArrayList<>();
        List<Long> ids = lessor.expired(nowNanos);
        if (!ids.isEmpty()) {
            due.add(Command.newBuilder().setLeaseExpire(LeaseExpire.newBuilder().setTerm(term).addAllIds(ids)).build());
        }
        lessor.checkpointsDue(nowNanos).forEach(lease -> due.add(checkpoint(
                LeaseCheckpoint.newBuilder().setId(lease.leaseId()).setRemainingTtlSeconds(lease.remainingTtlSeconds()).build())));
        return due;
    }

    private static Command checkpoint(LeaseCheckpoint remaining) {
        return Command.newBuilder().setLeaseCheckpoint(remaining).build();
    }
}
