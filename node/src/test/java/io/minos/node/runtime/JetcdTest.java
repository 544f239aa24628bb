package io.minos.node.runtime;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A member of ours. */
class JetcdTest extends JetcdContract {
    @TempDir
    static Path directory;

    private static LocalCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = new LocalCluster(directory, 1, "--bcrypt-cost=4").startAll();
        cluster.leader();
        cluster.awaitPublished(0);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Override
    URI server() {
        return cluster.clientUrl(0);
    }
}
