package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.minos.etcd.api.KVGrpc;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.node.apply.RealEtcd;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.AbstractDoubleAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code /metrics} as monitoring sees it. */
@Timeout(120)
class MetricsTest {
    /** What etcd 3.4 has and this node has not, and why. */
    private static final Map<String, Set<String>> MISSING = Map.of(
            "Go's", Set.of("etcd_server_go_version", "promhttp_metric_handler_requests_in_flight", "promhttp_metric_handler_requests_total"),
            "the store is in memory: no backend commits, reads within transactions, or rebalances", Set.of("etcd_disk_backend_commit_duration_seconds",
                    "etcd_debugging_disk_backend_commit_rebalance_duration_seconds", "etcd_debugging_disk_backend_commit_spill_duration_seconds",
                    "etcd_debugging_disk_backend_commit_write_duration_seconds", "etcd_mvcc_db_open_read_transactions"),
            "compaction removes little by little, without a pause", Set.of("etcd_debugging_mvcc_db_compaction_keys_total", "etcd_debugging_mvcc_db_compaction_pause_duration_milliseconds",
                    "etcd_debugging_mvcc_db_compaction_total_duration_milliseconds", "etcd_debugging_mvcc_index_compaction_pause_duration_milliseconds"),
            "nothing is queued for a watcher that does not read; sizes are told by etcd_mvcc_db_total_size_…", Set.of("etcd_debugging_mvcc_pending_events_total",
                    "etcd_debugging_mvcc_keys_total", "etcd_debugging_mvcc_total_put_size_in_bytes"),
            "snapshots are written and read as a stream, in one", Set.of("etcd_snap_db_fsync_duration_seconds", "etcd_snap_db_save_total_duration_seconds", "etcd_snap_fsync_duration_seconds",
                    "etcd_debugging_snap_save_marshalling_duration_seconds", "etcd_server_snapshot_apply_in_progress_total"),
            "there is no proxy", Set.of("etcd_grpc_proxy_cache_hits_total", "etcd_grpc_proxy_cache_keys_total", "etcd_grpc_proxy_cache_misses_total",
                    "etcd_grpc_proxy_events_coalescing_total", "etcd_grpc_proxy_watchers_coalescing_total"),
            "of the v2 store, whose own statistics are at /v2/stats/store", Set.of("etcd_debugging_store_expires_total", "etcd_debugging_store_reads_total", "etcd_debugging_store_watch_requests_total",
                    "etcd_debugging_store_watchers", "etcd_debugging_store_writes_total"),
            "the JVM does not know it", Set.of("process_virtual_memory_max_bytes"));

    @TempDir
    private Path directory;

    private static String scrape(URI url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/metrics")).timeout(LocalCluster.DEADLINE).build();
        HttpResponse<String> response = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        return response.body();
    }

    private static Map<String, String> types(String text) {
        Map<String, String> types = new TreeMap<>();
        text.lines().filter(line -> line.startsWith("# TYPE ")).map(line -> line.split(" ")).forEach(words -> types.put(words[2], words[3]));
        return types;
    }

