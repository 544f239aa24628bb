package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.nemesis.network.Ports;
import io.minos.node.raft.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clusters that grow, shrink and move, as an operator does it: over the client API, and with etcd's flags. */
@Timeout(120)
class MembersTest {
    @TempDir
    private Path directory;

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + LocalCluster.DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for %s", what).isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    /** From its own state alone: what it has got, not what it can ask others for. */
    private static void awaitHolds(LocalCluster cluster, int node, int keys) throws Exception {
        String count = "\"count\":\"" + keys + "\"";
        String all = "{\"key\":\"AA==\",\"range_end\":\"AA==\",\"serializable\":true,\"count_only\":true}";
        assertThat(cluster.until(() -> {
            LocalCluster.Answer answer = cluster.post(node, "/v3/kv/range", all);
            return answer.body().contains(count) ? answer : new LocalCluster.Answer(0, answer.body());
        }).body()).contains(count);
    }

    private static void put(LocalCluster cluster, int node, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            int key = i;
            assertThat(cluster.until(() -> cluster.put(node, "k" + key, "v" + key)).status()).isEqualTo(200);
        }
    }

    private int join(LocalCluster cluster, int at, List<Integer> others, boolean learner, String... flags) throws Exception {
        int newcomer = cluster.joiner(directory, others, flags);
        LocalCluster.Answer added = cluster.until(() -> cluster.addMember(at, newcomer, learner));
        assertThat(added.status()).as(added.body()).isEqualTo(200);
        cluster.start(newcomer);
        return newcomer;
    }

    // ------------------------------------------------------------------ growing

    @Test
    void one_member_becomes_three_and_all_hold_all_of_it() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1).startAll()) {
            put(cluster, 0, 0, 50);
            int second = join(cluster, 0, List.of(0), false);
            put(cluster, second, 50, 60);
            cluster.awaitPublished(second);
            int third = join(cluster, second, List.of(0, second), false);
            put(cluster, third, 60, 70);
            for (int node : List.of(0, second, third)) {
                awaitHolds(cluster, node, 70);
                assertThat(cluster.node(node).published().raft().membership().voters()).hasSize(3);
            }
            cluster.awaitPublished(third);
            cluster.stop(0); // two of three go on
            put(cluster, third, 70, 71);
            cluster.start(0);
            awaitHolds(cluster, 0, 71);
        }
    }

    /** Its --initial-cluster names one member, its disk knows three. */
    @Test
    void members_restart_with_what_their_disks_know() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1).startAll()) {
            int second = join(cluster, 0, List.of(0), false);
            cluster.awaitPublished(second);
            int third = join(cluster, 0, List.of(0, second), false);
            put(cluster, 0, 0, 20);
            cluster.awaitPublished(third);
            List.of(0, second, third).forEach(cluster::stop);
            cluster.start(0);
            cluster.start(second);
            put(cluster, 0, 20, 21);
            cluster.start(third);
            awaitHolds(cluster, third, 21);
        }
    }

    @Test
    void a_learner_is_no_part_of_the_quorum_serves_nobody_and_is_promoted() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1).startAll()) {
            put(cluster, 0, 0, 20);
            int learner = cluster.joiner(directory, List.of(0));
            assertThat(cluster.addMember(0, learner, true).status()).isEqualTo(200);
            put(cluster, 0, 20, 30); // while it is not even there
            assertThat(cluster.post(0, "/v3/cluster/member/promote", "{\"ID\":\"" + cluster.id(learner) + "\"}").body())
                    .contains("etcdserver: can only promote a learner member which is in sync with leader").contains("\"code\":9");
            cluster.start(learner);
            awaitHolds(cluster, learner, 30);
            assertThat(cluster.put(learner, "k", "v").body()).contains("etcdserver: rpc not supported for learner").contains("\"code\":14");
            assertThat(cluster.post(learner, "/v3/cluster/member/list", "{}").body()).contains("etcdserver: rpc not supported for learner");
            assertThat(cluster.post(learner, "/v3/maintenance/status", "{}").body()).contains("\"isLearner\":true");
            cluster.stop(learner);
            put(cluster, 0, 30, 31);
            cluster.start(learner);
            assertThat(cluster.until(() -> cluster.post(0, "/v3/cluster/member/promote", "{\"ID\":\"" + cluster.id(learner) + "\"}")).status()).isEqualTo(200);
            put(cluster, learner, 31, 32);
            awaitHolds(cluster, 0, 32);
        }
    }

    // ------------------------------------------------------------------ who may not join

    @Test
    void who_was_not_added_or_names_the_others_wrong_is_told_so_in_one_line() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1).startAll()) {
            int stranger = cluster.joiner(directory, List.of(0));
            assertThatThrownBy(() -> cluster.start(stranger)).isInstanceOf(StartException.class).hasMessageContaining("is a member of cluster").message().doesNotContain("\n");
            join(cluster, 0, List.of(0), false);
            cluster.until(() -> cluster.addMember(0, stranger, true));
            assertThatThrownBy(() -> cluster.start(stranger)).isInstanceOf(StartException.class).hasMessageContaining("member count is unequal").message().doesNotContain("\n");
        }
    }

    @Test
    void nobody_to_join_is_said_after_a_while() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1)) {
            int alone = cluster.joiner(directory, List.of(0));
            assertThatThrownBy(() -> cluster.start(alone)).isInstanceOf(StartException.class).hasMessageContaining("cannot fetch cluster info from peer urls").message().doesNotContain("\n");
        }
    }

    @Test
    void one_that_joined_and_lost_its_disk_does_not_join_again_and_is_replaced() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3).startAll()) {
            put(cluster, 0, 0, 20);
            cluster.awaitPublished(2);
            cluster.stop(2);
            LocalCluster.Answer removed = cluster.until(() -> cluster.removeMember(0, cluster.id(2)));
            assertThat(removed.status()).as(removed.body()).isEqualTo(200);
            int fourth = join(cluster, 0, List.of(0, 1), false);
            awaitHolds(cluster, fourth, 20);
            cluster.awaitPublished(fourth);
            cluster.stop(fourth);
            cluster.loseData(fourth);
            assertThatThrownBy(() -> cluster.start(fourth)).isInstanceOf(StartException.class).hasMessageContaining("has already been bootstrapped").message().doesNotContain("\n");
            assertThat(cluster.until(() -> cluster.removeMember(1, cluster.id(fourth))).status()).isEqualTo(200);
            assertThat(cluster.until(() -> cluster.addMember(1, fourth, false)).status()).isEqualTo(200);
            cluster.start(fourth);
            put(cluster, fourth, 20, 21);
            awaitHolds(cluster, fourth, 21);
        }
    }

    // ------------------------------------------------------------------ shrinking

    @Test
    void a_leader_that_is_removed_ends_and_starts_no_more() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3).startAll()) {
            put(cluster, 0, 0, 10);
            List.of(0, 1, 2).forEach(node -> awaitPublished(cluster, node));
            int leader = cluster.leader();
            LocalCluster.Answer removed = cluster.until(() -> cluster.removeMember(leader, cluster.id(leader)));
            assertThat(removed.status()).as(removed.body()).isEqualTo(200);
            await("its end", () -> cluster.broken.get() != null);
            assertThat(cluster.broken.get()).isInstanceOf(MemberRemovedException.class).hasMessageContaining("the member has been permanently removed from the cluster");
            assertThat(cluster.put(leader, "k", "v").body()).contains("etcdserver: server stopped");
            assertThat(cluster.post(leader, "/v3/cluster/member/list", "{}").body()).contains("etcdserver: server stopped");
            cluster.stop(leader);
            assertThatThrownBy(() -> cluster.start(leader)).isInstanceOf(StartException.class)
                    .hasMessageContaining("the member has been permanently removed from the cluster").message().doesNotContain("\n");
            int other = cluster.leader();
            put(cluster, other, 10, 11);
            assertThat(cluster.node(other).published().members()).hasSize(2);
        }
    }

    private static void awaitPublished(LocalCluster cluster, int node) {
        try {
            cluster.awaitPublished(node);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void one_that_was_down_when_it_was_removed_is_answered_gone_and_ends() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3).startAll()) {
            put(cluster, 0, 0, 10);
            cluster.awaitPublished(2);
            String gone = cluster.id(2);
            cluster.stop(2);
            assertThat(cluster.until(() -> cluster.removeMember(0, gone)).status()).isEqualTo(200);
            await("the other to know", () -> cluster.node(0).published().members().size() == 2 && cluster.node(1).published().members().size() == 2);
            for (int node : List.of(0, 1)) {
                assertThat(cluster.node(node).peers()).as("links").allMatch(link -> !Long.toUnsignedString(link.peer()).equals(gone));
            }
            cluster.start(2);
            await("its end", () -> cluster.broken.get() != null);
            assertThat(cluster.broken.get()).isInstanceOf(MemberRemovedException.class);
            assertThat(stream(cluster, 0, gone)).isEqualTo(410);
        }
    }

    /** The status that a stream of messages from this member gets. */
    private static int stream(LocalCluster cluster, int to, String from) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(cluster.peerUrl(to) + "/raft/messages")).POST(HttpRequest.BodyPublishers.noBody())
                .header("Minos-Cluster", Long.toHexString(cluster.node(to).published().stamp().clusterId()))
                .header("Minos-From", Long.toHexString(Long.parseUnsignedLong(from)))
                .header("Minos-To", Long.toHexString(cluster.node(to).published().stamp().memberId()))
                .header("Minos-Boot", "1").header("Minos-Dial", "1").build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    // ------------------------------------------------------------------ moving

    @Test
    void a_member_moves_to_other_peer_urls() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3).startAll()) {
            put(cluster, 0, 0, 10);
            cluster.awaitPublished(2);
            String id = cluster.id(2);
            String moved = "http://127.0.0.1:" + Ports.free();
            LocalCluster.Answer updated = cluster.until(() -> cluster.post(1, "/v3/cluster/member/update", "{\"ID\":\"" + id + "\",\"peerURLs\":[\"" + moved + "\"]}"));
            assertThat(updated.body()).contains(moved);
            cluster.stop(2);
            put(cluster, 0, 10, 20);
            cluster.reconfigure(2, "--listen-peer-urls=" + moved, "--initial-advertise-peer-urls=" + moved, "--initial-cluster=n2=" + moved);
            cluster.start(2);
            awaitHolds(cluster, 2, 20);
            assertThat(Long.toUnsignedString(cluster.node(2).published().stamp().memberId())).isEqualTo(id);
        }
    }

    @Test
    void the_leader_hands_over_to_whom_it_is_told() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3).startAll()) {
            put(cluster, 0, 0, 1);
            int leader = cluster.leader();
            int other = cluster.follower();
            String target = "{\"targetID\":\"" + cluster.id(other) + "\"}";
            assertThat(cluster.post(other, "/v3/maintenance/transfer-leadership", target)).isEqualTo(error(412, "etcdserver: not leader", 9));
            assertThat(cluster.post(leader, "/v3/maintenance/transfer-leadership", "{\"targetID\":\"7\"}")).isEqualTo(error(412, "etcdserver: bad leader transferee", 9));
            assertThat(cluster.post(leader, "/v3/maintenance/transfer-leadership", target)).isEqualTo(new LocalCluster.Answer(200, "{}"));
            await("the other to lead", () -> cluster.node(other).published().raft().role() == Role.LEADER);
        }
    }

    // ------------------------------------------------------------------ errors, decrees

    private static LocalCluster.Answer error(int status, String text, int code) {
        return new LocalCluster.Answer(status, "{\"error\":\"" + text + "\",\"message\":\"" + text + "\",\"code\":" + code + "}");
    }

    /** Bodies and status codes as a real etcd 3.4.23 of one member gave them. */
    @Test
    void refusals_are_those_of_etcd() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1).startAll()) {
            put(cluster, 0, 0, 1);
            cluster.awaitPublished(0);
            LocalCluster.Answer badUrls = error(400, "etcdserver: given member URLs are invalid", 3);
            for (String urls : List.of("", "\"bad\"", "\"http://127.0.0.1:1/path\"", "\"ftp://127.0.0.1:1\"", "\"http://127.0.0.1\"")) {
                assertThat(cluster.post(0, "/v3/cluster/member/add", "{\"peerURLs\":[" + urls + "]}")).isEqualTo(badUrls);
            }
            assertThat(cluster.post(0, "/v3/cluster/member/add", "{\"peerURLs\":[\"" + cluster.peerUrl(0) + "\"]}")).isEqualTo(error(412, "etcdserver: Peer URLs already exists", 9));
            assertThat(cluster.post(0, "/v3/cluster/member/promote", "{\"ID\":\"1\"}")).isEqualTo(error(404, "etcdserver: member not found", 5));
            assertThat(cluster.post(0, "/v3/cluster/member/remove", "{\"ID\":\"1\"}")).isEqualTo(error(404, "etcdserver: member not found", 5));
            assertThat(cluster.post(0, "/v3/cluster/member/update", "{\"ID\":\"1\",\"peerURLs\":[\"http://127.0.0.1:9\"]}")).isEqualTo(error(404, "etcdserver: member not found", 5));
            String self = cluster.id(0);
            assertThat(cluster.post(0, "/v3/cluster/member/promote", "{\"ID\":\"" + self + "\"}")).isEqualTo(error(412, "etcdserver: can only promote a learner member", 9));
            assertThat(cluster.removeMember(0, self)).isEqualTo(error(500, "etcdserver: re-configuration failed due to not enough started members", 2));
            assertThat(cluster.post(0, "/v3/cluster/member/add", "{\"peerURLs\":[\"http://127.0.0.1:9\"],\"isLearner\":true}").status()).isEqualTo(200);
            assertThat(cluster.post(0, "/v3/cluster/member/add", "{\"peerURLs\":[\"http://127.0.0.1:8\"],\"isLearner\":true}")).isEqualTo(error(412, "etcdserver: too many learner members in cluster", 9));
        }
    }

    @Test
    void without_strictness_an_unhealthy_cluster_takes_a_member() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3, "--strict-reconfig-check=false").startAll()) {
            List.of(0, 1, 2).forEach(node -> awaitPublished(cluster, node));
            int down = cluster.follower();
            cluster.stop(down);
            int leader = cluster.leader();
            int newcomer = cluster.joiner(directory, List.of(0, 1, 2));
            await("the leader to miss it", () -> cluster.node(leader).published().raft().role() == Role.LEADER);
            Thread.sleep(2_000); // an election timeout and more: the leader counts it as gone
            assertThat(cluster.addMember(leader, newcomer, true).status()).isEqualTo(200);
        }
    }

    @Test
    void the_survivor_of_a_disaster_goes_on_alone_with_the_same_data() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3).startAll()) {
            put(cluster, 0, 0, 20);
            List.of(0, 1, 2).forEach(node -> awaitPublished(cluster, node));
            awaitHolds(cluster, 1, 20);
            String id = cluster.id(1);
            List.of(0, 1, 2).forEach(cluster::stop);
            cluster.reconfigure(1, "--listen-peer-urls=" + cluster.peerUrl(1), "--initial-advertise-peer-urls=" + cluster.peerUrl(1), "--initial-cluster=n1=" + cluster.peerUrl(1), "--force-new-cluster");
            cluster.start(1);
            put(cluster, 1, 20, 21);
            awaitHolds(cluster, 1, 21);
            assertThat(cluster.node(1).published().members().keySet()).extracting(Long::toUnsignedString).containsExactly(id);
            cluster.stop(1);
            cluster.start(1); // once more changes nothing
            put(cluster, 1, 21, 22);
            int second = join(cluster, 1, List.of(1), false);
            awaitHolds(cluster, second, 22);
        }
    }
}
