package io.minos.node.runtime;

import io.minos.node.boot.Boot;
import io.minos.node.config.Invocation;
import io.minos.node.config.NodeConfig;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code restore FILE}, with the flags of {@code etcdctl snapshot restore}. */
final class RestoreCommand {
    static final String USAGE = """
            usage: minos node restore FILE [flags]
              Makes a new member's data directory from a snapshot: one that etcdctl saved, from this node or from etcd, or a file of a
              member's snap directory. Every member of the new cluster is restored from the same file.

              --name 'default'                                       of this member
              --data-dir '${name}.etcd'                              to be made; must not exist
              --wal-dir ''                                           another place for the write-ahead log; must not exist
              --initial-cluster 'default=http://localhost:2380'      all members of the new cluster
              --initial-cluster-token 'etcd-cluster'                 use a new one: members of the old cluster then cannot join in
              --initial-advertise-peer-urls 'http://localhost:2380'  of this member
              --skip-hash-check                                      take a database without a hash, as the db file of a data directory""";
    private static final OfflineCommand COMMAND = new OfflineCommand(USAGE, 1,
            Set.of("name", "data-dir", "wal-dir", "initial-cluster", "initial-cluster-token", "initial-advertise-peer-urls"),
            Set.of(), Set.of("skip-hash-check"));

    private RestoreCommand() {}

    /** @return 0 if it is restored, 1 if not, 254 for misuse */
    static int run(List<String> args, PrintStream out, PrintStream err) {
        return COMMAND.run(args, out, err, given -> {
            NodeConfig config = config(given);
            Boot boot = new Restore(Path.of(given.files().get(0)), given.switches().contains("skip-hash-check")).into(config);
            err.println("restored revision " + boot.state().store().revision() + " to " + config.dataDir() + ": member " + Long.toHexString(config.memberId())
                    + " of cluster " + Long.toHexString(config.clusterId()));
        });
    }

    /** The node's own reading of the flags, with its errors. */
    private static NodeConfig config(OfflineCommand.Given given) throws StartException {
        List<String> flags = given.values().entrySet().stream().map(flag -> "--" + flag.getKey() + "=" + flag.getValue()).toList();
        Invocation invocation = NodeConfig.parse(flags, Map.of());
        if (!(invocation instanceof Invocation.Run run)) {
            throw new StartException(invocation instanceof Invocation.Refuse refuse ? refuse.text() : invocation.toString());
        }
        Optional<String> wrong = run.config().bootstrapError();
        if (wrong.isPresent()) {
            throw new StartException(wrong.get());
        }
        return run.config();
    }
}
