package io.minos.node.snapshot;

import com.google.protobuf.ByteString;
import io.minos.node.raft.SnapshotMark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/** Snapshots on a disk that exists in memory; files have the same bytes as those of {@link FileSnapshotStore}. */
public final class MemorySnapshotStore implements SnapshotStore {
    private static final Comparator<SnapshotMark> NEWEST_FIRST =
            Comparator.comparingLong(SnapshotMark::index).thenComparingLong(SnapshotMark::term).reversed();

    private final TreeMap<SnapshotMark, ByteString> files = new TreeMap<>(NEWEST_FIRST);
    private final TreeMap<SnapshotMark, ByteString> receiving = new TreeMap<>(NEWEST_FIRST);
    private boolean full;
    private long crashes;

    /** While true, nothing can be saved or received. */
    public synchronized void full(boolean value) {
        full = value;
    }

    /**
     * The process ends, with or without the machine: what was not wholly received is gone, the rest was durable. Of a
     * {@link #save} that is under way nothing remains: it fails.
     */
    public synchronized void crash() {
        receiving.clear();
        crashes++;
    }

    /** The disk is replaced by an empty one. */
    public synchronized void wipe() {
        crash();
        files.clear();
    }

    /**
     * Flips one bit of one file.
     *
     * @return of which snapshot; empty, and nothing happened, if there is none
     */
    public synchronized Optional<SnapshotMark> flip(RandomGenerator random) {
        if (files.isEmpty()) {
            return Optional.empty();
        }
        SnapshotMark mark = List.copyOf(files.keySet()).get(random.nextInt(files.size()));
        byte[] bytes = files.get(mark).toByteArray();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        files.put(mark, ByteString.copyFrom(bytes));
        return Optional.of(mark);
    }

    /** Flips one bit of a file, to see it found. */
    public synchronized void damage(SnapshotMark mark, int offset) throws IOException {
        byte[] bytes = file(mark).toByteArray();
        bytes[offset] ^= 1;
        files.put(mark, ByteString.copyFrom(bytes));
    }

    @Override
    public synchronized void save(SnapshotMark mark, Body body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BodyWriter counted = new BodyWriter(bytes);
        long before = crashes;
        body.writeTo(counted);
        if (crashes != before) {
            throw new IOException("the machine of the disk in memory crashed meanwhile");
        }
        checkSpace();
        byte[] header = new SnapshotHeader(mark, counted.bytes(), counted.crc()).encode();
        files.put(mark, ByteString.copyFrom(header).concat(ByteString.copyFrom(bytes.toByteArray())));
    }

    @Override
    public synchronized List<SnapshotMark> list() {
        List<SnapshotMark> marks = new ArrayList<>();
        for (Map.Entry<SnapshotMark, ByteString> file : files.entrySet()) {
            if (header(file.getValue()).map(SnapshotHeader::mark).equals(Optional.of(file.getKey()))) {
                marks.add(file.getKey());
            }
        }
        return List.copyOf(marks);
    }

    @Override
    public synchronized InputStream open(SnapshotMark mark) throws IOException {
        return checkedBody(mark, file(mark)).newInput();
    }

    private static ByteString checkedBody(SnapshotMark mark, ByteString file) throws IOException {
        SnapshotHeader header = header(file).orElseThrow(() -> new IOException("snapshot " + mark + ": the header is damaged"));
        ByteString body = file.substring(header.bytes());
        CRC32C crc = new CRC32C();
        body.asReadOnlyByteBufferList().forEach(crc::update);
        if (!header.mark().equals(mark) || (int) crc.getValue() != header.bodyCrc()) {
            throw new IOException("snapshot " + mark + ": the body is damaged: checksum mismatch");
        }
        return body;
    }

    private static Optional<SnapshotHeader> header(ByteString file) {
        try {
            byte[] prefix = file.substring(0, Math.min(file.size(), SnapshotHeader.PREFIX_BYTES)).toByteArray();
            int bytes = SnapshotHeader.bytesOf(prefix);
            if (bytes > file.size()) {
                return Optional.empty();
            }
            SnapshotHeader header = SnapshotHeader.decode(file.substring(0, bytes).toByteArray());
            return header.fileBytes() == file.size() ? Optional.of(header) : Optional.empty();
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    @Override
    public synchronized ByteString read(SnapshotMark mark, long offset, int bytesMax) throws IOException {
        ByteString file = file(mark);
        int from = (int) Math.min(offset, file.size());
        return file.substring(from, (int) Math.min(file.size(), (long) from + bytesMax));
    }

    @Override
    public synchronized long fileBytes(SnapshotMark mark) throws IOException {
        return file(mark).size();
    }

    @Override
    public synchronized void receive(SnapshotMark mark, long offset, ByteString data, boolean last) throws IOException {
        ByteString before = offset == 0 ? ByteString.EMPTY : Optional.ofNullable(receiving.get(mark)).orElse(ByteString.EMPTY);
        receiving.remove(mark);
        checkSpace();
        if (before.size() != offset) {
            throw new IOException("a part at " + offset + " of a snapshot of which " + before.size() + " bytes are here");
        }
        ByteString file = before.concat(data);
        if (last) {
            checkedBody(mark, file);
            files.put(mark, file);
        } else {
            receiving.put(mark, file);
        }
    }

    @Override
    public synchronized void prune(SnapshotMark durable, int keep) {
        List<SnapshotMark> kept = list().stream().filter(mark -> NEWEST_FIRST.compare(mark, durable) > 0).limit(keep).toList();
        SnapshotMark oldestKept = kept.isEmpty() ? durable : kept.get(kept.size() - 1);
        files.tailMap(oldestKept, false).clear();
    }

    private void checkSpace() throws IOException {
        if (full) {
            throw new IOException("the disk in memory is full");
        }
    }

    private ByteString file(SnapshotMark mark) throws IOException {
        return Optional.ofNullable(files.get(mark)).orElseThrow(() -> new IOException("no snapshot " + mark));
    }
}
