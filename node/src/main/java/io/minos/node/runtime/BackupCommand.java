package io.minos.node.runtime;

import io.minos.node.apply.StateMachine;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code backup}, with the flags of {@code etcdctl backup}. */
final class BackupCommand {
    static final String USAGE = """
            usage: minos node backup --data-dir DIR --backup-dir DIR [flags]
              Copies what a member holds, the v2 tree and the v3 keys, with the users, leases and alarms of both, into a data directory for
              a new cluster of one, with ids of its own. The member may run meanwhile, and is not changed. Start the copy with
              'minos node --force-new-cluster --data-dir BACKUP-DIR …', as one would with etcd's; then update its peer URLs, and add others.

              --data-dir        of the member
              --wal-dir         where its write-ahead log is, if it is not in the data directory
              --backup-dir      to be made; what exists must be empty
              --backup-wal-dir  another place for the copy's write-ahead log; what exists must be empty
              --with-v3         is always so""";
    private static final OfflineCommand COMMAND = new OfflineCommand(USAGE, 0, Set.of("data-dir", "wal-dir", "backup-dir", "backup-wal-dir"),
            Set.of("data-dir", "backup-dir"), Set.of("with-v3"));

    private BackupCommand() {}

    /** @return 0 if it is made, 1 if not, 254 for misuse */
    static int run(List<String> args, PrintStream out, PrintStream err) {
        return COMMAND.run(args, out, err, given -> {
            Path dataDir = Path.of(given.values().get("data-dir"));
            Path backupDir = Path.of(given.values().get("backup-dir"));
            Backup backup = new Backup(DataDirectory.at(dataDir, wal(given.values(), "wal-dir", dataDir)));
            Backup.Made made = backup.into(new NewDataDirectory(backupDir, wal(given.values(), "backup-wal-dir", backupDir)));
            StateMachine state = made.state();
            err.println("backed up v2 index " + state.v2().index() + " and revision " + state.store().revision() + " to " + backupDir
                    + ": member " + made.identity().member() + " of cluster " + made.identity().cluster());
        });
    }

    private static Path wal(Map<String, String> values, String flag, Path dataDir) {
        return values.containsKey(flag) ? Path.of(values.get(flag)) : dataDir.resolve("member/wal");
    }
}