    /** Of the series that begins so, with its labels in whatever order; 0 if there is none. */
    private static double value(String text, String name, String... labels) {
        return text.lines().filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .filter(line -> Set.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    private static AbstractDoubleAssert<?> assertGrowth(String before, String after, String name, String... labels) {
        return assertThat(value(after, name, labels) - value(before, name, labels)).as(name);
    }

    @Test
    void names_and_types_are_etcds() throws Exception {
        Optional<Path> etcd = RealEtcd.binary();
        assumeTrue(etcd.isPresent() && RealEtcd.version(etcd.get()).startsWith("3.4."), "no etcd 3.4 on the PATH: its metrics are not compared");
        try (RealEtcd real = new RealEtcd(etcd.get()); LocalCluster cluster = new LocalCluster(directory, 1).startAll()) {
            cluster.leader();
            callEach(new URI(real.url()));
            callEach(cluster.clientUrl(0));
            Map<String, String> theirs = types(scrape(new URI(real.url())));
            Map<String, String> ours = types(scrape(cluster.clientUrl(0)));
            theirs.keySet().removeIf(name -> name.startsWith("go_"));
            Set<String> missing = new TreeSet<>();
            MISSING.values().forEach(missing::addAll);
            assertThat(theirs.keySet()).as("what is listed as missing is etcd's").containsAll(missing);
            assertThat(ours.keySet()).doesNotContainAnyElementsOf(missing);
            theirs.keySet().removeAll(missing);
            assertThat(ours).containsAllEntriesOf(theirs);
            assertThat(ours).containsKeys("jvm_memory_used_bytes", "jvm_gc_collection_seconds", "jvm_threads_current");
            Set<String> more = new TreeSet<>(ours.keySet());
            more.removeAll(theirs.keySet());
            more.removeIf(name -> name.startsWith("jvm_") || name.startsWith("minos_"));
            assertThat(more).as("nothing that looks like etcd's and is not").isSubsetOf("etcd_network_peer_round_trip_time_seconds");
        }
    }

    private static void callEach(URI url) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(url.getHost(), url.getPort()).usePlaintext().build();
        try {
            KVGrpc.newBlockingStub(channel).range(RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build());
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void values_move_when_they_should() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3, "--quota-backend-bytes=1000000000", "--election-timeout=5000", "--heartbeat-interval=500").startAll()) {
            int leader = cluster.leader();
            int follower = cluster.follower();
            cluster.awaitPublished(leader);
            String begun = scrape(cluster.clientUrl(leader));
            for (int i = 0; i < 20; i++) {
                assertThat(cluster.put(leader, "k", "v" + i).status()).isEqualTo(200);
            }
            String key = "\"" + LocalCluster.base64("k") + "\"";
            cluster.post(leader, "/v3/kv/txn", "{\"success\":[{\"requestPut\":{\"key\":" + key + "}},{\"requestRange\":{\"key\":" + key + "}},{\"requestDeleteRange\":{\"key\":\"eA==\"}}]}");
            cluster.get(leader, "k");
            cluster.post(leader, "/v3/lease/grant", "{\"ID\":\"7\",\"TTL\":\"100\"}");
            assertThat(cluster.post(leader, "/v3/lease/keepalive", "{\"ID\":\"7\"}").body()).contains("\"TTL\":\"100\"");
            cluster.post(leader, "/v3/lease/revoke", "{\"ID\":\"7\"}");
            cluster.post(leader, "/v3/maintenance/defragment", "{}");
            cluster.post(leader, "/v3/maintenance/hash", "{}");
            String after = scrape(cluster.clientUrl(leader));
            assertGrowth(begun, after, "etcd_disk_wal_fsync_duration_seconds_count").isGreaterThanOrEqualTo(20);
            assertGrowth(begun, after, "etcd_disk_wal_fsync_duration_seconds_bucket", "le=\"+Inf\"").isGreaterThanOrEqualTo(20);
            assertGrowth(begun, after, "etcd_server_proposals_applied_total").isGreaterThanOrEqualTo(23);
            assertGrowth(begun, after, "etcd_server_proposals_committed_total").isGreaterThanOrEqualTo(23);
            for (String prefix : new String[] {"etcd_mvcc_", "etcd_debugging_mvcc_"}) {
                assertGrowth(begun, after, prefix + "put_total").isEqualTo(21);
                assertGrowth(begun, after, prefix + "txn_total").isEqualTo(1);
                assertGrowth(begun, after, prefix + "delete_total").isEqualTo(1);
                assertGrowth(begun, after, prefix + "range_total").isEqualTo(2);
            }
            assertGrowth(begun, after, "etcd_debugging_lease_granted_total").isEqualTo(1);
            assertGrowth(begun, after, "etcd_debugging_lease_renewed_total").isEqualTo(1);
            assertGrowth(begun, after, "etcd_debugging_lease_revoked_total").isEqualTo(1);
            assertGrowth(begun, after, "etcd_debugging_lease_ttl_total_bucket", "le=\"128").isEqualTo(1);
            assertGrowth(begun, after, "etcd_debugging_lease_ttl_total_bucket", "le=\"64").isEqualTo(0);
            assertGrowth(begun, after, "etcd_disk_backend_defrag_duration_seconds_count").isEqualTo(1);
            assertGrowth(begun, after, "etcd_mvcc_hash_duration_seconds_count").isEqualTo(1);
            assertGrowth(begun, after, "etcd_disk_wal_write_bytes_total").isPositive();
            assertThat(value(after, "etcd_server_is_leader")).isEqualTo(1);
            assertThat(value(after, "etcd_server_has_leader")).isEqualTo(1);
            assertThat(value(after, "etcd_server_is_learner")).isZero();
            assertThat(value(after, "etcd_server_quota_backend_bytes")).isEqualTo(1e9);
            assertThat(value(after, "etcd_server_leader_changes_seen_total")).isPositive();
            assertThat(value(after, "etcd_cluster_version", "cluster_version=\"3.4\"")).isEqualTo(1);
            assertThat(value(after, "etcd_server_version", "server_version=\"3.4.23\"")).isEqualTo(1);
            String id = Long.toHexString(Long.parseUnsignedLong(cluster.id(leader)));
            String peer = Long.toHexString(Long.parseUnsignedLong(cluster.id(follower)));
            assertThat(value(after, "etcd_server_id", "server_id=\"" + id + "\"")).isEqualTo(1);
            assertGrowth(begun, after, "etcd_network_peer_sent_bytes_total", "To=\"" + peer + "\"").isPositive();
            assertGrowth(begun, after, "etcd_network_peer_received_bytes_total", "From=\"" + peer + "\"").isPositive();
            assertThat(value(after, "etcd_network_active_peers", "Local=\"" + id + "\"", "Remote=\"" + peer + "\"")).isPositive();
            String followers = scrape(cluster.clientUrl(follower));
            assertThat(value(followers, "etcd_server_is_leader")).isZero();
            assertThat(value(followers, "etcd_debugging_mvcc_put_total")).as("each member counts what it applies").isEqualTo(21);
            assertThat(value(after, "process_open_fds")).isPositive().isLessThan(value(after, "process_max_fds"));
            awaitRoundTrip(cluster.clientUrl(leader), peer);
        }
    }

