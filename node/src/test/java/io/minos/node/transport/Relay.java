package io.minos.node.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A TCP relay that can swallow what goes through it, or cut its connections. */
final class Relay implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int targetPort;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    /** Bytes are read and thrown away, both ways; connections stay up. */
    volatile boolean blackholed;
    volatile int accepted;

    Relay(int targetPort) throws IOException {
        this.targetPort = targetPort;
        daemon("relay-accept", this::accept);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    void cut() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private void accept() throws IOException {
        while (true) {
            Socket in = server.accept();
            accepted++;
            Socket out = new Socket(InetAddress.getLoopbackAddress(), targetPort);
            for (Socket socket : List.of(in, out)) {
                socket.setTcpNoDelay(true);
                sockets.add(socket);
            }
            daemon("relay-there", () -> pump(in, out));
            daemon("relay-back", () -> pump(out, in));
        }
    }

    private void pump(Socket from, Socket to) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (!blackholed) {
                    out.write(buffer, 0, n);
                }
            }
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void daemon(String name, Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                // a closed socket is how these threads end
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
