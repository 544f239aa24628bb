package io.minos.node.runtime;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minos.node.apply.RealEtcd;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The etcd on the PATH, which shows that what is asked of the node is what etcd does. */
class JetcdEtcdTest extends JetcdContract {
    private static RealEtcd etcd;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> binary = RealEtcd.binary();
        assumeTrue(binary.isPresent(), "skipped: there is no etcd on the PATH to compare with");
        etcd = new RealEtcd(binary.get());
    }

    @AfterAll
    static void stop() throws IOException {
        if (etcd != null) {
            etcd.close();
        }
    }

    @Override
    URI server() {
        return URI.create(etcd.url());
    }
}
