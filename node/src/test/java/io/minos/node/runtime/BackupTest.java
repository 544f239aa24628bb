package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.Member;
import io.minos.node.boot.Boot;
import io.minos.node.raft.Entry;
import io.minos.node.snapshot.FileSnapshotStore;
import io.minos.node.wal.Wal;
import io.minos.node.wal.chronicle.ChronicleWal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a member's data directory to a cluster of one. */
@Timeout(120)
class BackupTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(String... args) {
        err.reset();
        out.reset();
        return BackupCommand.run(List.of(args), new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private int backup(Path dataDir, Path backupDir) {
        return run("--data-dir", dataDir.toString(), "--backup-dir=" + backupDir);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8).strip();
    }

    /** Each regular file's content, by its path. */
    private static SortedMap<String, Integer> files(Path dir) throws IOException {
        SortedMap<String, Integer> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(dir)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(dir.relativize(path).toString(), Arrays.hashCode(Files.readAllBytes(path)));
            }
        }
        return files;
    }

    private static String everything(LocalCluster cluster) throws Exception {
        V2Wire v2 = new V2Wire(cluster.clientUrl(0));
        V2Wire.Answer tree = v2.ask("GET", "/v2/keys?recursive=true&quorum=true", "");
        return tree.header("X-Etcd-Index") + tree.body().replaceAll("\"ttl\":\\d+", "\"ttl\":…")
                + v2.ask("GET", "/v2/auth/users", "").body()
                + range(cluster, "")
                + cluster.post(0, "/v3/auth/user/list", "{}").body().replaceAll("\"header\":\\{.*?\\},?", "")
                + cluster.post(0, "/v3/lease/timetolive", "{\"ID\":\"7\",\"keys\":true}").body().replaceAll("\"header\":\\{.*?\\},?", "").replaceAll("\"TTL\":\"\\d+\"", "\"TTL\":…");
    }

    /** All keys, as of the revision. */
    private static String range(LocalCluster cluster, String revision) throws Exception {
        return cluster.post(0, "/v3/kv/range", "{\"key\":\"AA==\",\"range_end\":\"AA==\"" + revision + "}").body()
                .replaceAll("\"(cluster_id|member_id|raft_term)\":\"\\d+\"", "");
    }

    @Test
    void a_backup_of_a_running_member_goes_on_alone_with_all_it_held() throws Exception {
        String backed;
        String old;
        Path copy = directory.resolve("copy");
        try (LocalCluster cluster = new LocalCluster(directory, 3, "--enable-v2", "--snapshot-count=20").startAll()) {
            cluster.leader();
            V2Wire v2 = new V2Wire(cluster.clientUrl(0));
            cluster.post(0, "/v3/lease/grant", "{\"ID\":\"7\",\"TTL\":\"3600\"}");
            cluster.post(0, "/v3/auth/user/add", "{\"name\":\"u\",\"password\":\"p\"}");
            v2.askAs("-", "PUT", "/v2/auth/users/v2user", "{\"user\":\"v2user\",\"password\":\"p\"}");
            for (int i = 0; i < 50; i++) {
                assertThat(v2.ask("PUT", "/v2/keys/d" + i % 5 + "/k" + i % 7 + (i % 3 == 0 ? "?ttl=900" : ""), "value=" + i).status()).isIn(200, 201);
                assertThat(cluster.post(0, "/v3/kv/put", "{\"key\":\"" + LocalCluster.base64("k" + i % 5) + "\",\"value\":\"" + LocalCluster.base64("v" + i) + "\",\"lease\":\""
                        + (i % 5 == 0 ? 7 : 0) + "\"}").status()).isEqualTo(200);
            }
            everything(cluster); // linearizable: all is applied here
            assertThat(backup(cluster.dataDir(0), copy)).as(err()).isZero();
            assertThat(err()).matches("backed up v2 index 50 and revision 51 to " + copy + ": member [0-9a-f]+ of cluster [0-9a-f]+").doesNotContain("\n");
            backed = everything(cluster) + range(cluster, ",\"revision\":\"30\"");
            old = Files.readString(cluster.dataDir(0).resolve("identity"));
            assertThat(cluster.put(1, "k", "later").status()).isEqualTo(200);
            assertThat(cluster.broken.get()).isNull();
        }
        try (LocalCluster alone = new LocalCluster(directory, 1, "--enable-v2", "--force-new-cluster", "--data-dir=" + copy).startAll()) {
            alone.leader();
            assertThat(everything(alone) + range(alone, ",\"revision\":\"30\"")).isEqualTo(backed);
            assertThat(Files.readString(copy.resolve("identity"))).as("whose it is").doesNotContain(old.split(" ")[1]).doesNotContain(old.split(" ")[3].strip());
            assertThat(alone.node(0).published().members().values()).singleElement()
                    .satisfies(member -> assertThat(member.getPeerURLsList()).containsExactly("http://localhost:2380"));
            assertThat(alone.put(0, "k", "v").body()).contains("\"revision\":\"52\"");
        }
    }

    /** It is a whole cluster already, and others join it, once it says where it is. */
    @Test
    void a_backup_starts_without_force_and_takes_others_in() throws Exception {
        Path copy = directory.resolve("copy");
        try (LocalCluster cluster = new LocalCluster(directory, 1).startAll()) {
            cluster.leader();
            cluster.put(0, "k", "v");
            assertThat(backup(cluster.dataDir(0), copy)).as(err()).isZero();
        }
        try (LocalCluster alone = new LocalCluster(directory.resolve("new"), 1, "--data-dir=" + copy).startAll()) {
            alone.leader();
            long id = alone.node(0).published().raft().id();
            assertThat(alone.post(0, "/v3/cluster/member/update", "{\"ID\":\"" + Long.toUnsignedString(id) + "\",\"peerURLs\":[\"" + alone.peerUrl(0) + "\"]}").status()).isEqualTo(200);
            int second = alone.joiner(directory.resolve("new"), List.of(0));
            assertThat(alone.until(() -> alone.addMember(0, second, false)).status()).isEqualTo(200);
            alone.join(second, alone.starting(second));
            assertThat(alone.get(second, "k")).isEqualTo("v");
            assertThat(alone.broken.get()).isNull();
        }
    }

    /** The log grows, segments and snapshots come and go, while it is read. */
    @Test
    void a_backup_taken_under_load_holds_all_that_was_acknowledged_before_it_began() throws Exception {
        ExecutorService clients = Executors.newSingleThreadExecutor();
        AtomicInteger acknowledged = new AtomicInteger();
        try (LocalCluster cluster = new LocalCluster(directory, 1, "--snapshot-count=10").startAll()) {
            cluster.leader();
            String filling = "x".repeat(200_000);
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 1; i <= 400; i++) {
                        assertThat(cluster.put(0, "k" + i % 10, i + filling).status()).isEqualTo(200);
                        acknowledged.set(i);
                    }
                } catch (IOException | InterruptedException e) {
                    throw new CompletionException(e);
                }
            }, clients);
            int backups = 0;
            while (!load.isDone()) {
                int before = acknowledged.get();
                Path copy = directory.resolve("copy" + backups++);
                assertThat(backup(cluster.dataDir(0), copy)).as(err()).isZero();
                int revision = Integer.parseInt(err().replaceFirst(".* and revision (\\d+) .*", "$1"));
                assertThat(revision - 1).as("writes in the backup").isBetween(before, acknowledged.get() + 1);
            }
            load.join();
            assertThat(backups).as("backups meanwhile").isGreaterThan(3);
        } finally {
            clients.shutdownNow();
            assertThat(clients.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** The data directory of a member that ran once: its log has more than one record to damage. */
    private Path stopped(String... flags) throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1, flags).startAll()) {
            cluster.leader();
            cluster.put(0, "k", "v");
            cluster.put(0, "k", "w");
            return cluster.dataDir(0);
        }
    }

    /** As when a segment, or a snapshot, is deleted between the listing and the reading. */
    @Test
    void what_fits_together_only_when_it_is_read_again_is_read_again() throws Exception {
        Path data = stopped();
        Path snapshot = only(data.resolve("member/snap"), ".snapshot");
        Path segment = only(data.resolve("member/wal"), ".cq4");
        for (Path changing : List.of(snapshot, segment)) {
            Path away = Files.move(changing, directory.resolve("away"));
            Backup backup = new Backup(DataDirectory.at(data, data.resolve("member/wal")), () -> move(away, changing));
            Path copy = directory.resolve("copy-" + changing.getFileName());
            assertThat(backup.into(new NewDataDirectory(copy, copy.resolve("member/wal"))).state().store().revision()).isEqualTo(3);
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertRefused(String message, String... args) throws IOException {
        SortedMap<String, Integer> before = files(directory);
        assertThat(run(args)).isEqualTo(1);
        assertThat(err()).isEqualTo("Error: " + message);
        assertThat(files(directory)).as("what is there").isEqualTo(before);
    }

    @Test
    void what_is_no_members_data_is_refused_in_a_line() throws IOException {
        Path data = directory.resolve("data");
        String[] args = {"--data-dir=" + data, "--backup-dir=" + directory.resolve("copy")};
        assertRefused("no member's data: there is no directory " + data.resolve("member/wal"), args);
        Path wal = Files.createDirectories(data.resolve("member/wal"));
        assertRefused("no member's data: there is no directory " + data.resolve("member/snap"), args);
        Path snap = Files.createDirectories(data.resolve("member/snap"));
        assertRefused("no member's data: the write-ahead log in " + wal + " is empty", args);
        Files.writeString(snap.resolve("db"), "bolt");
        assertRefused(snap.resolve("db") + " is the database of an etcd, whose data directory this is: etcdctl backup reads it", args);
    }

    @Test
    void what_is_damaged_is_refused_and_what_is_there_is_left_alone() throws Exception {
        Path data = stopped();
        Path full = Files.createDirectory(directory.resolve("full"));
        Files.writeString(full.resolve("mine"), "mine");
        assertRefused("\"" + full + "\" exists and is not empty", "--data-dir", data.toString(), "--backup-dir", full.toString());
        assertRefused("\"" + full + "\" exists and is not empty", "--data-dir", data.toString(), "--backup-dir", directory.resolve("copy").toString(), "--backup-wal-dir", full.toString());
        assertRefused("\"" + full.resolve("mine") + "\" is no directory", "--data-dir", data.toString(), "--backup-dir", full.resolve("mine").toString());

        Path snapshot = only(data.resolve("member/snap"), ".snapshot");
        byte[] whole = Files.readAllBytes(snapshot);
        Files.write(snapshot, Arrays.copyOf(whole, whole.length - 1));
        assertRefused("no whole snapshot in " + snapshot.getParent() + " fits the write-ahead log", "--data-dir", data.toString(), "--backup-dir", directory.resolve("copy").toString());
        Files.write(snapshot, whole);

        Path segment = only(data.resolve("member/wal"), ".cq4");
        byte[] log = Files.readAllBytes(segment);
        log[indexOf(log, "k\u0012\u0001v")] ^= 1; // the first write's entry
        Files.write(segment, log);
        assertThat(backup(data, directory.resolve("copy"))).isEqualTo(1);
        assertThat(err()).startsWith("Error: the WAL is damaged: " + segment + " at offset ").doesNotContain("\n");
        assertThat(directory.resolve("copy")).doesNotExist();
    }

    @Test
    void an_entry_that_is_no_command_is_refused_in_a_line() throws Exception {
        DataDirectory data = DataDirectory.at(directory.resolve("data"), directory.resolve("data/member/wal")).make();
        Boot begun = Boot.ofNewCluster(List.of(Member.newBuilder().setID(1).build()));
        Entry garbage = new Entry(1, 2, Entry.Kind.COMMAND, ByteString.copyFromUtf8("garbage"));
        try (Wal wal = ChronicleWal.open(data.wal())) {
            new Boot(begun.hardState(), begun.snapshot(), begun.state(), List.of(garbage)).writeTo(wal, FileSnapshotStore.open(data.snapshots()));
        }
        assertRefused("the log's entry 2 holds no command: back up another member", "--data-dir=" + directory.resolve("data"), "--backup-dir=" + directory.resolve("copy"));
    }

    private static int indexOf(byte[] bytes, String text) {
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
        assertThat(at).as("where " + text + " is").isPositive();
        return at;
    }

    private static Path only(Path dir, String ending) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(file -> file.toString().endsWith(ending)).findFirst().orElseThrow();
        }
    }

    @Test
    void an_empty_directory_will_do_and_the_log_may_be_elsewhere() throws Exception {
        Path elsewhere = directory.resolve("log");
        Path data = stopped("--wal-dir=" + elsewhere);
        Files.writeString(data.resolve("member/snap/half.saving"), "a member that runs is writing it");
        SortedMap<String, Integer> before = files(directory);
        Path copy = Files.createDirectory(directory.resolve("copy"));
        assertThat(run("--data-dir=" + data, "--wal-dir=" + elsewhere, "--backup-dir=" + copy, "--backup-wal-dir=" + directory.resolve("copied-log"), "--with-v3"))
                .as(err()).isZero();
        assertThat(copy.resolve("member/wal")).doesNotExist();
        assertThat(files(directory)).as("the member's files").containsAllEntriesOf(before);
        try (LocalCluster alone = new LocalCluster(directory, 1, "--data-dir=" + copy, "--wal-dir=" + directory.resolve("copied-log"), "--force-new-cluster").startAll()) {
            alone.leader();
            assertThat(alone.get(0, "k")).isEqualTo("w");
        }
    }

    @Test
    void a_log_within_the_copy_is_known_to_be_there_however_it_is_written() throws Exception {
        Path data = stopped();
        Path copy = directory.resolve("copy");
        assertThat(run("--data-dir=" + data, "--backup-dir=" + directory.resolve("x/../copy"), "--backup-wal-dir=" + copy.resolve("./log"))).as(err()).isZero();
        assertThat(copy.resolve("log/LOCK")).exists();
        assertThat(files(directory).keySet()).noneMatch(file -> file.contains(".making"));
    }

    @Test
    void misuse_is_answered_with_the_usage() {
        for (String[] args : new String[][] {{}, {"--data-dir=a"}, {"--backup-dir=b"}, {"--data-dir=a", "--backup-dir"}, {"--data-dir=a", "--backup-dir=b", "c"},
                {"--data-dir=a", "--backup-dir=b", "--with-v3=maybe"}, {"--data-dir=a", "--backup-dir=b", "--name=c"}}) {
            assertThat(run(args)).isEqualTo(254);
            assertThat(err()).startsWith("usage: minos node backup --data-dir DIR");
        }
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("usage: minos node backup --data-dir DIR");
    }
}
