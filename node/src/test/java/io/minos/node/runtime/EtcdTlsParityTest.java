package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minos.nemesis.network.Ports;
import io.minos.node.config.Invocation;
import io.minos.node.config.NodeConfig;
import io.minos.node.tls.Authority;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real etcd says of certificates that it cannot use, a node says as well, besides naming the file. */
class EtcdTlsParityTest {
    private static final Authority CA = new Authority("ca");

    @TempDir
    Path dir;

    /** {@code CERT}, {@code KEY} and {@code OTHER} (a key of another certificate) stand for files, {@code C} and {@code P} for an https URL of each side. */
    private List<String> flags(String line) throws IOException {
        CA.issue("a", "127.0.0.1").writeTo(dir.resolve("cert.pem"), dir.resolve("key.pem"));
        CA.issue("b").writeTo(dir.resolve("unused.pem"), dir.resolve("other.pem"));
        Files.writeString(dir.resolve("empty.pem"), "");
        String client = "://127.0.0.1:" + Ports.free();
        String peer = "://127.0.0.1:" + Ports.free();
        List<String> words = new ArrayList<>(Arrays.asList(line.split(" ")));
        String clientUrl = (words.remove("C") ? "https" : "http") + client;
        String peerUrl = (words.remove("P") ? "https" : "http") + peer;
        List<String> flags = new ArrayList<>(List.of("--data-dir=" + dir.resolve("data"), "--listen-client-urls=" + clientUrl, "--advertise-client-urls=" + clientUrl,
                "--listen-peer-urls=" + peerUrl, "--initial-advertise-peer-urls=" + peerUrl, "--initial-cluster=default=" + peerUrl));
        words.stream().map(word -> word.replace("CERT", dir.resolve("cert.pem").toString()).replace("KEY", dir.resolve("key.pem").toString())
                .replace("OTHER", dir.resolve("other.pem").toString()).replace("EMPTY", dir.resolve("empty.pem").toString())).forEach(flags::add);
        return flags;
    }

    private String ours(List<String> flags) {
        NodeConfig config = ((Invocation.Run) NodeConfig.parse(flags, Map.of())).config();
        Throwable refused = catchThrowable(() -> Node.start(config, broken -> { }).close());
        assertThat(refused).isInstanceOf(StartException.class);
        assertThat(dir.resolve("data/member")).as("nothing has been begun").doesNotExist();
        return String.valueOf(refused.getMessage());
    }

    private String etcds(List<String> flags) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of("etcd", "--logger=capnslog"), flags.stream()).toList();
        ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile()).redirectErrorStream(true).redirectOutput(dir.resolve("out").toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("ETCD_"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("etcd ends by itself").isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            String output = Files.readString(dir.resolve("out"));
            String last = output.lines().filter(line -> line.contains(" C | etcdmain: ")).reduce("", (a, b) -> b);
            return last.substring(last.indexOf("etcdmain: ") + 10);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "C", "C --cert-file=CERT", "C --key-file=KEY", "C --cert-file=/nope --key-file=KEY", "C --cert-file=CERT --key-file=/nope", "C --cert-file=CERT --key-file=OTHER",
        "C --cert-file=KEY --key-file=KEY", "C --cert-file=CERT --key-file=CERT", "C --cert-file=EMPTY --key-file=KEY", "C --cert-file=CERT --key-file=EMPTY",
        "C --cert-file=CERT --key-file=KEY --trusted-ca-file=/nope", "C --auto-tls --cipher-suites=FOO", "--cipher-suites=FOO", "--listen-metrics-urls=https://127.0.0.1:1",
        "P", "P --peer-cert-file=CERT", "P --peer-cert-file=CERT --peer-key-file=OTHER", "P --peer-cert-file=CERT --peer-key-file=KEY --peer-trusted-ca-file=/nope",
        "P --peer-cert-file=CERT --peer-key-file=KEY --peer-cert-allowed-cn=a --peer-cert-allowed-hostname=b", "--peer-cert-file=/nope --peer-key-file=KEY"})
    void etcd_refuses_the_same_with_the_same_words(String line) throws IOException, InterruptedException {
        boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).anyMatch(place -> Files.isExecutable(Path.of(place, "etcd")));
        assumeTrue(found, "etcd is not on the PATH: parity with it is not checked");
        List<String> flags = flags(line);
        String ours = ours(flags);
        assertThat(ours).doesNotContain("\n").startsWith(etcds(flags));
    }

    @Test
    void certificates_of_urls_that_are_not_secure_are_not_looked_at() throws Exception {
        Invocation.Run run = (Invocation.Run) NodeConfig.parse(flags("--cert-file=/nope --key-file=/nope"), Map.of());
        Node.start(run.config(), broken -> { }).close();
    }
}
