package io.minos.node.front;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between a client and the front, to cut their connection as a killed client's machine would. */
final class CutRelay implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    CutRelay(InetSocketAddress front) throws IOException {
        daemon(() -> {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(front.getAddress(), front.getPort());
                sockets.addAll(List.of(client, server));
                daemon(() -> client.getInputStream().transferTo(server.getOutputStream()));
                daemon(() -> server.getInputStream().transferTo(client.getOutputStream()));
            }
        });
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Not a word of goodbye: the connections are reset. */
    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    private interface Pumping {
        void run() throws IOException;
    }

    private static void daemon(Pumping pumping) {
        Thread thread = new Thread(() -> {
            try {
                pumping.run();
            } catch (IOException cut) {
                // the end of it
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
