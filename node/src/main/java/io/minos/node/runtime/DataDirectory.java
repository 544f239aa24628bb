package io.minos.node.runtime;

import io.minos.node.config.NodeConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The member's directory, laid out as etcd's: {@code member/wal}, {@code member/snap}, and whose data it is. */
record DataDirectory(Path wal, Path snapshots, Path identityFile) {
    private static final Pattern IDENTITY = Pattern.compile("cluster ([0-9a-f]{1,16}) member ([0-9a-f]{1,16})( removed)?\n");

    static DataDirectory of(NodeConfig config) throws IOException {
        return at(config.dataDir(), config.walDir()).make();
    }

    /** As it is or will be: nothing is made. */
    static DataDirectory at(Path dataDir, Path wal) {
        return new DataDirectory(wal, dataDir.resolve("member/snap"), dataDir.resolve("identity"));
    }

    /** As etcd's: nobody else's business. */
    DataDirectory make() throws IOException {
        var ours = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(wal, ours);
        Files.createDirectories(snapshots, ours);
        return this;
    }

    /** Empty before the first start. A member that was removed does not start again. */
    Optional<MemberIdentity> identity() throws IOException, StartException {
        if (!Files.exists(identityFile)) {
            Path etcds = snapshots.resolve("db");
            if (Files.exists(etcds)) {
                throw new StartException(etcds + " is the database of an etcd, whose data directory this is: make one of this node's from it,"
                        + " with 'minos node restore " + etcds + " --skip-hash-check --data-dir …' while that etcd is stopped");
            }
            return Optional.empty();
        }
        Matcher words = IDENTITY.matcher(Files.readString(identityFile));
        if (!words.matches()) {
            throw new StartException(identityFile + " does not say whose data this is: restore it, or start anew in an empty data directory");
        }
        MemberIdentity identity = new MemberIdentity(Long.parseUnsignedLong(words.group(1), 16), Long.parseUnsignedLong(words.group(2), 16));
        if (words.group(3) != null) {
            throw new StartException(MemberRemovedException.text(identity) + "; add a new one, with a data directory of its own");
        }
        return Optional.of(identity);
    }

    void claim(MemberIdentity identity) throws IOException {
        write("cluster " + identity.cluster() + " member " + identity.member() + "\n");
    }

    /** From now on it starts no more: what it still holds is no longer a part of the cluster's data. */
    void markRemoved(MemberIdentity identity) throws IOException {
        write("cluster " + identity.cluster() + " member " + identity.member() + " removed\n");
    }

    private void write(String line) throws IOException {
        Path aside = identityFile.resolveSibling("identity.tmp");
        try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(aside, identityFile, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(identityFile.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
