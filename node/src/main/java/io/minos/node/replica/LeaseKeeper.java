package io.minos.node.replica;

import io.minos.etcd.api.LeaseKeepAliveResponse;
import io.minos.etcd.api.ResponseHeader;
import io.minos.node.apply.Command;
import io.minos.node.apply.LeaseCheckpoint;
import io.minos.node.apply.LeaseExpire;
import io.minos.node.lease.Lessor;
import io.minos.node.lease.Renewal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The leader's care for leases: renewing, and proposing what has run out. */
final class LeaseKeeper {
    private static final long LOOK_EVERY_NANOS = 500_000_000L;

    /**
     * A renewal and until when it may wait: for its lease to be gone, which has run out but still has its keys; or for the
     * checkpoint it makes void to be so in the log, where a next leader would believe it.
     */
    record Renewing(Event.RenewLease event, long deadlineNanos, boolean clearProposed) {
        long call() {
            return event.call();
        }
    }

    sealed interface Outcome {
        record Answered(LeaseKeepAliveResponse response) implements Outcome {}

        record NotLeader() implements Outcome {}

        /** Not yet: it is among {@link #takeWaiting}. */
        record Waits(Optional<Command> proposal) implements Outcome {}
    }

    private final long extendNanos;
    private final List<Renewing> waiting = new ArrayList<>();
    private long term;
    private long lookedNanos;
    private boolean looked;

    LeaseKeeper(long extendNanos) {
        this.extendNanos = extendNanos;
    }

    void promoted(Lessor lessor, long inTerm, long nowNanos) {
        term = inTerm;
        lessor.promote(nowNanos, extendNanos);
    }

    void demoted(Lessor lessor) {
        lessor.demote();
    }

    Outcome renew(Lessor lessor, Renewing renewing, long nowNanos, ResponseHeader header) {
        Renewal renewal = lessor.renew(renewing.event().leaseId(), nowNanos);
        if (renewal instanceof Renewal.NotLeader) {
            return new Outcome.NotLeader();
        } else if (renewal instanceof Renewal.NotFound) {
            return new Outcome.Answered(response(renewing.event(), header, 0));
        } else if (renewal instanceof Renewal.Renewed renewed) {
            return renewed.clearsCheckpoint() ? waitForClear(renewing) : new Outcome.Answered(response(renewing.event(), header, renewed.ttlSeconds()));
        }
        waiting.add(renewing);
        return new Outcome.Waits(Optional.empty());
    }

    private Outcome waitForClear(Renewing renewing) {
        waiting.add(new Renewing(renewing.event(), renewing.deadlineNanos(), true));
        LeaseCheckpoint clear = LeaseCheckpoint.newBuilder().setId(renewing.event().leaseId()).build();
        return new Outcome.Waits(renewing.clearProposed() ? Optional.empty() : Optional.of(checkpoint(clear)));
    }

    private static LeaseKeepAliveResponse response(Event.RenewLease renew, ResponseHeader header, long ttlSeconds) {
        return LeaseKeepAliveResponse.newBuilder().setHeader(header).setID(renew.leaseId()).setTTL(ttlSeconds).build();
    }

    /** To be tried again whenever something may have changed. */
    List<Renewing> takeWaiting() {
        if (waiting.isEmpty()) {
            return Collections.emptyList();
        }
        List<Renewing> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }

    List<Renewing> expired(long nowNanos) {
        if (waiting.isEmpty()) {
            return Collections.emptyList();
        }
        List<Renewing> expired = waiting.stream().filter(renewing -> renewing.deadlineNanos() <= nowNanos).toList();
        waiting.removeAll(expired);
        return expired;
    }

    /**
     * Void unless they are committed in the term this member leads in: see {@link LeaseExpire}. None before the state
     * machine has reached that term: what the predecessor committed may renew, or end, what seems to have run out.
     *
     * <p>Race: a leader wakes from a long pause and hears of its successor and of the time that went by in one step. The
     * expiries it then sees must not be proposed as the successor's, in whose term their leases were renewed, see
     * {@code ReplicaTest.a_leader_that_slept_expires_nothing_in_its_successors_term}.
     */
    List<Command> proposalsDue(Lessor lessor, long appliedTerm, long nowNanos) {
        if (appliedTerm < term || looked && nowNanos - lookedNanos < LOOK_EVERY_NANOS) {
            return Collections.emptyList();
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
