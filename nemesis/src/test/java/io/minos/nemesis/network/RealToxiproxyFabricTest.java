package io.minos.nemesis.network;

import io.minos.nemesis.testkit.RealToxiproxy;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class RealToxiproxyFabricTest extends FabricContract {
    private @Nullable RealToxiproxy toxiproxy;

    @Override
    Fabric open(List<NodeAddress> addresses, NodePids pids) throws Exception {
        toxiproxy = RealToxiproxy.startOrSkip();
        return Fabric.external(toxiproxy.uri(), addresses, pids);
    }

    @Override
    void afterClose() throws Exception {
        if (toxiproxy != null) {
            toxiproxy.close();
        }
    }
}
