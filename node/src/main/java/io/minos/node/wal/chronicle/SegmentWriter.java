package io.minos.node.wal.chronicle;

import io.minos.node.wal.RecordCodec;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/** Chronicle Queue, reduced to writing records into segments that are allocated. One thread at a time. */
final class SegmentWriter implements Closeable {
    private static final int METADATA_BYTES = 128 << 10;
    private static final int PAGE_BYTES = 4096;
    /** How long Chronicle waits for its own locks; nobody else holds them. */
    private static final long LOCK_MILLIS = 1000;

    private final Directory directory;
    private final SegmentSize size;
    private final SegmentCycle.Clock clock;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final Bytes<ByteBuffer> record = Bytes.elasticByteBuffer(PAGE_BYTES);
    private Path segmentPath;
    private Optional<FileChannel> segmentFile = Optional.empty();

    private SegmentWriter(Directory directory, SegmentSize size, SegmentCycle.Clock clock, SingleChronicleQueue queue) {
        this.directory = directory;
        this.segmentPath = directory.path();
        this.size = size;
        this.clock = clock;
        this.queue = queue;
        this.appender = queue.createAppender();
        // made on the thread that opens the log, used by the thread that owns it: one at a time
        this.appender.singleThreadedCheckDisabled(true);
        this.record.singleThreadedCheckDisabled(true);
    }

    /** @param segment the first to be started; it is allocated */
    static SegmentWriter open(Directory directory, SegmentSize size, long segment) throws IOException {
        clearMetadata(directory);
        SegmentCycle.Clock clock = new SegmentCycle.Clock(segment);
        SingleChronicleQueue queue = SingleChronicleQueueBuilder.binary(directory.path().toFile())
                .rollCycle(SegmentCycle.INSTANCE)
                .timeProvider(clock)
                .blockSize(size.blockBytes())
                .syncMode(SyncMode.NONE)
                .timeoutMS(LOCK_MILLIS)
                .build();
        try {
            return new SegmentWriter(directory, size, clock, queue);
        } catch (RuntimeException | Error e) {
            queue.close();
            throw e;
        }
    }

    /**
     * Chronicle maps this file, with a write lock in it that a dead process may have left locked, and a listing of the
     * directory. Nothing in it is needed. It is allocated and written over in place: a full disk shows here, if at all.
     */
    private static void clearMetadata(Directory directory) throws IOException {
        Path file = directory.path().resolve(SegmentFiles.METADATA);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(PAGE_BYTES);
            for (long at = 0; at < METADATA_BYTES; ) {
                zeros.clear();
                at += channel.write(zeros, at);
            }
            directory.sync(channel, file);
        } catch (IOException e) {
            throw NoSpace.of(e, "no space for " + file);
        }
    }

    /** Begins the segment with its head, which is durable at return. What was written before must be. */
    void start(long segment, RecordCodec.Sequenced head) throws IOException {
        clock.segment(segment);
        write(head);
        File file = appender.currentFile();
        Path expected = SegmentFiles.active(directory.path(), segment);
        if (!file.toPath().equals(expected) || file.length() != size.fileBytes()) {
            throw new IOException("Chronicle wrote to " + file + " of " + file.length() + " bytes instead of the allocated " + expected);
        }
        closeSegmentFile();
        FileChannel channel = FileChannel.open(expected, StandardOpenOption.READ, StandardOpenOption.WRITE);
        segmentFile = Optional.of(channel);
        segmentPath = expected;
        directory.sync(channel, expected);
        directory.sync();
    }

    void write(RecordCodec.Sequenced sequenced) {
        int bytes = RecordCodec.bytes(sequenced.record());
        record.clear();
        record.ensureCapacity(bytes);
        ByteBuffer buffer = record.underlyingObject();
        buffer.clear();
        RecordCodec.write(sequenced, buffer);
        record.writePosition(bytes);
        appender.writeBytes(record);
    }

    /** Where in the segment the last record ends. */
    long position() {
        return appender.wire().bytes().writePosition();
    }

    /** All of the segment is durable at return: fdatasync writes back every dirty page of the file, mapped ones too. */
    void force() throws IOException {
        if (segmentFile.isPresent()) {
            directory.sync(segmentFile.get(), segmentPath);
        }
    }

    /** Files were deleted. */
    void refresh() {
        queue.refreshDirectoryListing();
    }

    private void closeSegmentFile() throws IOException {
        if (segmentFile.isPresent()) {
            segmentFile.get().close();
            segmentFile = Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            appender.close();
            queue.close();
            record.releaseLast();
        } finally {
            closeSegmentFile();
        }
    }
}
