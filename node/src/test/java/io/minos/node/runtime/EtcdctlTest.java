package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** etcd's own client against a member of ours. Skipped where etcdctl is not on the path. */
@Timeout(120)
class EtcdctlTest {
    private static final long PATIENCE_SECONDS = 20;

    @TempDir
    static Path directory;

    private static LocalCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).anyMatch(place -> Files.isExecutable(Path.of(place, "etcdctl")));
        assumeTrue(found, "etcdctl is not on the PATH: it is not tried against the node");
        cluster = new LocalCluster(directory, 1).startAll();
        cluster.leader();
        cluster.awaitPublished(0);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static Process etcdctl(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of("etcdctl", "--endpoints=" + cluster.clientUrl(0)));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("ETCDCTL_"));
        builder.environment().put("ETCDCTL_API", "3");
        return builder.start();
    }

    /** What it says, if it ends well. */
    private static String run(String... args) throws Exception {
        return withInput("", args);
    }

    private static String withInput(String input, String... args) throws Exception {
        Process process = etcdctl(args);
        process.outputWriter().append(input).close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    @Test
    void an_alarm_of_corruption_is_listed_and_disarmed() throws Exception {
        cluster.post(0, "/v3/maintenance/alarm", "{\"action\":\"ACTIVATE\",\"alarm\":\"CORRUPT\",\"memberID\":\"5\"}");
        try {
            assertThat(run("alarm", "list")).isEqualTo("memberID:5 alarm:CORRUPT");
            assertThat(refused("put", "k", "v")).contains("etcdserver: corrupt cluster");
        } finally {
            assertThat(run("alarm", "disarm")).isEqualTo("memberID:5 alarm:CORRUPT");
        }
        assertThat(run("alarm", "list")).isEmpty();
        assertThat(run("put", "k", "v")).isEqualTo("OK");
    }

    private static String refused(String... args) throws Exception {
        Process process = etcdctl(args);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(output).isNotZero();
        return output;
    }

    /** A command that goes on, and its output line by line. */
    private static final class Running implements AutoCloseable {
        private final Process process;
        private final BufferedReader output;

        Running(String... args) throws IOException {
            process = etcdctl(args);
            output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        String line() throws IOException {
            return String.valueOf(output.readLine());
        }

        @Override
        public void close() throws Exception {
            process.destroy();
            process.waitFor();
        }
    }

    private static String leaseId(String granted) {
        return granted.split(" ")[1];
    }

    @Test
    void keys_are_put_got_deleted_and_changed_in_transactions() throws Exception {
        assertThat(run("put", "kv/a", "1")).isEqualTo("OK");
        assertThat(run("put", "--prev-kv", "kv/a", "2")).isEqualTo("OK\nkv/a\n1");
        assertThat(run("put", "kv/b", "3")).isEqualTo("OK");
        assertThat(run("get", "--prefix", "kv/")).isEqualTo("kv/a\n2\nkv/b\n3");
        assertThat(withInput("value(\"kv/a\") = \"2\"\n\nput kv/c yes\nget kv/a\n\nput kv/c no\n\n", "txn")).isEqualTo("SUCCESS\n\nOK\n\nkv/a\n2");
        assertThat(run("del", "--prefix", "kv/")).isEqualTo("3");
    }

    @Test
    void history_is_read_until_it_is_compacted() throws Exception {
        run("put", "c", "1");
        String json = run("put", "c", "2", "-w", "json");
        long revision = Long.parseLong(json.replaceAll(".*\"revision\":(\\d+).*", "$1"));
        assertThat(run("get", "c", "--print-value-only", "--rev=" + (revision - 1))).isEqualTo("1");
        assertThat(run("compaction", "--physical", Long.toString(revision))).isEqualTo("compacted revision " + revision);
        assertThat(refused("get", "c", "--rev=" + (revision - 1))).contains("etcdserver: mvcc: required revision has been compacted");
        assertThat(refused("compaction", Long.toString(revision))).contains("etcdserver: mvcc: required revision has been compacted");
    }

    @Test
    void a_watch_sees_what_happens() throws Exception {
        run("put", "watched", "first");
        long revision = Long.parseLong(run("get", "watched", "-w", "json").replaceAll(".*\"mod_revision\":(\\d+).*", "$1"));
        try (Running watch = new Running("watch", "watched", "--rev=" + revision)) {
            assertThat(List.of(watch.line(), watch.line(), watch.line())).containsExactly("PUT", "watched", "first");
            run("put", "watched", "second");
            assertThat(List.of(watch.line(), watch.line(), watch.line())).containsExactly("PUT", "watched", "second");
            run("del", "watched");
            assertThat(List.of(watch.line(), watch.line())).containsExactly("DELETE", "watched");
        }
    }

    @Test
    void leases_are_kept_alive_looked_at_and_revoked() throws Exception {
        String id = leaseId(run("lease", "grant", "60"));
        run("put", "leased", "x", "--lease=" + id);
        assertThat(run("lease", "keep-alive", "--once", id)).isEqualTo("lease " + id + " keepalived with TTL(60)");
        try (Running alive = new Running("lease", "keep-alive", id)) {
            assertThat(alive.line()).isEqualTo("lease " + id + " keepalived with TTL(60)");
        }
        assertThat(run("lease", "timetolive", "--keys", id)).matches("lease " + id + " granted with TTL\\(60s\\), remaining\\(\\d+s\\), attached keys\\(\\[leased]\\)");
        assertThat(run("lease", "list")).contains(id);
        assertThat(run("lease", "revoke", id)).isEqualTo("lease " + id + " revoked");
        assertThat(run("get", "leased")).isEmpty();
        assertThat(refused("lease", "keep-alive", "--once", id)).contains("etcdserver: requested lease not found");
    }

    @Test
    void a_lock_is_held_by_one_at_a_time() throws Exception {
        try (Running holder = new Running("lock", "mutex")) {
            assertThat(holder.line()).startsWith("mutex/");
            try (Running next = new Running("lock", "mutex", "echo", "mine")) {
                assertThat(next.process.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
                holder.process.destroy();
                assertThat(next.line()).isEqualTo("mine");
            }
        }
    }

    @Test
    void leaders_are_elected() throws Exception {
        try (Running first = new Running("elect", "vote", "one")) {
            assertThat(first.line()).startsWith("vote/");
            assertThat(first.line()).isEqualTo("one");
            try (Running listener = new Running("elect", "-l", "vote"); Running second = new Running("elect", "vote", "two")) {
                assertThat(listener.line()).startsWith("vote/");
                assertThat(listener.line()).isEqualTo("one");
                first.process.destroy();
                assertThat(second.line()).startsWith("vote/");
                assertThat(second.line()).isEqualTo("two");
                assertThat(listener.line()).startsWith("vote/");
                assertThat(listener.line()).isEqualTo("two");
            }
        }
    }

    @Test
    void the_cluster_is_described() throws Exception {
        String url = cluster.clientUrl(0).toString();
        assertThat(run("member", "list")).matches("[0-9a-f]+, started, n0, http://[^,]+, " + url + ", false");
        assertThat(run("endpoint", "status")).matches(url + ", [0-9a-f]+, 3\\.4\\.23, [^,]+, true, false, \\d+, \\d+, \\d+,");
        assertThat(run("endpoint", "health")).contains("is healthy");
        assertThat(run("endpoint", "hashkv")).matches(url + ", \\d+");
        assertThat(refused("member", "remove", "1234")).contains("etcdserver: member not found");
        assertThat(refused("move-leader", "1234")).contains("Error");
    }

    @Test
    void the_store_is_maintained() throws Exception {
        assertThat(run("alarm", "list")).isEmpty();
        assertThat(run("alarm", "disarm")).isEmpty();
        assertThat(run("defrag")).isEqualTo("Finished defragmenting etcd member[" + cluster.clientUrl(0) + "]");
    }

    @Test
    void a_snapshot_is_saved_and_told_of() throws Exception {
        run("put", "snapshot/key", "value");
        Path file = directory.resolve("saved.db");
        assertThat(run("snapshot", "save", file.toString())).endsWith("Snapshot saved at " + file);
        assertThat(run("snapshot", "status", file.toString())).matches("[0-9a-f]{1,8}, \\d+, \\d+, .*");
    }

    @Test
    void a_user_name_is_of_no_use_while_authentication_is_off() throws Exception {
        assertThat(run("--user=root:pw", "put", "with", "a name")).as("as a server without users answers").endsWith("OK");
    }
}
