package io.minos.node.wal.chronicle;

import io.minos.node.wal.Wal;
import io.minos.node.wal.WalContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** Power is cut at the seam where the log makes things durable: what it did not sync is lost. */
final class ChronicleWalContractTest extends WalContract {
    private static final long BLOCK_BYTES = SegmentSize.BLOCK_BYTES_MIN;

    @TempDir
    private Path temp;

    private int directories;
    private Path dir;
    private PowerCutDisk disk;

    @Override
    protected Wal empty() throws IOException {
        return openNext();
    }

    @Override
    protected Wal reopen(Wal closed) throws IOException {
        return ChronicleWal.open(dir, BLOCK_BYTES, disk);
    }

    @Override
    protected Wal kill(Wal running) throws IOException {
        Path dead = dir;
        dir = temp.resolve("disk" + ++directories);
        disk = disk.moved(dead, dir);
        running.close();
        return ChronicleWal.open(dir, BLOCK_BYTES, disk);
    }

    @Override
    protected Wal cutPower(Wal running, Random random) throws IOException {
        Path dead = dir;
        disk.cut(dead, temp.resolve("disk" + (directories + 1)), random);
        running.close();
        return openNext();
    }

    private Wal openNext() throws IOException {
        dir = temp.resolve("disk" + ++directories);
        disk = PowerCutDisk.of(Files.createDirectories(dir));
        return ChronicleWal.open(dir, BLOCK_BYTES, disk);
    }

    @Override
    protected int walks() {
        return 2;
    }
}
