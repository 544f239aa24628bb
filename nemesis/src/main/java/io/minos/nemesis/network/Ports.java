package io.minos.nemesis.network;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports of the loopback interface. */
public final class Ports {
    private Ports() {}

    private static final int LOWEST = 10_000;
    /** From here on systems take ports for connections that go out: Linux from 32768, others from 49152. */
    private static final int BOUND = 32_768;
    private static final int ATTEMPTS = 1_000;

    /**
     * All different: each is held until all are found. They are free when this returns, and none of those that an outgoing
     * connection may take before a server does.
     */
    public static List<Integer> free(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ServerSocket socket = anyFree();
                held.add(socket);
                ports.add(socket.getLocalPort());
            }
            return ports;
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    /** One, with the same promise. */
    public static int free() throws IOException {
        return free(1).get(0);
    }

    private static ServerSocket anyFree() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return new ServerSocket(ThreadLocalRandom.current().nextInt(LOWEST, BOUND), 1, InetAddress.getLoopbackAddress());
            } catch (BindException taken) {
                if (attempt == ATTEMPTS) {
                    throw taken;
                }
            }
        }
    }
}
