package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minos.node.apply.RealEtcd;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users and roles of the v2 API: a member answers, byte for byte, what etcd 3.4.23 has been recorded to answer, and what it tells etcdctl. */
@Timeout(120)
class V2UsersTest {
    private static final Path REQUESTS = Path.of("src/test/testdata/v2/auth-requests.txt");
    private static final Path ANSWERS = Path.of("src/test/testdata/v2/auth-answers.txt");
    private static final Path ETCDCTL = Path.of("src/test/testdata/v2/auth-etcdctl.txt");

    @TempDir
    private Path directory;

    private LocalCluster node(int members) throws Exception {
        LocalCluster cluster = new LocalCluster(directory, members, "--enable-v2").startAll();
        cluster.leader();
        for (int i = 0; i < members; i++) {
            cluster.awaitPublished(i);
        }
        return cluster;
    }

    private static List<String> lines(Path script) throws IOException {
        return Files.readAllLines(script).stream().filter(line -> !line.startsWith("#")).toList();
    }

    @Test
    void it_answers_as_etcd_has_been_recorded_to_answer() throws Exception {
        if (Boolean.getBoolean("rewrite")) {
            try (RealEtcd etcd = etcd()) {
                Files.writeString(ANSWERS, conversation(new V2Wire(URI.create(etcd.url()))));
            }
        }
        try (LocalCluster cluster = node(1)) {
            assertThat(conversation(new V2Wire(cluster.clientUrl(0))).split("\n(?=> )")).containsExactly(Files.readString(ANSWERS).split("\n(?=> )"));
        }
    }

    private static RealEtcd etcd() throws Exception {
        Optional<Path> binary = RealEtcd.binary();
        assumeTrue(binary.isPresent(), "skipped: there is no etcd on the PATH to compare with");
        String version = RealEtcd.version(binary.get());
        assumeTrue(V2ParityTest.VERSION.equals(version), "skipped: the etcd on the PATH is " + version);
        return new RealEtcd(binary.get(), "--enable-v2");
    }

    private static String conversation(V2Wire server) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String request : lines(REQUESTS)) {
            String[] parts = request.split(" ", 4);
            String body = parts.length > 3 ? parts[3] : "";
            V2Wire.Answer answer = server.askAs(parts[0], parts[1], parts[2], body);
            // etcd's index counts its users' changes and its members, too
            String told = V2ParityTest.told(parts[1], answer).replaceAll("X-Etcd-Index: [1-9]\\d*", "X-Etcd-Index: …")
                    .replaceAll("([iI]ndex)\":[1-9]\\d*", "$1\":…").replaceAll("Content-Length: [1-9]\\d*", "Content-Length: …");
            text.append("> ").append(request).append('\n').append(told).append('\n');
        }
        return text.toString();
    }

    @Test
    void etcdctl_is_told_what_etcd_tells_it() throws Exception {
        assumeTrue(isOnPath("etcdctl"), "skipped: there is no etcdctl on the PATH");
        List<String> ours;
        try (LocalCluster cluster = node(1)) {
            ours = answers(cluster.clientUrl(0).getAuthority());
        }
        try (RealEtcd etcd = etcd()) {
            assertThat(ours).containsExactlyElementsOf(answers(URI.create(etcd.url()).getAuthority()));
        }
    }

    private static List<String> answers(String endpoint) throws Exception {
        List<String> answers = new ArrayList<>();
        for (String line : lines(ETCDCTL)) {
            List<String> command = new ArrayList<>(List.of("etcdctl", "--endpoints", "http://" + endpoint));
            command.addAll(Arrays.asList(line.split(" ")));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().keySet().removeIf(name -> name.startsWith("ETCDCTL_"));
            builder.environment().put("ETCDCTL_API", "2");
            Process process = builder.start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            answers.add(line + "\n" + said.replace(endpoint, "ENDPOINT").replaceAll("\\[\\d+\\]", "[INDEX]") + "exit " + process.waitFor());
        }
        return answers;
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    @Test
    void they_are_every_members_and_outlive_a_restart() throws Exception {
        try (LocalCluster cluster = node(3)) {
            V2Wire first = new V2Wire(cluster.clientUrl(0));
            assertThat(first.askAs("-", "PUT", "/v2/auth/users/root", "{\"user\":\"root\",\"password\":\"rpw\"}").status()).isEqualTo(201);
            assertThat(first.askAs("-", "PUT", "/v2/auth/roles/guest", "{\"role\":\"guest\",\"permissions\":{\"kv\":{\"read\":[\"/open\"]}}}").status()).isEqualTo(201);
            assertThat(first.askAs("-", "PUT", "/v2/auth/enable", "").status()).isEqualTo(200);
            for (int i = 0; i < 3; i++) {
                V2Wire member = new V2Wire(cluster.clientUrl(i));
                awaitRefusal(member);
            }
            cluster.stop(0);
            cluster.start(0);
            cluster.awaitPublished(0);
            V2Wire again = new V2Wire(cluster.clientUrl(0));
            awaitRefusal(again);
            assertThat(again.askAs("root:rpw", "PUT", "/v2/keys/b", "value=1").status()).isEqualTo(201);
            assertThat(again.askAs("-", "GET", "/v2/keys/open", "").status()).isEqualTo(404);
        }
    }

    /** A member answers by what it has applied. */
    private static void awaitRefusal(V2Wire member) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (member.askAs("-", "PUT", "/v2/keys/a", "value=1").status() != 401) {
            assertThat(System.nanoTime()).as("the member knows in time that guests may not write").isLessThan(deadline);
        }
    }

    static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }
}
