package io.minos.nemesis.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.nemesis.toxiproxy.ToxiproxyServer;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ports that proxies take. */
@Timeout(60)
final class ToxicsTest {
    private static final long SEED = 5;

    private static int portOf(RandomGenerator random, Set<Integer> taken) throws Exception {
        try (ToxiproxyServer server = ToxiproxyServer.start(new SplittableRandom(1)); Toxics toxics = new Toxics(server.uri(), random, taken)) {
            String listen = toxics.open("proxy", new InetSocketAddress("127.0.0.1", 1)).getListen();
            return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
        }
    }

    /** A node's port looks free while the node has not started. Taken by a proxy, it would never start. */
    @Test
    void a_proxy_leaves_the_nodes_ports_to_them() throws Exception {
        int first = portOf(new SplittableRandom(SEED), Set.of());
        assertThat(portOf(new SplittableRandom(SEED), Set.of(first))).isNotEqualTo(first);
    }
}
