package io.minos.nemesis.toxiproxy;

import java.io.IOException;
import java.net.URI;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class EmbeddedToxiproxyTest extends ToxiproxyContract {
    private static ToxiproxyServer server;

    @BeforeAll
    static void start() throws IOException {
        server = ToxiproxyServer.start(new SplittableRandom(1));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    URI uri() {
        return server.uri();
    }
}
