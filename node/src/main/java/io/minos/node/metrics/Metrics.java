package io.minos.node.metrics;

import io.minos.node.front.Front;
import io.minos.node.front.Traffic;
import io.minos.node.replica.Effects;
import io.minos.node.replica.Published;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** What the node counts of itself. Any thread. */
public final class Metrics {
    /** etcd's: an apply that takes longer is slow. */
    private static final long SLOW_APPLY_NANOS = 100_000_000L;
    private static final double NANOS = 1e9;

    private final Instruments instruments = new Instruments();
    private final Histogram walSync = instruments.histogram("etcd_disk_wal_fsync_duration_seconds", "The latency distributions of fsync called by WAL.", 0.001, 14);
    private final Histogram snapshotSave = instruments.histogram("etcd_debugging_snap_save_total_duration_seconds", "The total latency distributions of save called by snapshot.", 0.001, 14);
    private final Histogram snapshotGiven = instruments.histogram("etcd_disk_backend_snapshot_duration_seconds", "The latency distribution of laying out a snapshot for a client.", 0.01, 17);
    private final Histogram defragment = instruments.histogram("etcd_disk_backend_defrag_duration_seconds", "The latency distribution of defragmentation.", 0.1, 13);
    private final Histogram hash = instruments.histogram("etcd_mvcc_hash_duration_seconds", "The latency distribution of hashing all keys.", 0.01, 15);
    private final Histogram hashAtRevision = instruments.histogram("etcd_mvcc_hash_rev_duration_seconds", "The latency distribution of hashing keys by revision.", 0.01, 15);
    private final Counter leaderChanges = instruments.counter("etcd_server_leader_changes_seen_total", "The number of leader changes seen.");
    private final Counter proposalsFailed = instruments.counter("etcd_server_proposals_failed_total", "The total number of failed proposals seen.");
    private final Counter heartbeatsLate = instruments.counter("etcd_server_heartbeat_send_failures_total", "The total number of heartbeats that the leader sent too late (likely overloaded).");
    private final Counter slowApplies = instruments.counter("etcd_server_slow_apply_total", "The total number of slow apply requests (likely overloaded).");
    private final Counter readIndexesSlow = instruments.counter("etcd_server_slow_read_indexes_total", "The total number of read indexes that were not confirmed in time.");
    private final Counter readIndexesFailed = instruments.counter("etcd_server_read_indexes_failed_total", "The total number of failed read indexes seen.");
    private final Counter healthSuccess = instruments.counter("etcd_server_health_success", "The total number of successful health checks");
    private final Counter healthFailures = instruments.counter("etcd_server_health_failures", "The total number of failed health checks");
    private final Counter learnersPromoted = instruments.counter("etcd_server_learner_promote_successes", "The total number of successful learner promotions while this member is leader.");
    private final Counter leasesRenewed = instruments.counter("etcd_debugging_lease_renewed_total", "The number of renewed leases seen by the leader.");
    private final Counter watchEvents = instruments.counter("etcd_debugging_mvcc_events_total", "Total number of events sent by this member.");
    private final AtomicLong walBytes = new AtomicLong();
    private final AtomicInteger defragmenting = new AtomicInteger();
    private final AppliedCounts applied = new AppliedCounts(instruments);
    private final PeerMetrics peers = new PeerMetrics(instruments);
    private final GrpcMetrics grpc;

    /** @param extensive etcd's {@code --metrics=extensive}: how long calls take as well */
    public Metrics(boolean extensive) {
        grpc = new GrpcMetrics(instruments, extensive);
        instruments.jvm();
        OpenFiles.register(instruments);
        instruments.gauge("etcd_disk_wal_write_bytes_total", "Bytes of commands given to the WAL.", walBytes::get);
        instruments.gauge("etcd_disk_defrag_inflight", "Whether or not defrag is active on the member. 1 means active, 0 means not.", defragmenting::get);
    }

    public PeerMetrics peers() {
        return peers;
    }

    public Traffic traffic() {
        return grpc;
    }

    /** From then on a member is shown. */
    public void observe(Supplier<Published> node, long quotaBytes) {
        StateGauges.register(instruments, node, quotaBytes);
    }

    /** What clients hold of this process; etcd has no names for these. */
    public void observe(Front front) {
        instruments.gauge("minos_client_connections", "Connections that clients have open.", front::connectionCount);
        instruments.gauge("minos_client_streams", "Streams that are open, and gRPC calls that are not answered yet.", front::streamCount);
        instruments.gauge("minos_client_unsent_bytes", "Of answers and events that clients have not read yet.", front::unsentBytes);
    }

    public void walWritten(long commandBytes) {
        walBytes.addAndGet(commandBytes);
    }

    public void walSynced(long nanos) {
        walSync.observe(nanos / NANOS);
    }

    public void snapshotSaved(long nanos) {
        snapshotSave.observe(nanos / NANOS);
    }

    public void leaderChanged() {
        leaderChanges.inc();
    }

    public void proposalFailed() {
        proposalsFailed.inc();
    }

    public void heartbeatLate() {
        heartbeatsLate.inc();
    }

    /** The replica has taken a step. */
    public void stepped(List<Effects.Done> done, long nanos) {
        applied.count(done);
        if (!done.isEmpty() && nanos > SLOW_APPLY_NANOS) {
            slowApplies.inc();
        }
    }

    public void readIndexSlow() {
        readIndexesSlow.inc();
    }

    public void readIndexFailed() {
        readIndexesFailed.inc();
    }

    /** Ranges that were read without an entry in the log, in one request. */
    public void rangesRead(int ranges) {
        applied.read(ranges);
    }

    public void healthChecked(boolean healthy) {
        (healthy ? healthSuccess : healthFailures).inc();
    }

    public void learnerPromoted() {
        learnersPromoted.inc();
    }

    public void leaseRenewed() {
        leasesRenewed.inc();
    }

    public void eventsSent(int events) {
        if (events > 0) {
            watchEvents.inc(events);
        }
    }

    public <T> T hashing(boolean atRevision, Supplier<T> work) {
        return timed(atRevision ? hashAtRevision : hash, work);
    }

    public <T> T layingOutSnapshot(Supplier<T> work) {
        return timed(snapshotGiven, work);
    }

    private static <T> T timed(Histogram histogram, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        histogram.observe((System.nanoTime() - start) / NANOS);
        return result;
    }

    public void defragmentBegins() {
        defragmenting.incrementAndGet();
    }

    public void defragmented(long nanos) {
        defragmenting.decrementAndGet();
        defragment.observe(nanos / NANOS);
    }

    /** Prometheus' text format. */
    public String text() {
        return instruments.text();
    }
}
