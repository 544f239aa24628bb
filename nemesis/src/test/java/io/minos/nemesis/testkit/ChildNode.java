package io.minos.nemesis.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A {@link TinyNode} as a process of its own; every answer has a deadline. */
public final class ChildNode implements AutoCloseable {
    private static final long SECONDS_MAX = 30;

    private final Process process;
    private final BufferedReader answers;
    private final int port;

    private ChildNode(Process process) throws Exception {
        this.process = process;
        answers = process.inputReader(StandardCharsets.UTF_8);
        port = Integer.parseInt(nextLine());
    }

    public static ChildNode start() throws Exception {
        return start(0);
    }

    /** @param port 0 for a free one */
    public static ChildNode start(int port) throws Exception {
        Process process = new ProcessBuilder(command(port)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            return new ChildNode(process);
        } catch (Exception e) {
            process.destroyForcibly();
            throw e;
        }
    }

    public static List<String> command(int port) {
        return Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Xmx32m",
                "-cp", System.getProperty("java.class.path"), TinyNode.class.getName(), Integer.toString(port)).toList();
    }

    private String nextLine() throws Exception {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return String.valueOf(answers.readLine());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).get(SECONDS_MAX, TimeUnit.SECONDS);
    }

    private String command(String line) throws Exception {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return nextLine();
    }

    public void dial(String connection, int port) throws Exception {
        String answer = command("dial " + connection + " " + port);
        if (!answer.equals("ok")) {
            throw new IOException(answer);
        }
    }

    /** False when the connection is broken. */
    public boolean send(String connection, String text) throws Exception {
        return command("send " + connection + " " + text).equals("ok");
    }

    /** {@code line TEXT}, {@code silence} or {@code closed}. */
    public String receive(String connection, int millis) throws Exception {
        return command("recv " + connection + " " + millis);
    }

    /** {@code line echo:TEXT} when all is well. */
    public String ask(String connection, String text) throws Exception {
        return send(connection, text) ? receive(connection, 20_000) : "closed";
    }

    /** Skips what was said; what comes when nothing was said for a while: {@code silence}, or {@code closed}. */
    public String awaitQuiet(String connection, int millis) throws Exception {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
        String answer = receive(connection, millis);
        while (answer.startsWith("line") && System.nanoTime() < endNanos) {
            answer = receive(connection, millis);
        }
        return answer;
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** SIGKILL; the exit status. */
    public int kill() throws Exception {
        process.destroyForcibly();
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new IOException("pid " + pid() + " does not die");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws Exception {
        kill();
    }
}
