package io.minos.node.wal;

import io.minos.node.raft.HardState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * A disk in memory with a log on it, made of the same bytes as the log on a real one, and read by the same recovery
 * ({@link WalContents}). It outlives the logs that are opened on it, and is where the simulator breaks things. Pure; one
 * thread, but for {@link #full} and {@link #reserve}.
 */
public final class MemoryDisk {
    public static final int SEGMENT_BYTES_DEFAULT = 64 << 10;
    public static final int SEGMENT_BYTES_MIN = 1 << 10;
    /** Of the capacity, kept for what makes room: snapshot marks. */
    private static final int MARK_BYTES = 4 << 10;
    /** What the head of a segment takes, about: more only with dozens of members. */
    private static final int HEAD_BYTES = 256;

    private final int segmentBytes;
    private final TreeMap<Long, MemorySegment> segments = new TreeMap<>();
    /** The segments in which a bit was flipped. */
    private final TreeSet<Long> flipped = new TreeSet<>();
    /** The last of them; one without room when there is none. */
    private MemorySegment newest = new MemorySegment(0);
    private long sizeBytes;
    private LogEnd durable = LogEnd.EMPTY;
    private Optional<MemoryWal> log = Optional.empty();

    private volatile boolean full;
    private volatile boolean reserve = true;
    private long capacityBytes = Long.MAX_VALUE;
    private boolean failing;

    public MemoryDisk() {
        this(SEGMENT_BYTES_DEFAULT);
    }

    /** @param segmentBytes what a segment takes, unless a single record needs more; what is released goes by segments */
    public MemoryDisk(int segmentBytes) {
        if (segmentBytes < SEGMENT_BYTES_MIN) {
            throw new IllegalArgumentException("a segment of " + segmentBytes + " bytes; at least " + SEGMENT_BYTES_MIN);
        }
        this.segmentBytes = segmentBytes;
    }

    // ---- opening, and what a member may count on

    /**
     * Opens the log; the process that used it before is dead. All that is found is durable.
     *
     * @throws WalOpenException if what was durable is damaged; nothing on the disk is changed then
     */
    public MemoryWal open() throws WalOpenException {
        endLog("been opened anew");
        WalContents contents = contents();
        repair(contents);
        durable = contents.fold().end();
        MemoryWal opened = new MemoryWal(this, contents);
        log = Optional.of(opened);
        return opened;
    }

    private WalContents contents() throws WalOpenException {
        try {
            return WalContents.read(new Stored());
        } catch (WalOpenException damaged) {
            throw damaged;
        } catch (IOException impossible) {
            throw new IllegalStateException("memory cannot be read", impossible);
        }
    }

    /** As {@code wal.chronicle.Repair}, in one step: the simulator cuts no power within it. */
    private void repair(WalContents contents) {
        contents.recycled().keySet().forEach(this::delete);
        if (!contents.segments().isEmpty()) {
            sizeBytes -= newest.usedBytes();
            newest.cut(contents.segments().get(contents.lastSegment()).end());
            sizeBytes += newest.usedBytes();
        }
        for (long covered : contents.covered().upTo(contents.fold().end().snapshotIndex())) {
            delete(covered);
            contents.covered().remove(covered);
        }
    }

    private void endLog(String why) {
        log.ifPresent(running -> running.die(why));
        log = Optional.empty();
    }

    /**
     * What the log came to at the last sync. Recovery finds this, or this with a part of what was written since, which may
     * have replaced some of it.
     */
    public LogEnd durable() {
        return durable;
    }

    /** Of the durable entries, or of the durable snapshot when no entry follows it. */
    public long durableLastIndex() {
        return durable.lastIndex();
    }

    public HardState durableHardState() {
        return durable.hardState();
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    /** True once {@link #flip} has done damage, until that part of the log is gone: {@link #open} must not succeed. */
    public boolean isDamaged() {
        return !flipped.isEmpty();
    }

    // ---- faults

    /**
     * The power fails. What was synced stays; of the sectors written since, any subset reaches the disk, and one of them
     * perhaps in part.
     */
    public void crash(RandomGenerator random) {
        endLog("crashed");
        segments.values().forEach(segment -> segment.losePower(random));
    }

    /**
     * Flips one bit of a record that a later one, durable too, knows to be durable: damage that recovery can tell from a
     * torn tail (see {@link SegmentScan} for what it cannot).
     *
     * @return false, and nothing happened, if there is no such record
     */
    public boolean flip(RandomGenerator random) {
        List<Place> places = provenPlaces();
        if (places.isEmpty()) {
            return false;
        }
        Place place = places.get(random.nextInt(places.size()));
        segments.get(place.segment()).flip(random.nextInt(place.from(), place.to()), random.nextInt(Byte.SIZE));
        flipped.add(place.segment());
        return true;
    }

    private record Place(long segment, long seq, int from, int to) {}

    private List<Place> provenPlaces() {
        List<Place> places = new ArrayList<>();
        long proven = 0;
        for (long segment : segments.keySet()) {
            for (SegmentScan.Located located : SegmentScan.scan(segments.get(segment).syncedBytes(), 0).records()) {
                int end = located.offset() + SegmentScan.HEADER_BYTES + RecordCodec.bytes(located.record());
                places.add(new Place(segment, located.seq(), located.offset(), end));
                proven = Math.max(proven, located.synced());
            }
        }
        long known = proven;
        places.removeIf(place -> place.seq() > known);
        return places;
    }

    /** The disk is replaced by an empty one of the same size. */
    public void wipe() {
        endLog("lost its disk");
        segments.clear();
        newest = new MemorySegment(0);
        flipped.clear();
        failing = false;
        sizeBytes = 0;
        durable = LogEnd.EMPTY;
    }

    /** While true, batches find no space. Outlives the log. Any thread. */
    public void full(boolean value) {
        full = value;
    }

    /** What {@link Wal#hasReserve} answers while there is space. Any thread. */
    public void reserve(boolean value) {
        reserve = value;
    }

    /** How much the log may take, at least four segments and 4 KiB: a disk that really fills, and has space again after a release. */
    public void capacityBytes(long bytes) {
        if (bytes < 4L * segmentBytes + MARK_BYTES) {
            throw new IllegalArgumentException("a disk of " + bytes + " bytes; at least " + (4L * segmentBytes + MARK_BYTES));
        }
        capacityBytes = bytes;
    }

    /** The next sync that has something to do fails, and with it the log. */
    public void failNextSync() {
        failing = true;
    }

    // ---- for the log on it

    boolean hasReserve() {
        return reserve && !full && sizeBytes + 2L * segmentBytes + MARK_BYTES <= capacityBytes;
    }

    void checkRoomForBatch(long bytes) throws NoSpaceException {
        if (full) {
            throw new NoSpaceException("the disk in memory is full");
        }
        long heads = (bytes / segmentBytes + 1) * HEAD_BYTES;
        checkCapacity(bytes + heads + MARK_BYTES);
    }

    /** A mark makes room: it gets through, unless even what is kept for marks is used up. */
    void checkRoomForMark(long bytes) throws NoSpaceException {
        checkCapacity(bytes);
    }

    private void checkCapacity(long bytes) throws NoSpaceException {
        if (sizeBytes + bytes > capacityBytes) {
            throw new NoSpaceException("the disk in memory is full: no room for " + bytes + " bytes beside " + sizeBytes + " of " + capacityBytes);
        }
    }

    boolean hasRoomInSegment(int recordBytes) {
        return newest.hasRoomFor(recordBytes);
    }

    /** The segment before is synced. */
    void beginSegment(long number, int headBytes, int recordBytes) {
        newest = new MemorySegment(Math.max(segmentBytes, MemorySegment.cost(headBytes) + MemorySegment.cost(recordBytes)));
        segments.put(number, newest);
    }

    void write(RecordCodec.Sequenced record) {
        sizeBytes -= newest.usedBytes();
        newest.write(record);
        sizeBytes += newest.usedBytes();
    }

    /** @param end what the log comes to with all that is written */
    void sync(LogEnd end) throws WalFailedException {
        if (failing) {
            failing = false;
            throw new WalFailedException("the disk in memory failed");
        }
        newest.sync();
        durable = end;
    }

    void delete(long segment) {
        sizeBytes -= segments.remove(segment).usedBytes();
        newest = segments.isEmpty() ? new MemorySegment(0) : segments.lastEntry().getValue();
        flipped.remove(segment);
    }

    private final class Stored implements StoredSegments {
        @Override
        public SortedSet<Long> numbers() {
            return segments.navigableKeySet();
        }

        @Override
        public String name(long segment) {
            return "segment " + segment + " on the disk in memory";
        }

        @Override
        public byte[] bytes(long segment) {
            return segments.get(segment).bytes();
        }
    }
}
