package io.minos.node.runtime;

import io.minos.node.boot.Boot;
import io.minos.node.snapshot.FileSnapshotStore;
import io.minos.node.wal.Wal;
import io.minos.node.wal.chronicle.ChronicleWal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A data directory that a member has not begun itself. It is made aside and renamed once it is durable: what a crash leaves
 * half made must not be started from, since a member that finds no log begins as one of an empty cluster.
 *
 * @param wal within {@code path} or elsewhere; elsewhere it is written where it will be
 */
record NewDataDirectory(Path path, Path wal) {
    /** However they are written, it must be seen whether the one lies in the other. */
    NewDataDirectory {
        path = path.toAbsolutePath().normalize();
        wal = wal.toAbsolutePath().normalize();
    }

    /**
     * Durable at return. The directory, and its log's, must not be there, or be empty.
     *
     * @throws StartException or IOException with a line for the operator; nothing is left behind then
     */
    void write(Boot boot, MemberIdentity identity) throws IOException, StartException {
        Path parent = Files.createDirectories(path.getParent());
        Path aside = Files.createTempDirectory(parent, path.getFileName() + ".making");
        DataDirectory directory = DataDirectory.at(aside, wal.startsWith(path) ? aside.resolve(path.relativize(wal)) : wal);
        try {
            write(boot, identity, directory);
            Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException | Error e) {
            delete(aside);
            delete(directory.wal());
            throw e;
        }
        try (FileChannel made = FileChannel.open(parent, StandardOpenOption.READ)) {
            made.force(true);
        }
    }

    private static void write(Boot boot, MemberIdentity identity, DataDirectory directory) throws IOException {
        directory.make();
        try (Wal wal = ChronicleWal.open(directory.wal())) {
            boot.writeTo(wal, FileSnapshotStore.open(directory.snapshots()));
        }
        directory.claim(identity);
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
