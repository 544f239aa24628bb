package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minos.node.apply.RealEtcd;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** etcd3gw, OpenStack's client of the JSON gateway: its day at a node and at etcd is the same, line by line. */
@Timeout(120)
class Etcd3gwTest {
    private static final Path SCRIPT = Path.of("src/test/python/etcd3gw_smoke.py");
    private static final Path RECORDED = Path.of("src/test/testdata/clients/etcd3gw.txt");
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path directory;

    private static String python;

    @BeforeAll
    static void find() throws Exception {
        for (String candidate : List.of("/usr/bin/python3", "python3")) { // Debian's packages are those of the former
            if (knowsEtcd3gw(candidate)) {
                python = candidate;
                return;
            }
        }
        assumeTrue(false, "skipped: no python3 has the package etcd3gw (Debian: python3-etcd3gw)");
    }

    private static boolean knowsEtcd3gw(String candidate) throws InterruptedException {
        try {
            return new ProcessBuilder(candidate, "-c", "import etcd3gw").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    @Test
    void it_works_with_the_node() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1).startAll()) {
            cluster.leader();
            cluster.awaitPublished(0);
            assertThat(day(cluster.clientUrl(0))).isEqualTo(Files.readString(RECORDED));
        }
    }

    @Test
    void it_works_with_etcd() throws Exception {
        Optional<Path> binary = RealEtcd.binary();
        assumeTrue(binary.isPresent(), "skipped: there is no etcd on the PATH to compare with");
        assumeTrue("3.4.23".equals(RealEtcd.version(binary.get())), "skipped: the etcd on the PATH is not the one that was recorded");
        try (RealEtcd etcd = new RealEtcd(binary.get())) {
            String told = day(URI.create(etcd.url()));
            if (Boolean.getBoolean("rewrite")) {
                Files.writeString(RECORDED, told);
            }
            assertThat(told).isEqualTo(Files.readString(RECORDED));
        }
    }

    /** What the script says; killed when it does not come to an end. */
    private String day(URI server) throws Exception {
        Path said = directory.resolve("said");
        Process process = new ProcessBuilder(python, SCRIPT.toString(), server.getHost(), String.valueOf(server.getPort()))
                .redirectErrorStream(true).redirectOutput(said.toFile()).start();
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            String text = Files.readString(said, StandardCharsets.UTF_8);
            assertThat(ended).as("it came to an end; so far: %s", text).isTrue();
            assertThat(process.exitValue()).as(text).isZero();
            return text;
        } finally {
            process.destroyForcibly();
        }
    }
}
