package io.minos.nemesis.testkit;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A nemesis that does nothing: a Toxiproxy that leads connections through, accepts every toxic, and applies none. */
public final class IdleToxiproxy implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer http;
    private final URI real;
    private final HttpClient client = HttpClient.newHttpClient();

    /** @param real does all but toxics */
    public IdleToxiproxy(URI real) throws IOException {
        this.real = real;
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::handle);
        http.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (path.contains("/toxics")) {
            boolean list = exchange.getRequestMethod().equals("GET");
            answer(exchange, 200, list ? "[]".getBytes(StandardCharsets.UTF_8) : shown(body));
            return;
        }
        HttpRequest request = HttpRequest.newBuilder(real.resolve(path)).timeout(Duration.ofSeconds(10))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body)).build();
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            answer(exchange, response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.close();
        }
    }

    /** What a Toxiproxy that had applied it would show. */
    private static byte[] shown(byte[] body) throws IOException {
        ObjectNode toxic = body.length == 0 ? JSON.createObjectNode() : (ObjectNode) JSON.readTree(body);
        ObjectNode attributes = JSON.createObjectNode().put("latency", 0).put("jitter", 0).put("timeout", 0);
        toxic.path("attributes").properties().forEach(given -> attributes.set(given.getKey(), given.getValue()));
        toxic.set("attributes", attributes);
        ObjectNode all = JSON.createObjectNode().put("name", "idle").put("type", "latency").put("stream", "upstream").put("toxicity", 1);
        return JSON.writeValueAsBytes(all.setAll(toxic));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
