package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.runtime.LocalCluster.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users over the JSON gateway, on a cluster of three; alice may do what she likes with "a", and nothing else. */
class AuthTest {
    private static final String BASE64_A = "YQ==";
    private static final String BASE64_B = "Yg==";

    @TempDir
    Path directory;

    @Test
    void every_member_knows_who_may_do_what() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3, "--bcrypt-cost=4").startAll()) {
            withUsers(cluster);
            for (int node = 0; node < 3; node++) {
                String alice = login(cluster, node, "alice", "apw");
                for (int other = 0; other < 3; other++) {
                    assertThat(put(cluster, other, BASE64_A, alice).status()).isEqualTo(200);
                    assertThat(get(cluster, other, BASE64_A, alice).status()).isEqualTo(200);
                    assertThat(put(cluster, other, BASE64_B, alice)).isEqualTo(error(403, 7, "etcdserver: permission denied"));
                    assertThat(get(cluster, other, BASE64_B, alice)).isEqualTo(error(403, 7, "etcdserver: permission denied"));
                    assertThat(get(cluster, other, BASE64_A, "")).isEqualTo(error(400, 3, "etcdserver: user name is empty"));
                    assertThat(get(cluster, other, BASE64_A, "bogus")).isEqualTo(error(401, 16, "etcdserver: invalid auth token"));
                    assertThat(cluster.post(other, "/v3/maintenance/defragment", "{}", alice)).isEqualTo(error(500, 2, "auth: permission denied"));
                    assertThat(cluster.post(other, "/v3/cluster/member/add", "{\"peerURLs\":[\"http://127.0.0.1:1\"]}", alice)).isEqualTo(error(403, 7, "etcdserver: permission denied"));
                }
            }
        }
    }

    /** Two clients, one of which changes users all the time: the other's token is as good as ever, and no call of its fails. */
    @Test
    void a_change_of_users_is_no_error_of_others() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1, "--bcrypt-cost=4").startAll()) {
            withUsers(cluster);
            String root = login(cluster, 0, "root", "rpw");
            String alice = login(cluster, 0, "alice", "apw");
            Thread changes = new Thread(() -> {
                try {
                    for (int i = 0; i < 100; i++) {
                        cluster.post(0, "/v3/auth/role/add", "{\"name\":\"r" + i + "\"}", root);
                    }
                } catch (Exception ended) {
                    Thread.currentThread().interrupt();
                }
            });
            changes.start();
            while (changes.isAlive()) {
                assertThat(put(cluster, 0, BASE64_A, alice)).returns(200, Answer::status);
                assertThat(get(cluster, 0, BASE64_A, alice)).returns(200, Answer::status);
            }
            assertThat(cluster.post(0, "/v3/auth/role/list", "{}", root).body()).contains("\"r99\"");
        }
    }

    @Test
    void users_survive_a_restart_and_tokens_do_not() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1, "--bcrypt-cost=4", "--snapshot-count=5").startAll()) {
            withUsers(cluster);
            String alice = login(cluster, 0, "alice", "apw");
            cluster.stop(0);
            cluster.start(0);
            cluster.leader();
            assertThat(get(cluster, 0, BASE64_A, alice)).isEqualTo(error(401, 16, "etcdserver: invalid auth token"));
            assertThat(get(cluster, 0, BASE64_A, login(cluster, 0, "alice", "apw")).status()).isEqualTo(200);
            assertThat(authenticate(cluster, 0, "alice", "wrong")).isEqualTo(error(400, 3, "etcdserver: authentication failed, invalid user ID or password"));
        }
    }

    @Test
    void a_leases_keys_are_told_to_those_who_may_read_them_alone() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 3, "--bcrypt-cost=4").startAll()) {
            withUsers(cluster);
            int follower = cluster.follower();
            String root = login(cluster, follower, "root", "rpw");
            String alice = login(cluster, follower, "alice", "apw");
            cluster.post(follower, "/v3/lease/grant", "{\"ID\":7,\"TTL\":60}", root);
            cluster.post(follower, "/v3/kv/put", "{\"key\":\"" + BASE64_A + "\",\"lease\":7}", alice);
            assertThat(cluster.post(follower, "/v3/lease/timetolive", "{\"ID\":7,\"keys\":true}", alice).body()).contains("\"keys\":[\"YQ==\"]");
            assertThat(cluster.post(follower, "/v3/lease/timetolive", "{\"ID\":7,\"keys\":true}")).isEqualTo(error(400, 3, "etcdserver: user name is empty"));
            cluster.post(follower, "/v3/kv/put", "{\"key\":\"" + BASE64_B + "\",\"lease\":7}", root);
            assertThat(cluster.post(follower, "/v3/lease/timetolive", "{\"ID\":7,\"keys\":true}", alice)).isEqualTo(error(403, 7, "etcdserver: permission denied"));
            assertThat(cluster.post(follower, "/v3/lease/timetolive", "{\"ID\":7}", alice).status()).isEqualTo(200);
        }
    }

    @Test
    void a_signed_token_ends_with_the_next_change_of_users() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "not so secret");
        try (LocalCluster cluster = new LocalCluster(directory, 3, "--bcrypt-cost=4", "--auth-token=jwt,sign-method=HS256,priv-key=" + secret).startAll()) {
            withUsers(cluster);
            String root = login(cluster, 0, "root", "rpw");
            String alice = login(cluster, 0, "alice", "apw");
            for (int node = 0; node < 3; node++) {
                assertThat(put(cluster, node, BASE64_A, alice).status()).isEqualTo(200);
                assertThat(put(cluster, node, BASE64_B, alice)).isEqualTo(error(403, 7, "etcdserver: permission denied"));
            }
            assertThat(cluster.post(0, "/v3/auth/role/add", "{\"name\":\"more\"}", root).status()).isEqualTo(200);
            assertThat(put(cluster, 0, BASE64_A, alice)).isEqualTo(error(400, 3, "etcdserver: revision of auth store is old"));
            assertThat(put(cluster, 0, BASE64_A, login(cluster, 0, "alice", "apw")).status()).isEqualTo(200);
        }
    }

    // ------------------------------------------------------------------ words

    private static void withUsers(LocalCluster cluster) throws Exception {
        cluster.leader();
        for (String[] call : new String[][] {
            {"user/add", "{\"name\":\"root\",\"password\":\"rpw\"}"},
            {"user/grant", "{\"user\":\"root\",\"role\":\"root\"}"},
            {"user/add", "{\"name\":\"alice\",\"password\":\"apw\"}"},
            {"role/add", "{\"name\":\"a\"}"},
            {"role/grant", "{\"name\":\"a\",\"perm\":{\"permType\":\"READWRITE\",\"key\":\"" + BASE64_A + "\"}}"},
            {"user/grant", "{\"user\":\"alice\",\"role\":\"a\"}"},
            {"enable", "{}"}}) {
            Answer answer = cluster.post(0, "/v3/auth/" + call[0], call[1]);
            assertThat(answer.status()).as("%s: %s", call[0], answer.body()).isEqualTo(200);
        }
    }

    private static Answer authenticate(LocalCluster cluster, int node, String user, String password) throws Exception {
        return cluster.post(node, "/v3/auth/authenticate", "{\"name\":\"" + user + "\",\"password\":\"" + password + "\"}");
    }

    private static String login(LocalCluster cluster, int node, String user, String password) throws Exception {
        String body = authenticate(cluster, node, user, password).body();
        assertThat(body).contains("\"token\":\"");
        return body.substring(body.indexOf("\"token\":\"") + 9, body.lastIndexOf('"'));
    }

    private static Answer put(LocalCluster cluster, int node, String key, String token) throws Exception {
        return cluster.post(node, "/v3/kv/put", "{\"key\":\"" + key + "\"}", token);
    }

    private static Answer get(LocalCluster cluster, int node, String key, String token) throws Exception {
        return cluster.post(node, "/v3/kv/range", "{\"key\":\"" + key + "\"}", token);
    }

    private static Answer error(int status, int code, String text) {
        return new Answer(status, "{\"error\":\"" + text + "\",\"message\":\"" + text + "\",\"code\":" + code + "}");
    }
}
