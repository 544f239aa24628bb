package io.minos.scenarios.bench;

import io.minos.checker.history.HarnessFailure;
import io.minos.checker.verdict.Verdict;
import io.minos.scenarios.cluster.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Porcupine (github.com/anishathalye/porcupine), in a Go program of ours that is built where Go is, to measure against. */
final class Porcupine implements AutoCloseable {
    static final String VERSION = "v1.3.0";
    private static final Duration BUILT_WITHIN = Duration.ofMinutes(5);
    private static final String MODULE = "module minos.io/porcupine\n\ngo 1.20\n\nrequire github.com/anishathalye/porcupine " + VERSION + "\n";

    /** @param nanos of the check alone */
    record Told(Verdict verdict, long nanos) {}

    private final Path directory;

    private Porcupine(Path directory) {
        this.directory = directory;
    }

    /** @throws HarnessFailure one line, if there is no Go, or no way to the module */
    static Porcupine build() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("minos-porcupine-");
        Porcupine porcupine = new Porcupine(directory);
        try (InputStream program = Objects.requireNonNull(Porcupine.class.getResourceAsStream("porcupine/main.go.txt"))) {
            Files.copy(program, directory.resolve("main.go"));
            Files.writeString(directory.resolve("go.mod"), MODULE);
            porcupine.run(BUILT_WITHIN, "go", "build", "-mod=mod", "-o", "judge", ".");
        } catch (IOException | HarnessFailure e) {
            porcupine.close();
            throw e;
        }
        return porcupine;
    }

    /** By the name of the history. */
    Map<String, Told> judge(List<HistoryText> histories, Duration limit) throws IOException, InterruptedException {
        Path file = directory.resolve("histories.tsv");
        HistoryText.write(histories, file);
        String told = run(limit.multipliedBy(2L * histories.size()).plus(BUILT_WITHIN), directory.resolve("judge").toString(), file.toString(), limit.toMillis() + "ms");
        Map<String, Told> byName = new HashMap<>();
        for (String line : told.lines().toList()) {
            String[] fields = line.split(" ");
            byName.put(fields[0], new Told(verdict(fields[1]), Long.parseLong(fields[2])));
        }
        return byName;
    }

    private static Verdict verdict(String told) {
        return switch (told) {
            case "Ok" -> Verdict.VALID;
            case "Illegal" -> Verdict.INVALID;
            default -> Verdict.UNKNOWN;
        };
    }

    private String run(Duration within, String... command) throws IOException, InterruptedException {
        Path out = directory.resolve("out.txt");
        Path errors = directory.resolve("errors.txt");
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectOutput(out.toFile()).redirectError(errors.toFile()).start();
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) throw new HarnessFailure(command[0] + " did not end within " + within.toSeconds() + " s");
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) throw new HarnessFailure(command[0] + " failed: " + Files.readString(errors, StandardCharsets.UTF_8).lines().reduce((first, last) -> last).orElse("exit code " + process.exitValue()));
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        Trees.delete(directory);
    }
}
