package io.minos.node.load;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.Event;
import io.minos.etcd.api.KeyValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A watch on all keys over the JSON gateway and HTTP/1.1, on a thread and a socket of its own. */
final class JsonWatching implements AutoCloseable {
    private static final Pattern KV = Pattern.compile("\\{(\"type\":\"DELETE\",)?\"kv\":\\{([^}]*)\\}");

    private final Socket socket;
    private final History.Told told = new History.Told();
    private volatile boolean ended;

    JsonWatching(InetSocketAddress node, long startRevision) throws IOException {
        socket = new Socket(node.getAddress(), node.getPort());
        String body = "{\"create_request\":{\"key\":\"AA==\",\"range_end\":\"AA==\",\"start_revision\":\"" + startRevision + "\"}}";
        socket.getOutputStream().write(("POST /v3/watch HTTP/1.1\r\nHost: n\r\nContent-Length: " + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
        Thread reading = new Thread(() -> {
            try (InputStream in = socket.getInputStream(); BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                read(lines);
            } catch (IOException closed) {
                // the end of it
            }
            ended = true;
        }, "json-watch");
        reading.setDaemon(true);
        reading.start();
    }

    /** Each response is one line; the lines of the chunks' sizes hold no brace. */
    private void read(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher event = KV.matcher(line);
            while (event.find()) {
                add(event.group(1) != null, event.group(2));
            }
        }
    }

    private synchronized void add(boolean isDelete, String kv) {
        ByteString key = bytes(kv, "key");
        KeyValue pair = KeyValue.newBuilder().setKey(key).setValue(bytes(kv, "value")).build();
        Event event = Event.newBuilder().setType(isDelete ? Event.EventType.DELETE : Event.EventType.PUT).setKv(pair).build();
        told.add(Long.parseLong(field(kv, "mod_revision")), event, ByteString.EMPTY);
    }

    private static ByteString bytes(String kv, String name) {
        return ByteString.copyFrom(Base64.getDecoder().decode(field(kv, name)));
    }

    private static String field(String kv, String name) {
        Matcher field = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(kv);
        return field.find() ? field.group(1) : "";
    }

    boolean ended() {
        return ended;
    }

    synchronized long count() {
        return told.count();
    }

    synchronized String told() {
        return told.toString();
    }

    /** No more to say, but still listening: to a server of HTTP/1.1, a client that left. */
    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
