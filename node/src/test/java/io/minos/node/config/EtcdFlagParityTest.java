package io.minos.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same misuses put to real etcd. Skipped where etcd 3.4 is not on the path. */
class EtcdFlagParityTest {
    private static final Pattern HELP_FLAG = Pattern.compile("^  --([a-z0-9-]+)", Pattern.MULTILINE);

    @TempDir
    Path dir;

    private record Outcome(int exitCode, String output) {}

    @BeforeAll
    static void needs_etcd() {
        boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).anyMatch(place -> Files.isExecutable(Path.of(place, "etcd")));
        assumeTrue(found, "etcd is not on the PATH: parity with it is not checked");
    }

    /** Runs etcd to its own end; it is asked for nothing that would have it go on. */
    private Outcome etcd(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("etcd"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile()).redirectErrorStream(true).redirectOutput(dir.resolve("out").toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("ETCD_"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("etcd %s ends by itself", arguments).isTrue();
            return new Outcome(process.exitValue(), Files.readString(dir.resolve("out"), StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    static Stream<String> misuses() {
        return NodeConfigTest.misuses().map(misuse -> misuse[0]);
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void etcd_refuses_the_same_with_the_same_words_and_code(String line) throws IOException, InterruptedException {
        Invocation.Refuse ours = (Invocation.Refuse) NodeConfig.parse(NodeConfigTest.words(line), java.util.Map.of());
        Outcome theirs = etcd(NodeConfigTest.words(line));
        String words = ours.text().replace(". See 'minos node --help'.", "");
        assertThat(theirs.output()).contains(words);
        assertThat(theirs.exitCode()).isEqualTo(ours.exitCode());
    }

    @Test
    void every_flag_of_etcds_help_is_known() throws IOException, InterruptedException {
        Matcher flag = HELP_FLAG.matcher(etcd(List.of("--help")).output());
        List<String> unknown = new ArrayList<>();
        int seen = 0;
        while (flag.find()) {
            seen++;
            if (Flags.named(flag.group(1)).isEmpty()) {
                unknown.add(flag.group(1));
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(seen).isGreaterThanOrEqualTo(80);
    }
}
