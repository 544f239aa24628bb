package io.minos.nemesis.testkit;

import io.minos.nemesis.network.Ports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Toxiproxy itself: at {@code -Dminos.toxiproxy=URL} when given, else built from its Go module once (into {@code target}) where
 * Go is present. Without either the tests that need it are skipped and say so.
 */
public final class RealToxiproxy implements AutoCloseable {
    private static final String MODULE = "github.com/Shopify/toxiproxy/v2/cmd/server@v2.5.0";
    private static final long BUILD_MINUTES_MAX = 4;
    private static @Nullable String unavailable;

    private final URI uri;
    private final Optional<Process> process;

    private RealToxiproxy(URI uri, Optional<Process> process) {
        this.uri = uri;
        this.process = process;
    }

    /** A running one; the test is skipped when there is none to be had. */
    public static RealToxiproxy startOrSkip() throws Exception {
        String given = System.getProperty("minos.toxiproxy", "");
        if (!given.isEmpty()) {
            return new RealToxiproxy(URI.create(given), Optional.empty());
        }
        Path server = built();
        int port = Ports.free();
        Process process = new ProcessBuilder(server.toString(), "-host", "127.0.0.1", "-port", Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(server.resolveSibling("toxiproxy.log").toFile())
                .start();
        awaitListening(port, process);
        return new RealToxiproxy(URI.create("http://127.0.0.1:" + port), Optional.of(process));
    }

    private static synchronized Path built() throws Exception {
        Path directory = Path.of("target", "toxiproxy").toAbsolutePath();
        Path server = directory.resolve("server");
        if (Files.isExecutable(server)) {
            return server;
        }
        if (unavailable == null) {
            unavailable = build(Files.createDirectories(directory));
        }
        Assumptions.assumeTrue(unavailable.isEmpty(), unavailable);
        return server;
    }

    /** Why not; empty when it was built. */
    private static String build(Path directory) throws Exception {
        Path output = directory.resolve("build.log");
        ProcessBuilder go = new ProcessBuilder("go", "install", MODULE).redirectErrorStream(true).redirectOutput(output.toFile());
        go.environment().put("GOBIN", directory.toString());
        Process process;
        try {
            process = go.start();
        } catch (IOException e) {
            return "skipped: no Go here to build a real Toxiproxy with, and no -Dminos.toxiproxy=URL";
        }
        if (!process.waitFor(BUILD_MINUTES_MAX, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return "skipped: building Toxiproxy took more than " + BUILD_MINUTES_MAX + " minutes";
        }
        return process.exitValue() == 0 ? "" : "skipped: Toxiproxy does not build: " + Files.readString(output).strip();
    }

    private static void awaitListening(int port, Process process) throws Exception {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > endNanos || !process.isAlive()) {
                    process.destroyForcibly();
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    public URI uri() {
        return uri;
    }

    @Override
    public void close() throws Exception {
        if (process.isPresent()) {
            process.get().destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }
}