    private static void awaitRoundTrip(URI url, String peer) throws Exception {
        long deadline = System.nanoTime() + LocalCluster.DEADLINE.toNanos();
        while (value(scrape(url), "etcd_network_peer_round_trip_time_seconds_count", "To=\"" + peer + "\"") == 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    @Test
    void calls_are_counted_by_method_and_outcome() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1, "--metrics=extensive").startAll()) {
            cluster.leader();
            URI url = cluster.clientUrl(0);
            String[] put = {"grpc_type=\"unary\"", "grpc_service=\"etcdserverpb.KV\"", "grpc_method=\"Put\""};
            assertThat(scrape(url)).contains("grpc_server_started_total{grpc_method=\"Put\",grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"} 0")
                    .contains("grpc_server_handled_total{grpc_code=\"Canceled\",grpc_method=\"Watch\",grpc_service=\"etcdserverpb.Watch\",grpc_type=\"bidi_stream\"} 0");
            ManagedChannel channel = NettyChannelBuilder.forAddress(url.getHost(), url.getPort()).usePlaintext().build();
            Metadata version = new Metadata();
            version.put(Metadata.Key.of("client-api-version", Metadata.ASCII_STRING_MARSHALLER), "3.4.9");
            Metadata nonsense = new Metadata();
            nonsense.put(Metadata.Key.of("client-api-version", Metadata.ASCII_STRING_MARSHALLER), "mine");
            KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
            try {
                kv.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(version)).put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build());
                kv.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(nonsense)).put(PutRequest.getDefaultInstance());
            } catch (StatusRuntimeException emptyKey) {
                assertThat(emptyKey.getStatus().getCode().name()).isEqualTo("INVALID_ARGUMENT");
            } finally {
                channel.shutdown();
            }
            String after = scrape(url);
            cluster.put(0, "k", "v");
            cluster.post(0, "/v3/kv/put", "{}");
            cluster.post(0, "/v3/lease/keepalive", "{\"ID\":\"5\"}");
            String gateway = scrape(url);
            assertGrowth(after, gateway, "grpc_server_started_total", put).isEqualTo(2);
            assertGrowth(after, gateway, "grpc_server_msg_sent_total", put).isEqualTo(1);
            assertGrowth(after, gateway, "grpc_server_handled_total", put[2], "grpc_code=\"OK\"").isEqualTo(1);
            assertGrowth(after, gateway, "grpc_server_handled_total", put[2], "grpc_code=\"InvalidArgument\"").isEqualTo(1);
            assertGrowth(after, gateway, "grpc_server_handled_total", "grpc_method=\"LeaseKeepAlive\"", "grpc_type=\"bidi_stream\"", "grpc_code=\"OK\"").isEqualTo(1);
            assertThat(value(after, "grpc_server_started_total", put)).isEqualTo(2);
            assertThat(value(after, "grpc_server_msg_received_total", put)).isEqualTo(2);
            assertThat(value(after, "grpc_server_msg_sent_total", put)).isEqualTo(1);
            assertThat(value(after, "grpc_server_handled_total", put[1], put[2], "grpc_code=\"OK\"")).isEqualTo(1);
            assertThat(value(after, "grpc_server_handled_total", put[1], put[2], "grpc_code=\"InvalidArgument\"")).isEqualTo(1);
            assertThat(value(after, "grpc_server_handling_seconds_count", put)).isEqualTo(2);
            assertThat(value(after, "etcd_server_client_requests_total", "client_api_version=\"3.4.9\"", "type=\"unary\"")).isEqualTo(1);
            assertThat(value(after, "etcd_server_client_requests_total", "client_api_version=\"unknown\"")).isEqualTo(1);
            assertThat(value(after, "etcd_network_client_grpc_received_bytes_total")).isEqualTo(3);
            assertThat(value(after, "etcd_network_client_grpc_sent_bytes_total")).isPositive();
        }
    }

    @Test
    void health_is_counted_and_an_alarm_makes_it_false() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1).startAll()) {
            cluster.leader();
            URI url = cluster.clientUrl(0);
            String begun = scrape(url);
            assertThat(health(url, "")).isEqualTo("200 {\"health\":\"true\"}");
            cluster.post(0, "/v3/maintenance/alarm", "{\"action\":\"ACTIVATE\",\"alarm\":\"CORRUPT\",\"memberID\":\"5\"}");
            assertThat(health(url, "")).isEqualTo("503 {\"health\":\"false\"}\n");
            assertThat(health(url, "?exclude=CORRUPT")).isEqualTo("200 {\"health\":\"true\"}");
            String after = scrape(url);
            assertGrowth(begun, after, "etcd_server_health_success").isEqualTo(2);
            assertGrowth(begun, after, "etcd_server_health_failures").isEqualTo(1);
            assertThat(after).doesNotContain("grpc_server_handling_seconds"); // basic
        }
    }

    private static String health(URI url, String query) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient().send(HttpRequest.newBuilder(url.resolve("/health" + query)).build(), HttpResponse.BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }
}
