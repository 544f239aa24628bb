package io.minos.node.metrics;

import io.minos.etcd.api.Member;
import io.minos.node.config.Version;
import io.minos.node.raft.Role;
import io.minos.node.replica.Published;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What a member's own picture of itself tells, looked at when somebody asks. */
final class StateGauges {
    private final Instruments instruments;
    private final Supplier<Published> node;

    private StateGauges(Instruments instruments, Supplier<Published> node) {
        this.instruments = instruments;
        this.node = node;
    }

    static void register(Instruments instruments, Supplier<Published> node, long quotaBytes) {
        StateGauges gauges = new StateGauges(instruments, node);
        gauges.server();
        gauges.store();
        gauges.constants();
        instruments.gauge("etcd_server_quota_backend_bytes", "Current backend storage quota size in bytes.", () -> quotaBytes);
    }

    private void server() {
        gauge("etcd_server_has_leader", "Whether or not a leader exists. 1 is existence, 0 is not.", now -> now.raft().leader() == 0 ? 0 : 1);
        gauge("etcd_server_is_leader", "Whether or not this member is a leader. 1 if is, 0 otherwise.", now -> now.raft().role() == Role.LEADER ? 1 : 0);
        gauge("etcd_server_is_learner", "Whether or not this member is a learner. 1 if is, 0 otherwise.",
                now -> now.members().getOrDefault(now.stamp().memberId(), Member.getDefaultInstance()).getIsLearner() ? 1 : 0);
        gauge("etcd_server_proposals_committed_total", "The total number of consensus proposals committed.", now -> now.raft().commit());
        gauge("etcd_server_proposals_applied_total", "The total number of consensus proposals applied.", now -> now.raft().applied());
        gauge("etcd_server_proposals_pending", "The current number of pending proposals to commit.", Published::proposalsPending);
    }

    private void store() {
        gauge("etcd_mvcc_db_total_size_in_bytes", "Total size of the data physically allocated in bytes.", Published::sizeBytes);
        gauge("etcd_debugging_mvcc_db_total_size_in_bytes", "The same, by its old name.", Published::sizeBytes);
        gauge("etcd_mvcc_db_total_size_in_use_in_bytes", "Total size of the data logically in use in bytes.", Published::sizeInUseBytes);
        gauge("etcd_debugging_mvcc_current_revision", "The current revision of store.", Published::revision);
        gauge("etcd_debugging_mvcc_compact_revision", "The revision of the last compaction in store.", now -> Math.max(0, now.compactRevision()));
        gauge("etcd_debugging_mvcc_watch_stream_total", "Total number of watch streams.", Published::watchStreams);
        gauge("etcd_debugging_mvcc_watcher_total", "Total number of watchers.", Published::watchers);
        gauge("etcd_debugging_mvcc_slow_watcher_total", "Total number of unsynced slow watchers.", Published::watchersBehind);
        gauge("etcd_debugging_auth_revision", "The current revision of auth store.", Published::authRevision);
    }

    private void constants() {
        one("etcd_cluster_version", "Which version is running. 1 for 'cluster_version' label with current cluster version", "cluster_version", () -> Version.ETCD.substring(0, Version.ETCD.lastIndexOf('.')));
        one("etcd_server_version", "Which version is running. 1 for 'server_version' label with current version.", "server_version", () -> Version.ETCD);
        one("etcd_server_id", "Server or member ID in hexadecimal format. 1 for 'server_id' label with current ID.", "server_id", () -> Long.toHexString(node.get().stamp().memberId()));
    }

    private void gauge(String name, String help, ToDoubleFunction<Published> value) {
        instruments.gauge(name, help, () -> value.applyAsDouble(node.get()));
    }

    private void one(String name, String help, String label, Supplier<String> value) {
        instruments.gauge(name, help, values -> values.call(1, value.get()), label);
    }
}
