package io.minos.nemesis.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Short commands of the system. */
public final class Commands {
    private static final long SECONDS_MAX = 10;

    private Commands() {}

    /**
     * Runs to the end, at most 10 s, without input.
     *
     * @return what it printed, both streams
     * @throws IOException it could not start, failed or took too long; the message has its last words
     */
    public static String run(List<String> command) throws IOException {
        Path output = Files.createTempFile("minos-command", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            int status = status(process, command);
            String printed = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
            if (status != 0) {
                throw new IOException(String.join(" ", command) + " failed with status " + status + (printed.isEmpty() ? "" : ": " + printed));
            }
            return printed;
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static int status(Process process, List<String> command) throws IOException {
        try {
            if (process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new IOException(String.join(" ", command) + " did not end within " + SECONDS_MAX + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while running " + String.join(" ", command), e);
        } finally {
            process.destroyForcibly();
        }
    }
}
