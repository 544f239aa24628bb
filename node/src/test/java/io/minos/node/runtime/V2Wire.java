package io.minos.node.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client of the v2 API that hides nothing; one connection a request. */
final class V2Wire {
    private static final int DEADLINE_MILLIS = 20_000;

    /** @param headers those that the v2 API sets, in the order of their names */
    record Answer(int status, List<String> headers, String body) {
        String header(String name) {
            return headers.stream().filter(line -> line.startsWith(name + ": ")).map(line -> line.substring(name.length() + 2)).findFirst().orElse("");
        }
    }

    private final URI server;

    V2Wire(URI server) {
        this.server = server;
    }

    Answer ask(String method, String target, String body) throws IOException {
        try (Open open = open(method, target, body)) {
            Answer head = open.head();
            return new Answer(head.status(), head.headers(), method.equals("HEAD") ? "" : open.body());
        }
    }

    /** @param type of the body */
    Answer ask(String method, String target, String body, String type) throws IOException {
        try (Open open = new Open(method, target, body, "Content-Type: " + type + "\r\n")) {
            Answer head = open.head();
            return new Answer(head.status(), head.headers(), open.body());
        }
    }

    /** @param credentials {@code name:password}, or - for nobody's */
    Answer askAs(String credentials, String method, String target, String body) throws IOException {
        String who = credentials.equals("-") ? "" : "Authorization: " + V2UsersTest.basic(credentials) + "\r\n";
        String type = "Content-Type: " + (body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded") + "\r\n";
        try (Open open = new Open(method, target, body, who + type)) {
            Answer head = open.head();
            return new Answer(head.status(), head.headers(), method.equals("HEAD") ? "" : open.body());
        }
    }

    Open open(String method, String target, String body) throws IOException {
        return new Open(method, target, body, body.isEmpty() ? "" : "Content-Type: application/x-www-form-urlencoded\r\n");
    }

    /** A request whose answer may take its time. */
    final class Open implements AutoCloseable {
        private final Socket socket = new Socket(server.getHost(), server.getPort());
        private final InputStream in = socket.getInputStream();
        private boolean chunked;
        private int length;

        private Open(String method, String target, String body, String typeLine) throws IOException {
            socket.setSoTimeout(DEADLINE_MILLIS);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String head = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + typeLine + "Content-Length: " + bytes.length + "\r\n\r\n";
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
        }

        Answer head() throws IOException {
            int status = Integer.parseInt(line().split(" ")[1]);
            List<String> headers = new ArrayList<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                String name = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
                if (name.equals("transfer-encoding")) {
                    chunked = true;
                } else if (name.equals("content-length")) {
                    length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
                }
                if (name.startsWith("x-") || name.equals("content-type") || name.equals("location") || name.equals("allow") || name.equals("content-length")) {
                    headers.add(line);
                }
            }
            headers.sort(String.CASE_INSENSITIVE_ORDER);
            return new Answer(status, headers, "");
        }

        String body() throws IOException {
            if (!chunked) {
                return new String(in.readNBytes(length), StandardCharsets.UTF_8);
            }
            StringBuilder body = new StringBuilder();
            for (String chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
                body.append(chunk);
            }
            return body.toString();
        }

        /** With its line end, which must not have to wait for the next; empty for the last. */
        String chunk() throws IOException {
            int size = Integer.parseInt(line(), 16);
            String chunk = new String(in.readNBytes(size), StandardCharsets.UTF_8);
            line();
            return chunk;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("closed after \"" + line + "\"");
                }
                line.append((char) c);
            }
            return line.toString().strip();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
