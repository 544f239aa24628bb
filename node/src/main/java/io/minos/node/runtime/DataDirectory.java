package io.minos.node.runtime;

import io.minos.node.config.NodeConfig;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The member's directory, laid out as etcd's: {@code member/wal}, {@code member/snap}, and whose data it is. */
record DataDirectory(Path wal, Path snapshots) {

    static DataDirectory of(NodeConfig config) throws IOException, StartException {
        Path member = config.dataDir().resolve("member");
        DataDirectory directory = new DataDirectory(config.walDir(), member.resolve("snap"));
        // as etcd's: nobody else's business
        var ours = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(directory.wal(), ours);
        Files.createDirectories(directory.snapshots(), ours);
        claim(member.resolve("identity"), config);
        return directory;
    }

    /** Data of one member, started as another, would break promises the first has made. */
    private static void claim(Path file, NodeConfig config) throws IOException, StartException {
        String ours = "cluster " + Long.toHexString(config.clusterId()) + " member " + Long.toHexString(config.memberId()) + "\n";
        if (Files.exists(file)) {
            String theirs = Files.readString(file);
            if (!theirs.equals(ours)) {
                throw new StartException("the data in " + config.dataDir() + " belongs to " + theirs.strip() + ", but the flags make this "
                        + ours.strip() + ": use the flags it was created with, or another --data-dir");
            }
            return;
        }
        Path aside = file.resolveSibling("identity.tmp");
        try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(ours.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
