package io.minos.nemesis.network;

import io.minos.nemesis.testkit.RealToxiproxy;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

final class RealToxiproxyFabricTest extends FabricContract {
    private @Nullable RealToxiproxy toxiproxy;

    @Override
    Fabric open(List<NodeAddress> addresses, NodePids pids) throws Exception {
        toxiproxy = RealToxiproxy.startOrSkip();
        return Fabric.external(toxiproxy.uri(), addresses, pids);
    }

    @AfterAll
    void stopToxiproxy() throws Exception {
        if (toxiproxy != null) {
            toxiproxy.close();
        }
    }
}
