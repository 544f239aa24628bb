package io.minos.node.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.minos.node.front.Front;
import io.minos.node.raft.Role;
import io.minos.node.replica.Published;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The node's metrics under etcd's names, as far as operators alert on them. Any thread. */
final class Metrics {
    /** etcd's buckets of the fsync histogram: 1 ms to 8 s, doubling. */
    private static final Duration[] FSYNC_BUCKETS = java.util.stream.IntStream.range(0, 14).mapToObj(i -> Duration.ofMillis(1L << i)).toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Timer walSync = Timer.builder("etcd_disk_wal_fsync_duration").description("latency of syncing the write-ahead log")
            .serviceLevelObjectives(FSYNC_BUCKETS).register(registry);
    private final Counter leaderChanges = Counter.builder("etcd_server_leader_changes_seen").register(registry);
    private final Counter proposalsFailed = Counter.builder("etcd_server_proposals_failed").register(registry);

    void walSynced(long nanos) {
        walSync.record(nanos, TimeUnit.NANOSECONDS);
    }

    void leaderChanged() {
        leaderChanges.increment();
    }

    void proposalFailed() {
        proposalsFailed.increment();
    }

    void observe(Supplier<Published> node) {
        gauge("etcd_server_has_leader", node, picture -> picture.raft().leader() == 0 ? 0 : 1);
        gauge("etcd_server_is_leader", node, picture -> picture.raft().role() == Role.LEADER ? 1 : 0);
        gauge("etcd_server_proposals_pending", node, Published::proposalsPending);
        gauge("etcd_mvcc_db_total_size_in_bytes", node, Published::sizeBytes);
        gauge("etcd_mvcc_db_total_size_in_use_in_bytes", node, Published::sizeInUseBytes);
        gauge("etcd_debugging_mvcc_current_revision", node, picture -> picture.revision());
        gauge("etcd_debugging_mvcc_watch_stream_total", node, Published::watchStreams);
        gauge("etcd_debugging_mvcc_watcher_total", node, Published::watchers);
        gauge("etcd_debugging_mvcc_slow_watcher_total", node, Published::watchersBehind);
        // gauges in etcd as well, in spite of their names
        gauge("etcd_server_proposals_committed_total", node, picture -> picture.raft().commit());
        gauge("etcd_server_proposals_applied_total", node, picture -> picture.raft().applied());
        FunctionCounter.builder("process_cpu_seconds", this, metrics -> ProcessHandle.current().info().totalCpuDuration().map(Duration::toMillis).orElse(0L) / 1000.0)
                .register(registry);
        observeBuffers(ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class));
        Gauge.builder("process_resident_heap_bytes", Runtime.getRuntime(), runtime -> runtime.totalMemory() - runtime.freeMemory()).register(registry);
    }

    /** What clients hold of this process; etcd has no names for these. */
    void observe(Front front) {
        gauge("minos_client_connections", front, Front::connectionCount, "connections that clients have open");
        gauge("minos_client_streams", front, Front::streamCount, "streams that are open, and gRPC calls that are not answered yet");
        gauge("minos_client_unsent_bytes", front, Front::unsentBytes, "of answers and events that clients have not read yet");
    }

    /** @param pools the JVM's pools of buffers outside the heap */
    private void observeBuffers(List<BufferPoolMXBean> pools) {
        pools.stream().filter(pool -> pool.getName().equals("direct")).forEach(direct ->
                gauge("minos_direct_memory_bytes", direct, BufferPoolMXBean::getMemoryUsed, "of buffers outside the heap"));
    }

    private <T> void gauge(String name, T of, ToDoubleFunction<T> value, String description) {
        Gauge.builder(name, of, value).strongReference(true).description(description).register(registry);
    }

    private void gauge(String name, Supplier<Published> node, ToDoubleFunction<Published> value) {
        Gauge.builder(name, node, supplier -> value.applyAsDouble(supplier.get())).strongReference(true).register(registry);
    }

    /** Whole numbers as Go's library writes them, and the scripts that look for them expect: without a fraction. */
    String text() {
        return registry.scrape().replace(".0\n", "\n");
    }
}
