package io.minos.node.wal;

import io.minos.node.raft.Durable;
import io.minos.node.raft.Entry;
import io.minos.node.raft.SnapshotMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A log on a disk that exists in memory: what is not synced is lost, kept or torn by a {@link #crash}. Pure: no thread,
 * no clock. The disk outlives the log on it: {@link #crash} and {@link #reopen} return the next log on the same disk.
 */
public final class MemoryWal implements Wal {
    /** What a record takes on disk besides an entry's data, about as in a segment. */
    private static final int RECORD_BYTES = 48;

    private final LogFold durable;
    private final List<WalRecord> unsynced = new ArrayList<>();
    private LogEnd end;
    private Optional<Recovered> recovered;
    private boolean full;
    private boolean reserve = true;
    private boolean failing;
    private Optional<String> unusable = Optional.empty();

    private MemoryWal(LogFold durable) {
        this.durable = durable;
        this.end = durable.end();
        this.recovered = Optional.of(durable.recovered());
    }

    /** A log on an empty disk. */
    public static MemoryWal empty() {
        return new MemoryWal(LogFold.empty());
    }

    /** While true, appends find no space. Survives a crash. */
    public void full(boolean value) {
        full = value;
    }

    /** What {@link #hasReserve} answers while the disk is not {@link #full}. */
    public void reserve(boolean value) {
        reserve = value;
    }

    /** The next sync fails, and with it the log. */
    public void failNextSync() {
        failing = true;
    }

    /**
     * The power fails. Sectors not yet synced reach the disk in any order, but recovery keeps only what lies before the
     * first bad record, so that what remains of the unsynced records is a prefix: none, all, or up to a torn one.
     *
     * @return the log as it is found after the crash; this one is dead
     */
    public MemoryWal crash(RandomGenerator random) {
        int kept = switch (random.nextInt(3)) {
            case 0 -> 0;
            case 1 -> unsynced.size();
            default -> random.nextInt(unsynced.size() + 1);
        };
        return next("crashed", kept);
    }

    /** The process ends, the machine does not: everything appended is there, synced or not. */
    public MemoryWal reopen() {
        return next("been opened anew", unsynced.size());
    }

    private MemoryWal next(String why, int unsyncedKept) {
        unsynced.subList(0, unsyncedKept).forEach(durable::accept);
        unsynced.clear();
        unusable = Optional.of(why);
        MemoryWal next = new MemoryWal(durable);
        next.full = full;
        next.reserve = reserve;
        return next;
    }

    @Override
    public Recovered recovered() {
        return recovered.orElseThrow(() -> new IllegalStateException("forgotten since the first append"));
    }

    @Override
    public void append(Durable batch) throws NoSpaceException, WalFailedException {
        checkUsable();
        List<WalRecord> records = WalRecord.of(batch);
        LogEnd next = end;
        for (WalRecord record : records) {
            next = next.after(record);
        }
        if (records.isEmpty()) {
            return;
        }
        if (full) {
            throw new NoSpaceException("the disk in memory is full");
        }
        recovered = Optional.empty();
        unsynced.addAll(records);
        end = next;
    }

    @Override
    public void sync() throws WalFailedException {
        checkUsable();
        if (failing) {
            unusable = Optional.of("lost its disk");
            throw new WalFailedException("the disk in memory failed");
        }
        unsynced.forEach(durable::accept);
        unsynced.clear();
    }

    @Override
    public void release(SnapshotMark mark) throws WalFailedException {
        checkUsable();
        if (mark.index() < end.snapshotIndex()) {
            return;
        }
        WalRecord record = new WalRecord.SnapshotReleased(mark);
        end = end.after(record);
        recovered = Optional.empty();
        unsynced.add(record);
        sync();
    }

    @Override
    public boolean hasReserve() {
        return reserve && !full;
    }

    @Override
    public long sizeBytes() {
        long bytes = 0;
        for (Entry entry : durable.entries()) {
            bytes += RECORD_BYTES + entry.data().size();
        }
        for (WalRecord record : unsynced) {
            bytes += RECORD_BYTES + (record instanceof WalRecord.EntryAppended appended ? appended.entry().data().size() : 0);
        }
        return bytes;
    }

    /** Syncs, as the log on a real disk does. */
    @Override
    public void close() throws WalFailedException {
        if (unusable.isEmpty()) {
            sync();
            unusable = Optional.of("been closed");
        }
    }

    private void checkUsable() throws WalFailedException {
        if (unusable.isPresent()) {
            throw new WalFailedException("this log has " + unusable.get() + "; it must be opened anew");
        }
    }
}
