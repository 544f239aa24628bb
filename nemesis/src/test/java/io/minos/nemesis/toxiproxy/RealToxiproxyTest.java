package io.minos.nemesis.toxiproxy;

import io.minos.nemesis.testkit.RealToxiproxy;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.jspecify.annotations.Nullable;

/** Keeps the contract honest: what it says of Toxiproxy is true of Toxiproxy. */
final class RealToxiproxyTest extends ToxiproxyContract {
    private static @Nullable RealToxiproxy server;

    @BeforeAll
    static void start() throws Exception {
        server = RealToxiproxy.startOrSkip();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    URI uri() {
        return server.uri();
    }
}
