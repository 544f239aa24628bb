package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minos.nemesis.network.Ports;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users and roles, asked by etcd's own client of etcd and of a member of ours. Skipped where they are not on the path, or of another version. */
@Timeout(300)
class EtcdctlAuthTest {
    private static final Path SCRIPT = Path.of("src/test/testdata/auth/etcdctl.txt");
    private static final String VERSION = "etcd Version: 3.4.23";

    @TempDir
    Path directory;

    @Test
    void a_member_answers_what_etcd_answers() throws Exception {
        assumeTrue(isOnPath("etcdctl") && isOnPath("etcd"), "etcd and etcdctl are not on the PATH: they are not compared with the node");
        assumeTrue(output(new ProcessBuilder("etcd", "--version")).startsWith(VERSION), "etcd is not " + VERSION);
        List<String> script = Files.readAllLines(SCRIPT).stream().filter(line -> !line.startsWith("#")).toList();
        List<String> ours;
        try (LocalCluster cluster = new LocalCluster(directory, 1, "--bcrypt-cost=4").startAll()) {
            cluster.leader();
            cluster.awaitPublished(0);
            ours = answers(cluster.clientUrl(0).getAuthority(), script);
        }
        assertThat(ours).containsExactlyElementsOf(ofEtcd(script));
    }

    private List<String> ofEtcd(List<String> script) throws Exception {
        String client = "127.0.0.1:" + Ports.free();
        String peer = "http://127.0.0.1:" + Ports.free();
        Process etcd = new ProcessBuilder("etcd", "--data-dir", directory.resolve("etcd").toString(), "--bcrypt-cost", "4", "--listen-client-urls", "http://" + client,
                "--advertise-client-urls", "http://" + client, "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "default=" + peer)
                .redirectErrorStream(true).redirectOutput(directory.resolve("etcd.log").toFile()).start();
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!etcdctl(client, "endpoint health").contains("is healthy")) {
                assertThat(System.nanoTime()).as("etcd answers in time").isLessThan(deadline);
            }
            return answers(client, script);
        } finally {
            etcd.destroy();
            etcd.waitFor();
        }
    }

    private static List<String> answers(String endpoint, List<String> script) throws Exception {
        List<String> answers = new ArrayList<>();
        for (String line : script) {
            answers.add("etcdctl " + line + "\n" + etcdctl(endpoint, line));
        }
        return answers;
    }

    /** What it says and how it ends, without what differs from run to run: where, when, the cluster's numbers. */
    private static String etcdctl(String endpoint, String line) throws Exception {
        List<String> command = new ArrayList<>(List.of("etcdctl", "--endpoints=" + endpoint));
        command.addAll(Arrays.asList(line.split(" ")));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("ETCDCTL_"));
        builder.environment().put("ETCDCTL_API", "3");
        return output(builder)
                .replaceAll("\\{\"level\":.*?\"error\":", "{\"error\":")
                .replace(endpoint, "ENDPOINT")
                .replaceAll("\\b[0-9a-f]{15,16}\\b", "ID");
    }

    private static String output(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output + "exit " + process.waitFor();
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }
}
