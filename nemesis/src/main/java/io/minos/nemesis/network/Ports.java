package io.minos.nemesis.network;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Free ports of the loopback interface. A process goes through them in an order of its own, so none is given a second time, to
 * somebody who has not yet bound it, before all others were; and two processes seldom meet.
 */
public final class Ports {
    private Ports() {}

    private static final int LOWEST = 10_000;
    /** From here on systems take ports for connections that go out: Linux from 32768, others from 49152. */
    private static final int BOUND = 32_768;
    private static final int ATTEMPTS = 1_000;

    private static final List<Integer> ORDER = shuffled();
    private static final AtomicInteger NEXT = new AtomicInteger();

    /** They are free when this returns, and none of those that an outgoing connection may take before a server does. */
    public static List<Integer> free(int count) throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ports.add(free());
        }
        return ports;
    }

    /** One, with the same promise. */
    public static int free() throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = ORDER.get(Math.floorMod(NEXT.getAndIncrement(), ORDER.size()));
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (BindException taken) {
                if (attempt == ATTEMPTS) {
                    throw taken;
                }
            }
        }
    }

    private static List<Integer> shuffled() {
        List<Integer> ports = IntStream.range(LOWEST, BOUND).boxed().collect(Collectors.toList());
        Collections.shuffle(ports);
        return ports;
    }
}
