package io.minos.node.wal.chronicle;

import io.minos.node.wal.SegmentScan;
import io.minos.node.wal.StoredSegments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** The segments in a directory, read as files, without Chronicle and without a mapping. */
public record SegmentDirectory(SortedMap<Long, Path> files) implements StoredSegments {
    /** Those that are there now. */
    public static SegmentDirectory of(Path dir) throws IOException {
        return new SegmentDirectory(SegmentFiles.segments(dir));
    }

    /** @param expectedSeq as {@link SegmentScan#scan} */
    public static SegmentScan.Contents scan(Path file, long expectedSeq) throws IOException {
        return SegmentScan.scan(bytes(file), expectedSeq);
    }

    @Override
    public SortedSet<Long> numbers() {
        return new TreeSet<>(files.keySet());
    }

    @Override
    public String name(long segment) {
        return files.get(segment).toString();
    }

    @Override
    public byte[] bytes(long segment) throws IOException {
        return bytes(files.get(segment));
    }

    private static byte[] bytes(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = Math.min(channel.size(), 2 * SegmentSize.BLOCK_BYTES_MAX);
            ByteBuffer into = ByteBuffer.allocate((int) size);
            while (into.hasRemaining() && channel.read(into) >= 0) {
                // reads on; a file that shrinks meanwhile ends in zeros
            }
            return into.array();
        }
    }
}
