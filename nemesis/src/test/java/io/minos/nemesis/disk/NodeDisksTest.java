package io.minos.nemesis.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minos.nemesis.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class NodeDisksTest {
    private static final List<String> NODES = List.of("n1", "n2");
    private static final long BYTES = 2 << 20;

    @TempDir
    Path directory;

    private interface Opener {
        NodeDisks open(Path directory, List<String> nodes, long bytes) throws IOException;
    }

    private NodeDisks openOrSkip(Opener opener) {
        try {
            return opener.open(directory, NODES, BYTES);
        } catch (IOException e) {
            assumeTrue(false, "skipped: " + e.getMessage());
            throw new AssertionError(e);
        }
    }

    @Test
    void a_mounted_disk_fills_up_stays_full_and_is_free_again() throws Exception {
        try (NodeDisks disks = openOrSkip(MountedDisks::open)) {
            fillsUpStaysFullAndIsFreeAgain(disks);
        }
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(directory.toString());
    }

    @Test
    void a_disk_in_a_namespace_fills_up_stays_full_and_is_free_again() throws Exception {
        try (NodeDisks disks = openOrSkip(NamespaceDisks::open)) {
            fillsUpStaysFullAndIsFreeAgain(disks);
        }
    }

    private static void fillsUpStaysFullAndIsFreeAgain(NodeDisks disks) throws Exception {
        Path data = disks.dataDirFromHere("n1");
        Path mine = Files.write(data.resolve("mine"), new byte[100_000]);
        Ballast ballast = Ballast.load(disks.diskFromHere("n1"), 0);
        assertThat(ballast.refusal()).hasValueSatisfying(text -> assertThat(text).contains("No space left on device"));
        assertThatThrownBy(() -> Files.write(data.resolve("more"), new byte[4096])).hasMessageContaining("No space left on device");
        Files.delete(data.resolve("more"));
        Files.delete(mine);
        awaitFull(ballast);
        Files.write(disks.dataDirFromHere("n2").resolve("elsewhere"), new byte[100_000]);
        ballast.release();
        ballast.release();
        Files.write(mine, new byte[100_000]);
        assertThat(ballast.refusal()).isEmpty();
    }

    private static void awaitFull(Ballast ballast) throws Exception {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (ballast.usableBytes() > 0 && System.nanoTime() < endNanos) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(ballast.usableBytes()).as("what its user frees is taken").isZero();
    }

    @Test
    void some_bytes_can_be_left() throws Exception {
        try (NodeDisks disks = openOrSkip(MountedDisks::open)) {
            Ballast ballast = Ballast.load(disks.diskFromHere("n1"), 300_000);
            assertThat(ballast.usableBytes()).isBetween(296_000L, 304_000L);
            assertThat(ballast.refusal()).isEmpty();
            ballast.release();
        }
    }

    @Test
    void a_process_in_the_namespace_is_the_node_itself_and_its_data_outlives_it() throws Exception {
        try (NodeDisks disks = openOrSkip(NamespaceDisks::open)) {
            String script = "echo $$; echo kept > " + disks.dataDir("n1").resolve("file");
            Process node = new ProcessBuilder(disks.wrap(List.of("sh", "-c", script))).redirectErrorStream(true).start();
            assertThat(node.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(new String(node.getInputStream().readAllBytes())).isEqualToIgnoringNewLines(Long.toString(node.pid()));
            assertThat(disks.dataDirFromHere("n1").resolve("file")).hasContent("kept");
            assertThat(disks.dataDir("n1").resolve("file")).as("outside the namespace").doesNotExist();
            assertThat(Commands.run(disks.wrap(List.of("pwd")))).isEqualTo(Path.of("").toAbsolutePath().toString());
        }
    }

    @Test
    void mounts_of_a_run_that_is_gone_are_unmounted_and_those_of_a_living_one_are_not() throws Exception {
        try (NodeDisks living = openOrSkip(MountedDisks::open)) {
            Path leftover = Files.createDirectories(directory.resolve("left over"));
            long deadPid = new ProcessBuilder("true").start().onExit().get(20, TimeUnit.SECONDS).pid();
            Commands.run(List.of("mount", "-t", "tmpfs", "-o", "size=64k", "minos-disk-" + deadPid + "-1", leftover.toString()));
            MountedDisks.open(Files.createDirectories(directory.resolve("next")), NODES, BYTES).close();
            String mounts = Files.readString(Path.of("/proc/self/mounts"));
            assertThat(mounts).doesNotContain("minos-disk-" + deadPid + "-1");
            assertThat(mounts).contains(living.disk("n1").toString());
        }
    }

    @Test
    void plain_directories_say_why_they_are_no_better() throws Exception {
        try (NodeDisks disks = PlainDisks.open(directory, NODES, BYTES, "not root")) {
            assertThat(disks.bounded()).isFalse();
            assertThat(disks.describe()).isEqualTo("plain directories and a quota of 2 MiB for each node (not root)");
            assertThat(disks.dataDir("n1")).isEmptyDirectory();
            assertThat(disks.wrap(List.of("a", "b"))).containsExactly("a", "b");
        }
    }

    @Test
    void an_unknown_node_is_refused_by_name() throws Exception {
        try (NodeDisks disks = NodeDisks.open(directory, NODES, BYTES)) {
            assertThatThrownBy(() -> disks.dataDir("n9")).hasMessage("no disk was made for n9");
        }
    }

    @Test
    void a_failing_command_says_its_last_words() {
        assertThatThrownBy(() -> Commands.run(new ArrayList<>(List.of("sh", "-c", "echo no such thing; exit 3"))))
                .isInstanceOf(IOException.class).hasMessageEndingWith("failed with status 3: no such thing");
    }
}
