package io.minos.node.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between clients and the node. While it is shut, it takes nothing from the node: to that, the clients do not read, nor close. */
final class Gate implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private boolean toClientsOpen = true;
    private boolean toNodeOpen = true;

    Gate(InetSocketAddress node) throws IOException {
        daemon(() -> {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket();
                server.setReceiveBufferSize(64 << 10);
                server.connect(node);
                sockets.addAll(List.of(client, server));
                daemon(() -> pump(client, server, true));
                daemon(() -> pump(server, client, false));
            }
        });
    }

    int port() {
        return listening.getLocalPort();
    }

    /** What the node says waits; what clients say still reaches it. */
    synchronized void shutTowardsClients() {
        toClientsOpen = false;
    }

    /** As if all clients' machines had been switched off. */
    synchronized void shut() {
        toClientsOpen = false;
        toNodeOpen = false;
    }

    synchronized void open() {
        toClientsOpen = true;
        toNodeOpen = true;
        notifyAll();
    }

    private synchronized void pass(boolean toNode) throws InterruptedException {
        while (!(toNode ? toNodeOpen : toClientsOpen)) {
            wait();
        }
    }

    private void pump(Socket from, Socket to, boolean toNode) throws IOException, InterruptedException {
        byte[] bytes = new byte[16 << 10];
        try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            while (true) {
                pass(toNode);
                int read = in.read(bytes);
                if (read < 0) {
                    return;
                }
                pass(toNode);
                out.write(bytes, 0, read);
            }
        }
    }

    @Override
    public void close() throws IOException {
        open();
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private interface Pumping {
        void run() throws IOException, InterruptedException;
    }

    private static void daemon(Pumping pumping) {
        Thread thread = new Thread(() -> {
            try {
                pumping.run();
            } catch (IOException | InterruptedException cut) {
                // the end of it
            }
        }, "gate");
        thread.setDaemon(true);
        thread.start();
    }
}
