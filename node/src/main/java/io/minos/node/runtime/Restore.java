package io.minos.node.runtime;

import io.minos.node.apply.StateMachine;
import io.minos.node.boot.Boot;
import io.minos.node.config.NodeConfig;
import io.minos.node.snapshot.SnapshotFile;
import io.minos.node.snapshot.etcd.EtcdSnapshotFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A new member's data directory from a snapshot, as {@code etcdctl snapshot restore} makes one: every member of the new cluster
 * is restored from the same snapshot, with the same flags, and begins with it.
 */
final class Restore {
    private final Path snapshot;
    private final boolean skipHashCheck;

    /** @param skipHashCheck also a database without a hash will do, such as the db file of a data directory of etcd's */
    Restore(Path snapshot, boolean skipHashCheck) {
        this.snapshot = snapshot;
        this.skipHashCheck = skipHashCheck;
    }

    /**
     * Durable at return.
     *
     * @param config the member's
     * @throws StartException or IOException with a line for the operator; nothing is left behind then
     */
    Boot into(NodeConfig config) throws IOException, StartException {
        checkNew("data-dir", config.dataDir());
        if (!config.walDir().startsWith(config.dataDir())) {
            checkNew("wal-dir", config.walDir());
        }
        Boot boot = Boot.ofNewCluster(Members.ofNewCluster(config), contents());
        new NewDataDirectory(config.dataDir(), config.walDir()).write(boot, MemberIdentity.ofNewCluster(config));
        return boot;
    }

    private static void checkNew(String what, Path dir) throws StartException {
        if (Files.exists(dir)) {
            throw new StartException(what + " \"" + dir + "\" exists");
        }
    }

    private StateMachine contents() throws IOException, StartException {
        if (!Files.isReadable(snapshot) || Files.isDirectory(snapshot)) {
            throw new StartException("no such file, or not readable: " + snapshot);
        }
        return EtcdSnapshotFile.isOne(snapshot) ? ofEtcd() : ofOurs();
    }

    /** Its checksum is part of its form. */
    private StateMachine ofOurs() throws IOException {
        try (InputStream in = SnapshotFile.check(snapshot).body()) {
            return StateMachine.restore(in);
        }
    }

    private StateMachine ofEtcd() throws IOException, StartException {
        boolean hasHash = EtcdSnapshotFile.hasHash(snapshot);
        if (!hasHash && !skipHashCheck) {
            throw new StartException("snapshot missing hash but --skip-hash-check=false");
        }
        if (hasHash && !skipHashCheck) {
            EtcdSnapshotFile.checkHash(snapshot);
        }
        try (EtcdSnapshotFile file = EtcdSnapshotFile.open(snapshot)) {
            return file.contents();
        }
    }
}
