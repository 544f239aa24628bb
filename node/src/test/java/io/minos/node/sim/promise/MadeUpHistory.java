package io.minos.node.sim.promise;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.KeyValue;
import io.minos.node.mvcc.Revision;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import io.minos.node.sim.WorldOptions;
import java.util.List;

/** A history that nobody made, for tests of what is judged by it. */
final class MadeUpHistory {
    final AppliedHistory history = new AppliedHistory();
    private final SimulatedMember member = new SimulatedCluster(WorldOptions.quiet(1), 1, List.of()).member(1);
    private final Journal journal = new Journal(member, member.status());

    static KeyValue put(String key, long created, long modified, long version) {
        return KeyValue.newBuilder().setKey(ByteString.copyFromUtf8(key)).setValue(ByteString.copyFromUtf8(key + modified))
                .setCreateRevision(created).setModRevision(modified).setVersion(version).build();
    }

    static KeyValue deleted(String key, long modified) {
        return KeyValue.newBuilder().setKey(ByteString.copyFromUtf8(key)).setModRevision(modified).build();
    }

    /** What a member makes of the revision these are of. */
    void revision(KeyValue... changes) {
        Revision[] revision = new Revision[changes.length];
        for (int sub = 0; sub < changes.length; sub++) {
            revision[sub] = new Revision(changes[sub], sub);
        }
        history.made(journal, changes[0].getModRevision(), revision);
    }
}
