package io.minos.nemesis.network;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

final class EmbeddedFabricTest extends FabricContract {
    @Override
    Fabric open(List<NodeAddress> addresses, NodePids pids) throws IOException {
        return Fabric.embedded(addresses, pids, new SplittableRandom(1));
    }
}
