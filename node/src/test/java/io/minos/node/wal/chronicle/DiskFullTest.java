package io.minos.node.wal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real file system of 8 MiB, in a mount namespace of its own, that fills up. The log runs in child processes: a mapped
 * file without its block would kill them, and the test would see it.
 */
final class DiskFullTest {
    @TempDir
    private Path temp;

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_full_disk_kills_nothing_loses_nothing_and_is_got_over() throws Exception {
        Path mount = Files.createDirectory(temp.resolve("mount"));
        List<String> namespace = List.of("unshare", isRoot() ? "-m" : "-Urm", "sh", "-ec");
        assumeTrue(run(shell(namespace, "mount -t tmpfs -o size=8m minos '" + mount + "'")).equals("exit 0\n"),
                "skipped: neither root nor user namespaces here, so that no small file system can be mounted");
        StringBuilder script = new StringBuilder("mount -t tmpfs -o size=8m minos '" + mount + "'\n");
        for (DiskFullWalk.Step step : DiskFullWalk.Step.values()) {
            script.append(quoted(ChildJvm.command(DiskFullWalk.class, step, mount, temp.resolve("acknowledged")))).append('\n');
        }
        assertThat(run(shell(namespace, script.toString()))).contains("filled", "released", "went on").endsWith("exit 0\n");
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static List<String> shell(List<String> namespace, String script) {
        List<String> command = new ArrayList<>(namespace);
        command.add(script);
        return command;
    }

    private static String quoted(List<String> command) {
        return "'" + String.join("' '", command) + "'";
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Path output = temp.resolve("output");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            boolean ended = process.waitFor(100, TimeUnit.SECONDS);
            return Files.readString(output) + (ended ? "exit " + process.exitValue() : "still running") + "\n";
        } catch (IOException noUnshare) {
            return "exit 127\n";
        } finally {
            process.destroyForcibly();
        }
    }
}
