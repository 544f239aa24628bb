package io.minos.nemesis.network;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.Toxic;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * The Toxiproxy, driven by its own Java client alone. The client has no deadlines, so each call runs on a thread of ours and is
 * given up after a while.
 */
final class Toxics implements AutoCloseable {
    /** Toxiproxy gives up a request of its own after 25 s. */
    private static final long CALL_SECONDS_MAX = 30;
    /** Below what the kernel gives to outgoing connections, so that a proxy that was disabled gets its port again. */
    private static final int PORT_MIN = 10_000;
    private static final int PORT_MAX = 32_000;
    private static final int PORT_ATTEMPTS = 50;

    private final URI uri;
    private final RandomGenerator random;
    private final Set<Integer> taken;
    private final ToxiproxyClient client;
    private final ExecutorService calls;

    /**
     * @param random for choosing ports; its only use, no result depends on it
     * @param taken ports for nobody here, though they may look free: the nodes', which start later
     */
    Toxics(URI uri, RandomGenerator random, Set<Integer> taken) {
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("a Toxiproxy's address looks like http://127.0.0.1:8474, not: " + uri);
        }
        this.uri = uri;
        this.random = random;
        this.taken = taken;
        client = new ToxiproxyClient(uri.getHost(), uri.getPort() < 0 ? 8474 : uri.getPort());
        calls = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "toxiproxy-client");
            thread.setDaemon(true);
            return thread;
        });
    }

    String version() throws IOException {
        return call("version", client::version).strip();
    }

    /** A proxy at a free port of 127.0.0.1. */
    Proxy open(String name, InetSocketAddress upstream) throws IOException {
        String to = upstream.getAddress().getHostAddress() + ":" + upstream.getPort();
        for (int attempt = 1; ; attempt++) {
            String listen = "127.0.0.1:" + untaken();
            try {
                return call("open " + name, () -> client.createProxy(name, listen, to));
            } catch (IOException e) {
                boolean portTaken = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("address already in use");
                if (!portTaken || attempt == PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private int untaken() {
        int port;
        do {
            port = random.nextInt(PORT_MIN, PORT_MAX);
        } while (taken.contains(port));
        return port;
    }

    void delete(Proxy proxy) throws IOException {
        call("delete " + proxy.getName(), () -> {
            proxy.delete();
            return proxy;
        });
    }

    void enable(Proxy proxy, boolean enabled) throws IOException {
        call((enabled ? "enable " : "disable ") + proxy.getName(), () -> {
            if (enabled) {
                proxy.enable();
            } else {
                proxy.disable();
            }
            return proxy;
        });
    }

    /** All bytes of the lane are dropped, on connections old and new, until the toxic is removed; then those connections close. */
    void blackhole(Lane lane, String toxic) throws IOException {
        Proxy proxy = lane.link().proxy();
        call("blackhole " + proxy.getName(), () -> proxy.toxics().timeout(toxic, lane.direction(), 0));
    }

    void delay(Lane lane, String toxic, long latencyMillis, long jitterMillis) throws IOException {
        Proxy proxy = lane.link().proxy();
        call("delay " + proxy.getName(), () -> proxy.toxics().latency(toxic, lane.direction(), latencyMillis).setJitter(jitterMillis));
    }

    /** Removes the toxic where it is there; asks, because a call that was given up may have worked all the same. */
    void removeIfThere(Lane lane, String toxic) throws IOException {
        Proxy proxy = lane.link().proxy();
        List<? extends Toxic> present = call("list toxics of " + proxy.getName(), () -> proxy.toxics().getAll());
        for (Toxic one : present) {
            if (one.getName().equals(toxic)) {
                call("remove " + toxic + " of " + proxy.getName(), () -> {
                    one.remove();
                    return one;
                });
            }
        }
    }

    private <T> T call(String what, Callable<T> task) throws IOException {
        try {
            return calls.submit(task).get(CALL_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("Toxiproxy at " + uri + ", " + what + ": " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("Toxiproxy at " + uri + ", " + what + ": no answer within " + CALL_SECONDS_MAX + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking Toxiproxy at " + uri + " to " + what, e);
        }
    }

    @Override
    public void close() {
        calls.shutdownNow();
    }
}
