package io.minos.node.wal.chronicle;

import static io.minos.node.wal.Batches.batch;
import static io.minos.node.wal.Batches.entries;
import static io.minos.node.wal.Batches.mark;

import io.minos.node.snapshot.FileSnapshotStore;
import io.minos.node.wal.NoSpaceException;
import io.minos.node.wal.Recovered;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The walk of {@link DiskFullTest}, each step a process: arguments are the step, the small file system, and a file outside it. */
final class DiskFullWalk {
    private static final long BLOCK_BYTES = 512 << 10;
    private static final int DATA_BYTES = 900;
    private static final int BATCH = 20;
    private static final long WAIT_NANOS = 10_000_000_000L;

    enum Step { FILL, RESTART, RESTART_UNTIL_SPACE, RELEASE, GO_ON }

    private final Path dir;
    private final Path filler;
    private final Path note;
    private long acknowledged;

    private DiskFullWalk(Path disk, Path note) throws IOException {
        this.dir = disk.resolve("wal");
        this.filler = disk.resolve("filler");
        this.note = note;
        this.acknowledged = Files.exists(note) ? Long.parseLong(Files.readString(note)) : 0;
    }

    public static void main(String[] args) throws IOException {
        DiskFullWalk walk = new DiskFullWalk(Path.of(args[1]), Path.of(args[2]));
        switch (Step.valueOf(args[0])) {
            case FILL -> walk.fill();
            case RESTART -> walk.restart(false);
            case RESTART_UNTIL_SPACE -> walk.restart(true);
            case RELEASE -> walk.release();
            case GO_ON -> walk.goOn();
        }
    }

    private void fill() throws IOException {
        ChronicleWal wal = ChronicleWal.open(dir, BLOCK_BYTES);
        for (int i = 0; i < 30; i++) {
            append(wal, BATCH);
        }
        await("a reserve", wal::hasReserve);
        fillDisk();
        await("the reserve to be gone", () -> !wal.hasReserve());
        int more = 0;
        while (isTaken(wal, BATCH)) {
            check(++more < 1000, "a full disk takes entries without end");
        }
        check(more > 0, "the segment made beforehand was not used");
        check(!isTaken(wal, 1000), "a batch larger than a segment was taken");
        check(!isTaken(wal, BATCH), "a refused batch was taken later");
        wal.sync();
        saveSnapshotInVain();
        System.out.println("filled, " + more + " batches taken on the full disk, acknowledged " + acknowledged);
        Runtime.getRuntime().halt(0); // as a kill would
    }

    private void saveSnapshotInVain() throws IOException {
        FileSnapshotStore store = FileSnapshotStore.open(dir.resolveSibling("snap"));
        try {
            store.save(mark(5, 1), out -> out.write(new byte[4 << 20]));
            check(false, "a snapshot was saved on the full disk");
        } catch (IOException noSpace) {
            try (Stream<Path> files = Files.list(dir.resolveSibling("snap"))) {
                check(files.findAny().isEmpty(), "a failed snapshot left a file");
            }
        }
    }

    /** On the full disk; what restarting gives back to it is taken at once. */
    private void restart(boolean untilSpace) throws IOException {
        try (ChronicleWal wal = ChronicleWal.open(dir, BLOCK_BYTES)) {
            checkAll(wal.recovered());
            fillDisk();
            while (isTaken(wal, BATCH)) {
                // until it is full again
            }
            check(!wal.hasReserve(), "a reserve on a full disk");
            if (untilSpace) {
                Files.delete(filler);
                await("entries to be taken without a restart", () -> isTaken(wal, BATCH));
            }
        }
        fillDisk();
    }

    /** A snapshot lets go of old segments, which makes the room that was missing. */
    private void release() throws IOException {
        Files.delete(filler);
        try (ChronicleWal wal = ChronicleWal.open(dir, BLOCK_BYTES)) {
            checkAll(wal.recovered());
            append(wal, BATCH);
            await("the next segment", wal::hasReserve);
            fillDisk();
            while (isTaken(wal, BATCH)) {
                // until it is full again
            }
            wal.release(mark(acknowledged - 5, 1));
            await("entries to be taken again", () -> isTaken(wal, BATCH));
            System.out.println("released, and taken again");
        }
    }

    private void goOn() throws IOException {
        Files.deleteIfExists(filler);
        try (ChronicleWal wal = ChronicleWal.open(dir, BLOCK_BYTES)) {
            checkAll(wal.recovered());
            append(wal, 2000);
        }
        try (ChronicleWal wal = ChronicleWal.open(dir, BLOCK_BYTES)) {
            checkAll(wal.recovered());
        }
        System.out.println("went on");
    }

    private boolean isTaken(ChronicleWal wal, int count) {
        try {
            append(wal, count);
            return true;
        } catch (NoSpaceException expected) {
            return false;
        } catch (IOException e) {
            throw new AssertionError("no clean refusal", e);
        }
    }

    private void append(ChronicleWal wal, int count) throws IOException {
        wal.append(batch(entries(1, acknowledged + 1, acknowledged + count, DATA_BYTES)));
        wal.sync();
        acknowledged += count;
        Files.writeString(note, Long.toString(acknowledged));
    }

    private void checkAll(Recovered found) {
        long first = found.snapshot().map(mark -> mark.index() + 1).orElse(1L);
        check(found.log().equals(entries(1, first, acknowledged, DATA_BYTES)),
                "the log goes from " + first + " over " + found.log().size() + " entries, acknowledged were " + acknowledged);
    }

    private void fillDisk() throws IOException {
        byte[] page = new byte[4096];
        Arrays.fill(page, (byte) 1);
        try (OutputStream out = Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (Files.getFileStore(dir).getUsableSpace() > 0) {
                out.write(page);
            }
        } catch (IOException full) {
            // as it should be
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + WAIT_NANOS;
        while (!condition.getAsBoolean()) {
            check(System.nanoTime() < deadline, "waited in vain for " + what);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
