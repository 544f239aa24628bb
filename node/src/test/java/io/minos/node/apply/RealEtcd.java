package io.minos.node.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.minos.nemesis.network.Ports;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real etcd of one member, spoken to over its JSON gateway. */
public final class RealEtcd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final Path directory;
    private final String url;
    private final String peerUrl;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

    public static Optional<Path> binary() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator)).map(entry -> Path.of(entry, "etcd")).filter(Files::isExecutable).findFirst();
    }

    /** "3.4.23", say. */
    public static String version(Path binary) throws IOException, InterruptedException {
        Process asked = new ProcessBuilder(binary.toString(), "--version").redirectErrorStream(true).start();
        String text = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        asked.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return text.lines().findFirst().orElse("").replace("etcd Version: ", "").strip();
    }

    public RealEtcd(Path binary, String... moreFlags) throws IOException, InterruptedException {
        this(binary, Optional.empty(), moreFlags);
    }

    /** @param data a directory to go on from, which stays; without one it begins anew */
    public RealEtcd(Path binary, Optional<Path> data, String... moreFlags) throws IOException, InterruptedException {
        directory = Files.createTempDirectory("etcd-differential");
        url = "http://127.0.0.1:" + Ports.free();
        peerUrl = "http://127.0.0.1:" + Ports.free();
        List<String> command = new ArrayList<>(List.of(binary.toString(), "--data-dir", data.orElse(directory.resolve("data")).toString(), "--log-level", "error", "--logger", "zap",
                "--listen-client-urls", url, "--advertise-client-urls", url, "--listen-peer-urls", peerUrl,
                "--initial-advertise-peer-urls", peerUrl, "--initial-cluster", "default=" + peerUrl));
        command.addAll(List.of(moreFlags));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
        awaitHealth();
    }

    public String url() {
        return url;
    }

    public String peerUrl() {
        return peerUrl;
    }

    private void awaitHealth() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                String error = post("/v3/kv/range", "{\"key\":\"YQ==\"}").path("error").asText();
                // who has users answers, too, and a learner
                if (error.isEmpty() || error.equals("etcdserver: user name is empty") || error.equals("rpc error: code = Unavailable desc = etcdserver: rpc not supported for learner")
                        || error.equals("etcdserver: rpc not supported for learner")) {
                    return;
                }
            } catch (IOException notYet) {
                // it is still starting
            }
            Thread.sleep(50);
        }
        String log = Files.readString(directory.resolve("log"));
        close();
        throw new IOException("etcd does not answer: " + log);
    }

    public JsonNode post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).POST(HttpRequest.BodyPublishers.ofString(body)).build();
        return GatewayJson.MAPPER.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /** The gateway does not offer HashKV; members ask each other for it. The answer is JSON, or the text of an error. */
    public String hashKv(long revision) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(peerUrl + "/members/hashkv")).timeout(PATIENCE)
                .method("GET", HttpRequest.BodyPublishers.ofString("{\"revision\":" + revision + "}")).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body().strip();
    }

    /** A stream of answers to one request, one a line; closing it ends it. */
    BufferedReader stream(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).POST(HttpRequest.BodyPublishers.ofString(body)).build();
        return new BufferedReader(new InputStreamReader(client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
