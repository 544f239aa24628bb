package io.minos.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Plays the golden scripts, in the manner of etcd-io/raft's interaction tests; {@code -Drewrite=true} writes them anew. */
final class InteractionTest {
    private static final Path SCRIPTS = Path.of("src/test/testdata/raft");

    @TestFactory
    Stream<DynamicTest> scripts() throws IOException {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            List<Path> scripts = files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
            return scripts.stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), file.toUri(), () -> play(file)));
        }
    }

    private static void play(Path file) throws IOException {
        String text = Files.readString(file);
        Script.Outcome outcome = new Script(text).play(new ScriptedCluster()::run);
        if (Boolean.getBoolean("rewrite")) {
            Files.writeString(file, outcome.rewritten());
        } else {
            assertThat(outcome.difference()).as("%s; -Drewrite=true rewrites it", file).isEmpty();
        }
    }
}
