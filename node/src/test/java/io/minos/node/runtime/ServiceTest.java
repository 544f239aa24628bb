package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.minos.nemesis.network.Ports;
import io.minos.node.wal.chronicle.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member as a service: what it tells systemd, and where it logs. Processes of their own, as both concern the whole process. */
@Timeout(120)
class ServiceTest {
    @TempDir
    private Path directory;

    private Process node(String notifySocket, String... flags) throws IOException {
        String client = "http://127.0.0.1:" + Ports.free();
        String peer = "http://127.0.0.1:" + Ports.free();
        List<String> command = new ArrayList<>(ChildJvm.command(Main.class, "--data-dir=" + directory.resolve("data"), "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client, "--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer, "--initial-cluster=default=" + peer));
        command.addAll(List.of(flags));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(directory.resolve("out").toFile()).redirectError(directory.resolve("err").toFile());
        builder.environment().remove("NOTIFY_SOCKET");
        if (!notifySocket.isEmpty()) {
            builder.environment().put("NOTIFY_SOCKET", notifySocket);
        }
        return builder.start();
    }

    private List<JsonNode> events(String file) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve(file))) {
            events.add(new ObjectMapper().readTree(line)); // each by itself
        }
        return events;
    }

    private void serve(String socket) throws Exception {
        try (DatagramReceiver systemd = new DatagramReceiver(socket)) {
            Process node = node(socket, "--logger=zap", "--log-outputs=" + directory.resolve("log") + ",stdout");
            try {
                assertThat(systemd.next()).isEqualTo("'READY=1'");
                node.destroy();
                assertThat(systemd.next()).isEqualTo("'STOPPING=1'");
                assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
            } finally {
                node.destroyForcibly();
            }
        }
    }

    @Test
    void systemd_hears_when_a_member_has_joined_and_when_it_stops_and_logs_are_json_in_every_output() throws Exception {
        serve(directory.resolve("notify").toString());
        List<JsonNode> events = events("log");
        assertThat(events).allSatisfy(event -> assertThat(event.path("level").asText()).isIn("info", "warn"));
        assertThat(events).extracting(event -> event.path("msg").asText()).anyMatch(message -> message.contains("→LEADER")).anyMatch(message -> message.equals("default stops"));
        assertThat(events("out")).isEqualTo(events);
        assertThat(directory.resolve("err")).content().doesNotContain("io.minos");
    }

    @Test
    void the_socket_may_have_an_abstract_name() throws Exception {
        serve("@minos-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    }

    @Test
    void a_socket_that_is_not_there_is_no_reason_to_stop() throws Exception {
        Process node = node(directory.resolve("nobody").toString());
        try {
            long deadline = System.nanoTime() + LocalCluster.DEADLINE.toNanos();
            while (!Files.readString(directory.resolve("err")).contains("failed to notify systemd of READY=1")) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                assertThat(node.isAlive()).isTrue();
                Thread.sleep(20);
            }
        } finally {
            node.destroyForcibly();
        }
        assertThat(Files.readAllLines(directory.resolve("err"))).filteredOn(line -> line.contains("systemd")).hasSize(1).allMatch(line -> line.contains(" ERROR "));
    }

    @Test
    void an_output_that_cannot_be_opened_is_refused_in_a_line() throws Exception {
        Path file = directory.resolve("none/log");
        Process node = node("", "--logger=zap", "--log-outputs=" + file);
        assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).isEqualTo(1);
        assertThat(Files.readAllLines(directory.resolve("err"))).containsExactly("error verifying flags, open sink \"" + file + "\": open " + file
                + ": no such file or directory. See 'minos node --help'.");
    }

    @Test
    void the_journal_gets_the_line_and_its_priority() throws Exception {
        String socket = directory.resolve("journal").toString();
        assertThatThrownBy(() -> Journal.open(socket, new JsonLines())).isInstanceOf(IOException.class);
        try (DatagramReceiver journald = new DatagramReceiver(socket)) {
            Journal journal = Journal.open(socket, new JsonLines());
            LoggerContext context = new LoggerContext();
            journal.setContext(context);
            journal.start();
            journal.doAppend(new LoggingEvent("", context.getLogger("io.minos.node"), Level.WARN, "disk full", null, null));
            String entry = journald.next();
            assertThat(entry).startsWith("'PRIORITY=4\\nSYSLOG_IDENTIFIER=minos-node\\nMESSAGE={\"level\":\"warn\",").endsWith("\"msg\":\"disk full\"}\\n'");
        }
    }
}
