package io.minos.scenarios.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One node's process, through its deaths and restarts. Its output goes to one log, appended. Thread-safe. */
final class NodeProcess {
    private static final int LOG_LINES = 5;

    private final String node;
    private final List<String> command;
    private final Path log;
    private final BiConsumer<Integer, Boolean> onExit;
    private @Nullable Process process;
    private boolean endWanted;

    /**
     * @param onExit told of every end with the exit status and whether it was wanted; on some thread of the JVM's
     */
    NodeProcess(String node, List<String> command, Path log, BiConsumer<Integer, Boolean> onExit) {
        this.node = node;
        this.command = List.copyOf(command);
        this.log = log;
        this.onExit = onExit;
    }

    /** Starts it unless it runs. */
    synchronized boolean start() throws IOException {
        if (isAlive()) {
            return false;
        }
        endWanted = false;
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // etcd's variables are flags: those of the person who runs us are not the scenario's
        builder.environment().keySet().removeIf(name -> name.startsWith("ETCD_"));
        Process started = Tether.start(builder);
        started.getOutputStream().close();
        started.onExit().thenAccept(ended -> onExit.accept(ended.exitValue(), wasWanted(ended)));
        process = started;
        return true;
    }

    private synchronized boolean wasWanted(Process ended) {
        return endWanted || process != ended;
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    synchronized OptionalLong pid() {
        return process != null && process.isAlive() ? OptionalLong.of(process.pid()) : OptionalLong.empty();
    }

    /** SIGKILL; the exit status. */
    int kill() throws IOException {
        Process victim = end();
        victim.destroyForcibly();
        return await(victim, 5);
    }

    /** SIGTERM, and SIGKILL when that does not help within {@code seconds}. */
    void stop(int seconds) throws IOException {
        Process victim = end();
        victim.destroy();
        try {
            await(victim, seconds);
        } catch (IOException e) {
            victim.destroyForcibly();
            await(victim, 5);
        }
    }

    private synchronized Process end() throws IOException {
        if (process == null || !process.isAlive()) {
            throw new IOException(node + " does not run");
        }
        endWanted = true;
        return process;
    }

    private int await(Process victim, int seconds) throws IOException {
        try {
            if (victim.waitFor(seconds, TimeUnit.SECONDS)) {
                return victim.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException(node + " (pid " + victim.pid() + ") does not end");
    }

    /** Without waiting, without telling; for a JVM that is going down. */
    synchronized void abandon() {
        endWanted = true;
        if (process != null) {
            process.destroyForcibly();
        }
    }

    Path log() {
        return log;
    }

    /** What it said last, on one line. */
    String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "nothing readable in " + log;
        }
    }
}
