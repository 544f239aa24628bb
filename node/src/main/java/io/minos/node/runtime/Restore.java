package io.minos.node.runtime;

import io.minos.node.apply.StateMachine;
import io.minos.node.boot.Boot;
import io.minos.node.config.NodeConfig;
import io.minos.node.snapshot.FileSnapshotStore;
import io.minos.node.snapshot.SnapshotFile;
import io.minos.node.snapshot.etcd.EtcdSnapshotFile;
import io.minos.node.wal.Wal;
import io.minos.node.wal.chronicle.ChronicleWal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A new member's data directory from a snapshot, as {@code etcdctl snapshot restore} makes one: every member of the new cluster
 * is restored from the same snapshot, with the same flags, and begins with it.
 *
 * <p>It is made aside and renamed once it is durable: what a crash leaves half made must not be started from, since a member
 * that finds no log begins as one of an empty cluster.
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
     * @param configOf the member's configuration, for a data directory
     * @throws StartException or IOException with a line for the operator; nothing is left behind then
     */
    Boot into(Path dataDir, Function<Path, NodeConfig> configOf) throws IOException, StartException {
        NodeConfig config = configOf.apply(dataDir);
        checkNew("data-dir", dataDir);
        if (!config.walDir().startsWith(dataDir)) {
            checkNew("wal-dir", config.walDir());
        }
        Boot boot = Boot.ofNewCluster(Members.ofNewCluster(config), contents());
        Path parent = Files.createDirectories(dataDir.toAbsolutePath().getParent());
        Path aside = Files.createTempDirectory(parent, dataDir.getFileName() + ".restoring");
        NodeConfig asideConfig = configOf.apply(aside);
        try {
            write(boot, asideConfig);
            Files.move(aside, dataDir, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | StartException | RuntimeException | Error e) {
            delete(aside);
            delete(asideConfig.walDir());
            throw e;
        }
        try (FileChannel directory = FileChannel.open(parent, StandardOpenOption.READ)) {
            directory.force(true);
        }
        return boot;
    }

    private static void checkNew(String what, Path dir) throws StartException {
        if (Files.exists(dir)) {
            throw new StartException(what + " \"" + dir + "\" exists");
        }
    }

    private static void write(Boot boot, NodeConfig config) throws IOException, StartException {
        DataDirectory directory = DataDirectory.of(config);
        try (Wal wal = ChronicleWal.open(directory.wal())) {
            boot.writeTo(wal, FileSnapshotStore.open(directory.snapshots()));
        }
        directory.claim(MemberIdentity.ofNewCluster(config));
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

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
