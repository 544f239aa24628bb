package io.minos.node.wal.chronicle;

import io.minos.node.wal.WalContents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Makes a directory ready for the next segment, after its contents were found to be sound. Needs no space: it must work
 * on a full disk. Each step may be interrupted by a crash and is done again then.
 */
final class Repair {
    private static final int PAGE_BYTES = 4096;
    private final Directory directory;
    private final SegmentSize size;

    Repair(Directory directory, SegmentSize size) {
        this.directory = directory;
        this.size = size;
    }

    void carryOut(WalContents contents) throws IOException {
        for (Path unfinished : SegmentFiles.list(directory.path(), SegmentFiles.UNFINISHED).values()) {
            Files.delete(unfinished);
        }
        SortedMap<Long, Path> files = SegmentFiles.segments(directory.path());
        for (long segment : contents.recycled().keySet()) {
            recycle(segment, files.get(segment));
        }
        if (!contents.segments().isEmpty()) {
            long newest = contents.lastSegment();
            cut(files.get(newest), contents.segments().get(newest).end());
        }
        deleteCovered(contents, files);
        sealAll();
        renumberPrecreated(contents.lastSegment() + 1);
        directory.sync();
    }

    private void recycle(long segment, Path file) throws IOException {
        if (Files.size(file) != size.fileBytes()) {
            Files.delete(file);
            return;
        }
        try (FileChannel channel = open(file)) {
            zero(channel, 0);
            directory.sync(channel, file);
        }
        Files.move(file, SegmentFiles.precreated(directory.path(), segment), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Nothing after the last record may come to life again. The blocks that are not needed go back to the file system.
     * What was read here counts as durable from now on, though the process may have died before its sync: so it is
     * forced in any case.
     */
    private void cut(Path newest, int end) throws IOException {
        try (FileChannel file = open(newest)) {
            long keep = (end + PAGE_BYTES - 1L) / PAGE_BYTES * PAGE_BYTES;
            if (file.size() > keep) {
                file.truncate(keep);
            }
            zero(file, end);
            directory.sync(file, newest);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Writes zeros where there is something else, and nowhere else. */
    private static void zero(FileChannel file, long from) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(PAGE_BYTES);
        ByteBuffer zeros = ByteBuffer.allocate(PAGE_BYTES);
        for (long at = from; at < file.size(); at += page.limit()) {
            page.clear();
            int read = file.read(page, at);
            if (read <= 0) {
                return;
            }
            page.flip();
            zeros.clear().limit(read);
            if (page.mismatch(zeros) >= 0) {
                writeFully(file, zeros, at);
            }
        }
    }

    private static void writeFully(FileChannel file, ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += file.write(bytes, position);
        }
    }

    /** A crash may have come between a snapshot's mark and the deletion. The newest segment, whose head sums up the rest, stays. */
    private void deleteCovered(WalContents contents, SortedMap<Long, Path> files) throws IOException {
        List<Long> covered = contents.covered().upTo(contents.fold().end().snapshotIndex());
        for (long segment : covered) {
            Files.delete(files.get(segment));
            contents.covered().remove(segment);
        }
    }

    private void sealAll() throws IOException {
        for (Map.Entry<Long, Path> segment : SegmentFiles.list(directory.path(), SegmentFiles.ACTIVE).entrySet()) {
            Files.move(segment.getValue(), SegmentFiles.sealed(directory.path(), segment.getKey()), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Those of the right size become the next ones; others go. */
    private void renumberPrecreated(long next) throws IOException {
        long number = next;
        for (Map.Entry<Long, Path> spare : SegmentFiles.list(directory.path(), SegmentFiles.PRECREATED).entrySet()) {
            boolean fits = Files.size(spare.getValue()) == size.fileBytes() && spare.getKey() >= number && number < next + 2;
            if (!fits) {
                Files.delete(spare.getValue());
            } else {
                Files.move(spare.getValue(), SegmentFiles.precreated(directory.path(), number), StandardCopyOption.ATOMIC_MOVE);
                number++;
            }
        }
    }
}
