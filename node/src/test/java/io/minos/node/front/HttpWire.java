package io.minos.node.front;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A client that hides nothing: what goes over the wire is what a test says, what came is what a test sees. */
final class HttpWire implements AutoCloseable {
    private static final int DEADLINE_MILLIS = 10_000;

    /** @param headers by lower-case name; {@code trailers} likewise */
    record Answer(int status, Map<String, String> headers, String body, Map<String, String> trailers) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
        }
    }

    private final Socket socket;
    private final InputStream in;

    HttpWire(InetSocketAddress address) throws IOException {
        this(new Socket(address.getAddress(), address.getPort()));
    }

    HttpWire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(DEADLINE_MILLIS);
        in = socket.getInputStream();
    }

    static Answer ask(InetSocketAddress address, String method, String path, String body) throws IOException {
        try (HttpWire wire = new HttpWire(address)) {
            return wire.ask(method, path, body);
        }
    }

    Answer ask(String method, String path, String body) throws IOException {
        send(head(method, path, "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length) + body);
        return answer(!method.equals("HEAD"));
    }

    static String head(String method, String path, String... headers) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    void sendChunk(String text) throws IOException {
        send(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    Answer answer(boolean hasBody) throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        Map<String, String> headers = headers();
        if (status == 100) {
            return answer(hasBody);
        }
        if (!hasBody) {
            return new Answer(status, headers, "", Map.of());
        }
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            return new Answer(status, headers, new String(bytes(Integer.parseInt(headers.get("content-length"))), StandardCharsets.UTF_8), Map.of());
        }
        StringBuilder body = new StringBuilder();
        for (String chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
            body.append(chunk);
        }
        return new Answer(status, headers, body.toString(), headers());
    }

    /** Status and headers of a response that goes on. */
    Answer start() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        return new Answer(status, headers(), "", Map.of());
    }

    /** Of a stream: the next chunk with its line end, which must not have to wait for another; empty for the last, whose trailers follow. */
    String chunk() throws IOException {
        int length = Integer.parseInt(line(), 16);
        String chunk = new String(bytes(length), StandardCharsets.UTF_8);
        if (length > 0 && !line().isEmpty()) {
            throw new IOException("a chunk of " + length + " bytes is longer than it says");
        }
        return chunk;
    }

    boolean isClosedByServer() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(java.util.Locale.ROOT), line.substring(colon + 1).strip());
        }
        return headers;
    }

    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("closed after \"" + line + "\"");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    byte[] bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new IOException("closed after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
