package io.minos.node.wal;

import io.minos.node.raft.Durable;
import io.minos.node.raft.SnapshotMark;
import java.util.List;
import java.util.Optional;

/**
 * The log on a {@link MemoryDisk}: records, segments and recovery as on a real disk. Pure: no thread, no clock. Dead once
 * the disk crashes or is opened anew.
 */
public final class MemoryWal implements Wal {
    private final MemoryDisk disk;
    private final CoveredSegments covered;
    private Optional<Recovered> recovered;
    private long segment;
    private LogEnd end;
    private long nextSeq;
    private long syncedSeq;
    /** False until a segment is begun: those found at open are not written to. */
    private boolean begun;
    private Optional<String> unusable = Optional.empty();

    MemoryWal(MemoryDisk disk, WalContents contents) {
        this.disk = disk;
        this.covered = contents.covered();
        this.recovered = Optional.of(contents.recovered());
        this.segment = contents.lastSegment();
        this.end = contents.fold().end();
        this.nextSeq = contents.nextSeq();
        this.syncedSeq = nextSeq - 1;
    }

    @Override
    public Recovered recovered() {
        return recovered.orElseThrow(() -> new IllegalStateException("forgotten since the first append"));
    }

    @Override
    public void append(Durable batch) throws NoSpaceException, WalFailedException {
        checkUsable();
        List<WalRecord> records = WalRecord.of(batch);
        LogEnd after = end;
        long bytes = 0;
        for (WalRecord record : records) {
            after = after.after(record);
            bytes += MemorySegment.cost(RecordCodec.bytes(record));
        }
        if (records.isEmpty()) {
            return;
        }
        disk.checkRoomForBatch(bytes);
        recovered = Optional.empty();
        for (WalRecord record : records) {
            write(record);
        }
    }

    private void write(WalRecord record) throws WalFailedException {
        int bytes = RecordCodec.bytes(record);
        if (!begun || !disk.hasRoomInSegment(bytes)) {
            roll(bytes);
        }
        disk.write(new RecordCodec.Sequenced(nextSeq, syncedSeq, record));
        nextSeq++;
        end = end.after(record);
        covered.note(record);
    }

    /** Leaves the segment, which is durable before the next one exists. */
    private void roll(int recordBytes) throws WalFailedException {
        sync();
        segment++;
        WalRecord head = new WalRecord.SegmentHead(segment, end);
        disk.beginSegment(segment, RecordCodec.bytes(head), recordBytes);
        covered.begin(segment);
        begun = true;
        disk.write(new RecordCodec.Sequenced(nextSeq, syncedSeq, head));
        nextSeq++;
        sync();
    }

    @Override
    public void sync() throws WalFailedException {
        checkUsable();
        if (syncedSeq == nextSeq - 1) {
            return;
        }
        try {
            disk.sync(end);
        } catch (WalFailedException e) {
            die("lost its disk");
            throw e;
        }
        syncedSeq = nextSeq - 1;
    }

    @Override
    public void release(SnapshotMark mark) throws NoSpaceException, WalFailedException {
        checkUsable();
        if (mark.index() < end.snapshotIndex()) {
            return;
        }
        WalRecord record = new WalRecord.SnapshotReleased(mark);
        end.after(record);
        disk.checkRoomForMark(MemorySegment.cost(RecordCodec.bytes(record)));
        recovered = Optional.empty();
        write(record);
        sync();
        for (long superfluous : covered.upTo(end.snapshotIndex())) {
            disk.delete(superfluous);
            covered.remove(superfluous);
        }
    }

    @Override
    public boolean hasReserve() {
        return disk.hasReserve();
    }

    @Override
    public long sizeBytes() {
        return disk.sizeBytes();
    }

    /** Syncs, and says so in a last record, so that later damage is known as such. */
    @Override
    public void close() throws WalFailedException {
        if (unusable.isEmpty()) {
            sync();
            write(new WalRecord.Closed());
            sync();
            die("been closed");
        }
    }

    /** From here on it takes nothing. */
    void die(String why) {
        if (unusable.isEmpty()) {
            unusable = Optional.of(why);
        }
    }

    private void checkUsable() throws WalFailedException {
        if (unusable.isPresent()) {
            throw new WalFailedException("this log has " + unusable.get() + "; it must be opened anew");
        }
    }
}
