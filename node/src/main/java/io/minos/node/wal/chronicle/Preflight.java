package io.minos.node.wal.chronicle;

import io.minos.node.wal.WalOpenException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** What must hold before Chronicle may touch a directory: it would not fail, but go on without writing. */
final class Preflight {
    /** Copy-on-write: blocks allocated beforehand do not help when a page is written again on a full disk. */
    private static final Set<String> REFUSED = Set.of("btrfs", "zfs");

    private Preflight() {}

    static void check(Path dir) throws IOException {
        checkFlags(Object.class.getModule());
        try {
            Files.createDirectories(dir);
        } catch (IOException cannot) {
            throw new WalOpenException("the WAL directory " + dir + " cannot be made: " + cannot, cannot);
        }
        if (!Files.isWritable(dir)) {
            throw new WalOpenException("the WAL directory " + dir + " is not writable; check its owner and mode");
        }
        checkFileSystem(dir, Files.getFileStore(dir));
    }

    private static void checkFileSystem(Path dir, FileStore store) throws WalOpenException {
        checkFileSystem(dir, store.type());
    }

    static void checkFileSystem(Path dir, String type) throws WalOpenException {
        if (REFUSED.contains(type)) {
            throw new WalOpenException("the WAL directory " + dir + " is on " + type
                    + ", where a full disk can kill the process; use a directory on ext4, xfs or tmpfs");
        }
    }

    private static void checkFlags(Module base) throws WalOpenException {
        Module ours = Preflight.class.getModule();
        checkFlag(base.isOpen("java.lang.reflect", ours), "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED");
        checkFlag(base.isExported("sun.nio.ch", ours), "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED");
        checkFlag(base.isExported("jdk.internal.ref", ours), "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED");
    }

    static void checkFlag(boolean given, String flag) throws WalOpenException {
        if (!given) {
            throw new WalOpenException("the WAL needs the JVM flag " + flag + "; start the node with ./minos node, which passes it");
        }
    }
}
