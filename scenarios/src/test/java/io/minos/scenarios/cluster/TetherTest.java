package io.minos.scenarios.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TetherTest {
    @TempDir
    Path directory;

    /** Starts a node on a thread that ends at once, as the nemesis thread does; says its pid; waits to be killed. */
    static final class Harness {
        public static void main(String[] args) throws Exception {
            var node = node(Path.of(args[0]));
            Thread passing = new Thread(() -> start(node));
            passing.start();
            passing.join();
            Thread.sleep(500);
            System.out.println(node.pid().orElse(-1));
            System.in.read();
        }

        private static void start(NodeProcess node) {
            try {
                node.start();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static NodeProcess node(Path log) {
        List<String> command = new ArrayList<>(Tether.words());
        command.addAll(List.of("sleep", "120"));
        return new NodeProcess("n1", command, log, (status, wanted) -> {});
    }

    @Test
    void a_node_outlives_the_thread_that_started_it_and_not_the_harness() throws Exception {
        assumeFalse(Tether.words().isEmpty(), "util-linux's setpriv is not here");
        Process harness = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"), Harness.class.getName(), directory.resolve("n1.log").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader said = harness.inputReader()) {
            ProcessHandle node = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            assertThat(node.isAlive()).isTrue();

            harness.destroyForcibly();

            node.onExit().get(20, TimeUnit.SECONDS);
        } finally {
            harness.destroyForcibly();
        }
    }

    @Test
    void a_command_that_does_not_exist_is_an_io_exception() {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Tether.start(new ProcessBuilder("no-such-command"))))
                .isInstanceOf(IOException.class).hasMessageContaining("no-such-command");
    }
}
