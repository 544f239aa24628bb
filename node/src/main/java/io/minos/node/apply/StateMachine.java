package io.minos.node.apply;

import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.LeaseLeasesResponse;
import io.minos.etcd.api.LeaseTimeToLiveRequest;
import io.minos.etcd.api.LeaseTimeToLiveResponse;
import io.minos.node.lease.Lessor;
import io.minos.node.mvcc.Stamp;
import io.minos.node.mvcc.Store;
import io.minos.node.mvcc.View;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.SortedMap;

/** Skeleton. The replicated state machine: everything the log's commands build, alike on every member. */
public final class StateMachine {
    /** Applies the entry; deterministic but for the header's {@code stamp}. An index that is applied already violates an invariant. */
    public Applied apply(long index, long term, Command command, Stamp stamp) {
        throw new IllegalStateException("skeleton");
    }

    /** An entry without a command (a new leader's empty one, a membership) counts as applied. */
    public void pass(long index, long term) {}

    public long appliedIndex() {
        return 0;
    }

    public long appliedTerm() {
        return 0;
    }

    public Store store() {
        throw new IllegalStateException("skeleton");
    }

    /** O(1); immutable, for any thread. */
    public View view() {
        return store().view();
    }

    public Lessor lessor() {
        throw new IllegalStateException("skeleton");
    }

    /** Ordered by kind, then member. */
    public List<AlarmMember> alarms() {
        return List.of();
    }

    /** By member id. */
    public SortedMap<Long, MemberAttributes> members() {
        throw new IllegalStateException("skeleton");
    }

    /** As etcd's dbSize: grows, and shrinks only by {@link #defragment}. This member's own, not replicated. */
    public long sizeBytes() {
        return 0;
    }

    public long sizeInUseBytes() {
        return 0;
    }

    /** Whether a request of this cost ({@link Quota}) no longer fits: asked before proposing, never while applying. */
    public boolean overQuota(long cost, long quotaBytes) {
        return false;
    }

    public void defragment() {}

    /** Physically removes what compaction has hidden, looking at up to {@code revisions}; true if more is left. For idle moments. */
    public boolean trim(int revisions) {
        return false;
    }

    public LeaseTimeToLiveResponse leaseTimeToLive(LeaseTimeToLiveRequest request, long nowNanos, Stamp stamp) {
        throw new IllegalStateException("skeleton");
    }

    public LeaseLeasesResponse leaseLeases(long nowNanos, Stamp stamp) {
        throw new IllegalStateException("skeleton");
    }

    /** O(1) but for alarms and members; immutable, for any thread. */
    public Capture capture() {
        throw new IllegalStateException("skeleton");
    }

    /** Reads what {@link Capture#writeTo} wrote. An IOException says what is wrong with the bytes. */
    public static StateMachine restore(InputStream in) throws IOException {
        throw new IllegalStateException("skeleton");
    }
}
