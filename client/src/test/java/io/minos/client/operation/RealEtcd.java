package io.minos.client.operation;

import io.minos.nemesis.network.Ports;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** One real etcd, found on the PATH, in a directory of its own. */
final class RealEtcd implements Closeable {
    private final Process process;
    private final String url;

    private RealEtcd(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    static boolean isThere() {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(directory, "etcd"))) {
                return true;
            }
        }
        return false;
    }

    static RealEtcd start(Path directory) throws IOException {
        String client = "http://127.0.0.1:" + Ports.free();
        String peer = "http://127.0.0.1:" + Ports.free();
        var process = new ProcessBuilder("etcd", "--name=m", "--data-dir=" + directory.resolve("data"),
                "--listen-client-urls=" + client, "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer, "--initial-cluster=m=" + peer)
                .redirectErrorStream(true).redirectOutput(directory.resolve("etcd.log").toFile()).start();
        return new RealEtcd(process, client);
    }

    String url() {
        return url;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IOException("etcd did not die");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
