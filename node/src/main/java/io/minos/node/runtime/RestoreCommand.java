package io.minos.node.runtime;

import io.minos.node.boot.Boot;
import io.minos.node.config.Invocation;
import io.minos.node.config.NodeConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private static final Set<String> NODE_FLAGS =
            Set.of("name", "data-dir", "wal-dir", "initial-cluster", "initial-cluster-token", "initial-advertise-peer-urls");
    private static final Set<String> SKIP_HASH_CHECK = Set.of("skip-hash-check", "skip-hash-check=true");
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 254;

    private RestoreCommand() {}

    private record Request(Path snapshot, boolean skipHashCheck, List<String> nodeFlags) {
        /** Empty if it is none. */
        static Optional<Request> of(List<String> args) {
            List<String> files = new ArrayList<>();
            List<String> nodeFlags = new ArrayList<>();
            boolean skipHashCheck = false;
            for (int i = 0; i < args.size(); i++) {
                String flag = args.get(i).startsWith("--") ? args.get(i).substring(2) : "";
                boolean hasValue = flag.contains("=");
                String name = hasValue ? flag.substring(0, flag.indexOf('=')) : flag;
                if (!args.get(i).startsWith("-")) {
                    files.add(args.get(i));
                } else if (SKIP_HASH_CHECK.contains(flag)) {
                    skipHashCheck = true;
                } else if (NODE_FLAGS.contains(name) && (hasValue || i + 1 < args.size())) {
                    nodeFlags.add(hasValue ? args.get(i) : args.get(i) + "=" + args.get(++i));
                } else if (!flag.equals("skip-hash-check=false")) {
                    return Optional.empty();
                }
            }
            return files.size() == 1 ? Optional.of(new Request(Path.of(files.get(0)), skipHashCheck, nodeFlags)) : Optional.empty();
        }

        /** The node's own reading of the flags, with its errors. */
        Invocation invocation(List<String> more) {
            List<String> flags = new ArrayList<>(nodeFlags);
            flags.addAll(more);
            return NodeConfig.parse(flags, Map.of());
        }
    }

    /** @return 0 if it is restored, 1 if not, 254 for misuse */
    static int run(List<String> args, PrintStream out, PrintStream err) {
        Optional<Request> request = Request.of(args);
        if (args.contains("--help") || args.contains("-h") || request.isEmpty()) {
            boolean isAsked = request.isPresent() || args.contains("--help") || args.contains("-h");
            (isAsked ? out : err).println(USAGE);
            return isAsked ? DONE : MISUSED;
        }
        Invocation invocation = request.get().invocation(List.of());
        if (!(invocation instanceof Invocation.Run run)) {
            err.println("Error: " + (invocation instanceof Invocation.Refuse refuse ? refuse.text() : invocation));
            return FAILED;
        }
        try {
            restore(request.get(), run.config(), err);
            return DONE;
        } catch (StartException | IOException refused) {
            err.println("Error: " + (refused.getMessage() == null ? refused.toString() : refused.getMessage()));
            return FAILED;
        }
    }

    private static void restore(Request request, NodeConfig config, PrintStream err) throws IOException, StartException {
        Optional<String> wrong = config.bootstrapError();
        if (wrong.isPresent()) {
            throw new StartException(wrong.get());
        }
        Restore restore = new Restore(request.snapshot(), request.skipHashCheck());
        Boot boot = restore.into(config.dataDir(), dir -> ((Invocation.Run) request.invocation(List.of("--data-dir=" + dir))).config());
        err.println("restored revision " + boot.state().store().revision() + " to " + config.dataDir() + ": member " + Long.toHexString(config.memberId())
                + " of cluster " + Long.toHexString(config.clusterId()));
    }
}
