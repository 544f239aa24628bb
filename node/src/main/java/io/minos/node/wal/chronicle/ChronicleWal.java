package io.minos.node.wal.chronicle;

import io.minos.node.raft.Durable;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.wal.CoveredSegments;
import io.minos.node.wal.LogEnd;
import io.minos.node.wal.NoSpaceException;
import io.minos.node.wal.RecordCodec;
import io.minos.node.wal.Recovered;
import io.minos.node.wal.SegmentScan;
import io.minos.node.wal.Wal;
import io.minos.node.wal.WalContents;
import io.minos.node.wal.WalFailedException;
import io.minos.node.wal.WalRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log on Chronicle Queue.
 *
 * <p>Durability: a segment is allocated wholly before Chronicle maps it, every record carries a checksum and a sequence
 * number, {@link #sync} forces the segment's file through a channel of our own, once a batch. A segment is synced before
 * the next one comes to be, so that only the newest can end badly (see {@link SegmentScan} for what is told apart).
 * Opening reads the files itself, cuts the newest after its last whole record, and starts a new segment.
 *
 * <p>Failure: whatever an append or a sync throws apart from {@link NoSpaceException} and IllegalArgumentException leaves
 * the log unusable. A failed sync is never tried again: the kernel may have dropped the pages. An interrupt of the
 * calling thread counts as a failure.
 *
 * <p>A full disk: an append finds out before it writes whether its segments are allocated. Opened without room for a
 * segment, the log can be read, and takes appends once there is room.
 *
 * <p>Starting Chronicle takes most of a second of class loading; it is done on a thread of its own while the caller goes
 * on, and the first append waits for it.
 */
public final class ChronicleWal implements Wal {
    /** Segments of 20 MiB, entries up to just under 4 MiB. */
    public static final long BLOCK_BYTES_DEFAULT = 16 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(ChronicleWal.class);
    private static final int MARK_BYTES_MAX = 8 << 10;
    private static final long START_SECONDS_MAX = 60;

    private final Directory directory;
    private final SegmentSize size;
    private final SegmentReserve reserve;
    private final CoveredSegments covered;
    private final FutureTask<Optional<SegmentWriter>> starting;
    private Optional<Recovered> recovered;

    // Written by the starting thread until it is done, by the log's own afterwards.
    private Optional<SegmentWriter> writer = Optional.empty();
    private long segment;
    /** Of the segment, at most. */
    private long usedBytes;
    private LogEnd end;
    private long nextSeq;
    private long syncedSeq;
    private Optional<Throwable> failure = Optional.empty();
    private boolean closed;

    private ChronicleWal(Directory directory, SegmentSize size, WalContents contents) throws IOException {
        this.directory = directory;
        this.size = size;
        this.covered = contents.covered();
        this.recovered = Optional.of(contents.recovered());
        this.segment = contents.lastSegment();
        this.usedBytes = size.limit();
        this.end = contents.fold().end();
        this.nextSeq = contents.nextSeq();
        this.syncedSeq = nextSeq - 1;
        this.reserve = new SegmentReserve(directory, size, segment + 1);
        this.starting = new FutureTask<>(this::startFirst);
    }

    /** Opens, or makes, the log in this directory, with {@link #BLOCK_BYTES_DEFAULT}. */
    public static ChronicleWal open(Path dir) throws IOException {
        return open(dir, BLOCK_BYTES_DEFAULT);
    }

    /**
     * Opens, or makes, the log in this directory. It needs not be the block size of the last time.
     *
     * @param blockBytes a power of two, 256 KiB to 64 MiB: a segment's file takes 1.25 times as much, and the largest
     *     entry is a little less than a quarter of it (see {@link #entryBytesMax})
     * @throws io.minos.node.wal.WalOpenException if it is in use, damaged, or on a file system or JVM that will not do
     */
    public static ChronicleWal open(Path dir, long blockBytes) throws IOException {
        return open(dir, blockBytes, Durability.DISK);
    }

    static ChronicleWal open(Path dir, long blockBytes, Durability durability) throws IOException {
        SegmentSize size = new SegmentSize(blockBytes);
        Preflight.check(dir);
        Directory directory = Directory.lock(dir, durability);
        try {
            SegmentDirectory segments = SegmentDirectory.of(dir);
            WalContents contents = WalContents.read(segments);
            new Repair(directory, size).carryOut(contents);
            LOG.info("wal open dir={} segments={} log={}..{}{}", dir, contents.segments().size(), contents.fold().end().snapshotIndex() + 1,
                    contents.fold().end().lastIndex(), contents.tornTail().map(tail -> " cut=" + text(segments.files().get(contents.lastSegment()), tail)).orElse(""));
            ChronicleWal wal = new ChronicleWal(directory, size, contents);
            Thread starter = new Thread(wal.starting, "minos-wal-start");
            starter.setDaemon(true);
            starter.start();
            return wal;
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private static String text(Path file, SegmentScan.Damage tail) {
        return file.getFileName() + "@" + tail.offset() + " (" + tail.what() + ")";
    }

    /** The most data that an entry may carry with this block size. */
    public static int entryBytesMax(long blockBytes) {
        return new SegmentSize(blockBytes).recordBytesMax() - RecordCodec.FRAME_BYTES - 17;
    }

    @Override
    public Recovered recovered() {
        return recovered.orElseThrow(() -> new IllegalStateException("the log no longer knows what it held at open"));
    }

    @Override
    public void append(Durable batch) throws NoSpaceException, WalFailedException {
        checkUsable();
        List<WalRecord> records = WalRecord.of(batch);
        LogEnd after = end;
        for (WalRecord record : records) {
            checkSize(record);
            after = after.after(record);
        }
        if (records.isEmpty()) {
            return;
        }
        makeRoom(records);
        recovered = Optional.empty();
        for (WalRecord record : records) {
            write(record);
        }
    }

    private void checkSize(WalRecord record) {
        int bytes = RecordCodec.bytes(record);
        boolean isMark = record instanceof WalRecord.SnapshotInstalled || record instanceof WalRecord.SnapshotReleased;
        int bytesMax = isMark ? Math.min(MARK_BYTES_MAX, size.recordBytesMax()) : size.recordBytesMax();
        if (bytes > bytesMax) {
            throw new IllegalArgumentException("a record of " + bytes + " bytes is too large for the WAL: at most " + bytesMax
                    + " with segments of " + size.blockBytes() + " bytes");
        }
    }

    /** After this, writing the records cannot fail for want of space: the segments they take are allocated. */
    private void makeRoom(List<WalRecord> records) throws NoSpaceException, WalFailedException {
        awaitStart();
        int segments = 0;
        long used = usedBytes;
        for (WalRecord record : records) {
            long cost = SegmentSize.cost(RecordCodec.bytes(record));
            if (used + cost > limitFor(record)) {
                segments++;
                used = size.begin();
            }
            used += cost;
        }
        if (segments > 0) {
            reserve.await(segment + 1, segments);
            startChronicle();
        }
    }

    private long limitFor(WalRecord record) {
        boolean mustPass = record instanceof WalRecord.SnapshotReleased || record instanceof WalRecord.Closed;
        return mustPass ? size.limit() : size.entryLimit();
    }

    private void write(WalRecord record) throws WalFailedException {
        long cost = SegmentSize.cost(RecordCodec.bytes(record));
        if (usedBytes + cost > limitFor(record)) {
            roll();
        }
        try {
            writer().write(new RecordCodec.Sequenced(nextSeq, syncedSeq, record));
            nextSeq++;
            usedBytes += cost;
            checkPosition();
        } catch (RuntimeException | Error | IOException e) {
            throw failed("cannot append to the WAL in " + directory.path(), e);
        }
        end = end.after(record);
        covered.note(record);
    }

    /** The estimate that keeps us off the end of the allocated block is one. */
    private void checkPosition() throws IOException {
        if (writer().position() > usedBytes) {
            throw new IOException("segment " + segment + " is filled up to " + writer().position() + ", reckoned " + usedBytes);
        }
    }

    /** Leaves the segment, which is durable before the next one exists. The next one is allocated. */
    private void roll() throws WalFailedException {
        sync();
        try {
            startSegment(segment + 1);
        } catch (RuntimeException | Error | IOException e) {
            throw failed("cannot start a segment of the WAL in " + directory.path(), e);
        }
    }

    private void startSegment(long next) throws IOException {
        writer().start(next, new RecordCodec.Sequenced(nextSeq, syncedSeq, new WalRecord.SegmentHead(next, end)));
        segment = next;
        usedBytes = size.begin();
        syncedSeq = nextSeq++;
        covered.begin(segment);
        reserve.started(segment);
    }

    @Override
    public void sync() throws WalFailedException {
        checkUsable();
        awaitStart();
        if (syncedSeq == nextSeq - 1) {
            return;
        }
        try {
            writer().force();
        } catch (RuntimeException | Error | IOException e) {
            throw failed("cannot sync the WAL in " + directory.path(), e);
        }
        syncedSeq = nextSeq - 1;
    }

    @Override
    public void release(SnapshotMark durable) throws NoSpaceException, WalFailedException {
        checkUsable();
        if (durable.index() < end.snapshotIndex()) {
            return;
        }
        WalRecord record = new WalRecord.SnapshotReleased(durable);
        checkSize(record);
        end.after(record);
        makeRoom(List.of(record));
        recovered = Optional.empty();
        write(record);
        sync();
        deleteCovered();
    }

    private void deleteCovered() throws WalFailedException {
        try {
            List<Long> superfluous = covered.upTo(end.snapshotIndex());
            for (long old : superfluous) {
                Files.deleteIfExists(SegmentFiles.sealed(directory.path(), old));
                Files.deleteIfExists(SegmentFiles.active(directory.path(), old));
                covered.remove(old);
            }
            if (!superfluous.isEmpty()) {
                directory.sync();
                writer().refresh();
            }
        } catch (RuntimeException | Error | IOException e) {
            throw failed("cannot delete segments of the WAL in " + directory.path(), e);
        }
    }

    // ---- starting Chronicle

    /** On the starting thread: the first segment, or none while there is no room for it. */
    private Optional<SegmentWriter> startFirst() throws IOException {
        try {
            SegmentWriter opened = SegmentWriter.open(directory, size, segment + 1);
            writer = Optional.of(opened);
            reserve.await(segment + 1, 1);
            startSegment(segment + 1);
        } catch (NoSpaceException laterPerhaps) {
            // appends try again
        }
        return writer;
    }

    private void startChronicle() throws NoSpaceException, WalFailedException {
        if (writer.isPresent()) {
            return;
        }
        try {
            writer = Optional.of(SegmentWriter.open(directory, size, segment + 1));
        } catch (NoSpaceException e) {
            throw e;
        } catch (RuntimeException | Error | IOException e) {
            throw failed("cannot start the WAL in " + directory.path(), e);
        }
    }

    private void awaitStart() throws WalFailedException {
        try {
            starting.get(START_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw failed("cannot start the WAL in " + directory.path(), e.getCause());
        } catch (TimeoutException e) {
            throw failed("the WAL in " + directory.path() + " did not start within " + START_SECONDS_MAX + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted while the WAL was starting", e);
        }
    }

    private SegmentWriter writer() {
        return writer.orElseThrow(() -> new IllegalStateException("no segment is open"));
    }

    // ---- state

    private WalFailedException failed(String what, Throwable cause) {
        failure = Optional.of(cause);
        return new WalFailedException(what + ": " + cause, cause);
    }

    private void checkUsable() throws WalFailedException {
        if (closed) {
            throw new WalFailedException("the WAL in " + directory.path() + " is closed");
        }
        if (failure.isPresent()) {
            throw new WalFailedException("the WAL in " + directory.path() + " failed earlier and must be opened anew", failure.get());
        }
    }

    @Override
    public boolean hasReserve() {
        return reserve.hasRoom();
    }

    @Override
    public long sizeBytes() {
        try {
            long bytes = 0;
            for (String ending : List.of(SegmentFiles.SEALED, SegmentFiles.ACTIVE, SegmentFiles.PRECREATED)) {
                for (Path file : SegmentFiles.list(directory.path(), ending).values()) {
                    bytes += file.toFile().length();
                }
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Syncs, unless the log failed; and says so in a last record, so that later damage is known as such. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        try (directory) {
            try (reserve) {
                if (failure.isEmpty()) {
                    writeClosed();
                }
            } finally {
                closed = true;
                closeWriter();
            }
        }
    }

    private void closeWriter() throws IOException {
        if (writer.isPresent()) {
            writer.get().close();
        }
    }

    private void writeClosed() throws WalFailedException {
        awaitStart();
        sync();
        WalRecord record = new WalRecord.Closed();
        boolean fits = usedBytes + SegmentSize.cost(RecordCodec.bytes(record)) <= limitFor(record);
        if (fits) {
            write(record);
            sync();
        }
    }
}
