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
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients in other languages: the day of each at a node and at etcd is the same, line by line. */
@Timeout(120)
class ClientSmokesTest {
    private static final Path RECORDED = Path.of("src/test/testdata/clients");
    /** {@code ./minos test} has npm put there what src/test/javascript asks for. */
    private static final Path NPM = Path.of("target/npm/node_modules");
    private static final long PATIENCE_SECONDS = 60;
    /** Debian's packages are those of the former. */
    private static final List<String> PYTHONS = List.of("/usr/bin/python3", "python3");

    @TempDir
    private Path directory;

    /** The files of each are named as it is. */
    private enum Client {
        /** OpenStack's client of the JSON gateway. */
        ETCD3GW("src/test/python/etcd3gw_smoke.py", PYTHONS, List.of("-c", "import etcd3gw"), "no python3 has the package etcd3gw (Debian: python3-etcd3gw)"),
        /** Over gRPC's C library. */
        PYTHON_ETCD3("src/test/python/etcd3_smoke.py", PYTHONS, List.of("-c", "import etcd3"), "no python3 has the package etcd3 (Debian: python3-etcd3)"),
        /** Over gRPC's library for JavaScript. */
        NPM_ETCD3("src/test/javascript/etcd3_smoke.js", List.of("node"), List.of("-e", "require('etcd3')"), "there is no node with npm's package etcd3 in node/target/npm (./minos test has npm install it there)");

        private final String script;
        private final List<String> interpreters;
        private final List<String> probe;
        private final String missing;

        Client(String script, List<String> interpreters, List<String> probe, String missing) {
            this.script = script;
            this.interpreters = interpreters;
            this.probe = probe;
            this.missing = missing;
        }

        /** Skips the test where there is none. */
        String interpreter() throws InterruptedException {
            for (String candidate : interpreters) {
                if (hasTheClient(candidate)) {
                    return candidate;
                }
            }
            assumeTrue(false, "skipped: " + missing);
            throw new AssertionError("skipped");
        }

        private boolean hasTheClient(String candidate) throws InterruptedException {
            try {
                return process(candidate, probe).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
            } catch (IOException notThere) {
                return false;
            }
        }

        Path recorded() {
            return RECORDED.resolve(name().toLowerCase(Locale.ROOT) + ".txt");
        }
    }

    private static ProcessBuilder process(String interpreter, List<String> arguments) {
        ProcessBuilder builder = new ProcessBuilder(interpreter).redirectErrorStream(true);
        builder.command().addAll(arguments);
        builder.environment().put("NODE_PATH", NPM.toAbsolutePath().toString());
        return builder;
    }

    @ParameterizedTest
    @EnumSource
    void it_works_with_the_node(Client client) throws Exception {
        String interpreter = client.interpreter();
        try (LocalCluster cluster = new LocalCluster(directory, 1).startAll()) {
            cluster.leader();
            cluster.awaitPublished(0);
            assertThat(day(client, interpreter, cluster.clientUrl(0))).isEqualTo(Files.readString(client.recorded()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void it_works_with_etcd(Client client) throws Exception {
        Optional<Path> binary = RealEtcd.binary();
        assumeTrue(binary.isPresent(), "skipped: there is no etcd on the PATH to compare with");
        assumeTrue("3.4.23".equals(RealEtcd.version(binary.get())), "skipped: the etcd on the PATH is not the one that was recorded");
        String interpreter = client.interpreter();
        try (RealEtcd etcd = new RealEtcd(binary.get())) {
            String told = day(client, interpreter, URI.create(etcd.url()));
            if (Boolean.getBoolean("rewrite")) {
                Files.writeString(client.recorded(), told);
            }
            assertThat(told).isEqualTo(Files.readString(client.recorded()));
        }
    }

    /** What the script says; killed when it does not come to an end. */
    private String day(Client client, String interpreter, URI server) throws Exception {
        Path said = directory.resolve("said");
        Process process = process(interpreter, List.of(client.script, server.getHost(), String.valueOf(server.getPort()))).redirectOutput(said.toFile()).start();
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
