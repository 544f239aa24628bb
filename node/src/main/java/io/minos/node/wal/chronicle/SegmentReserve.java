package io.minos.node.wal.chronicle;

import io.minos.node.wal.NoSpaceException;
import io.minos.node.wal.WalFailedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Allocates segments before they are needed, on a thread of its own: a full disk is an ordinary IOException here, and
 * can be one nowhere else. A segment is filled with zeros aside, synced, renamed, and the directory synced.
 *
 * <p>Race: the log may roll while the next segment is still being written; {@link #await} waits for it. The reserve is
 * judged only between two allocations, never in the middle of one, when the file system has a part of it already.
 */
final class SegmentReserve implements Closeable {
    private static final long LOOK_MILLIS = 500;
    private static final long STOP_MILLIS = 10_000;
    private static final long WAIT_NANOS_MAX = 60_000_000_000L;
    /** Larger writes of zeros make small appends slower afterwards: the file system then lays out larger pieces. */
    private static final int ZEROS_BYTES = 4096;

    private final Directory directory;
    private final SegmentSize size;
    private final FileStore store;
    private final Thread thread = new Thread(this::run, "minos-wal-reserve");

    // guarded by this
    private final TreeSet<Long> ready = new TreeSet<>();
    private long next;
    private long wanted;
    private long asked;
    private long answered;
    private Optional<IOException> failure = Optional.empty();

    private volatile boolean hasRoom;
    private volatile boolean closed;

    /** @param next the segment to be started next */
    SegmentReserve(Directory directory, SegmentSize size, long next) throws IOException {
        this.directory = directory;
        this.size = size;
        this.store = Files.getFileStore(directory.path());
        this.next = next;
        this.wanted = next;
        this.ready.addAll(SegmentFiles.list(directory.path(), SegmentFiles.PRECREATED).keySet());
        look();
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Returns once these segments are allocated.
     *
     * @throws NoSpaceException if they are not, for want of space; those that are stay
     */
    synchronized void await(long from, int count) throws NoSpaceException, WalFailedException {
        wanted = Math.max(wanted, from + count - 1);
        long mine = ++asked;
        long deadline = System.nanoTime() + WAIT_NANOS_MAX;
        notifyAll();
        while (!areReady(from, count)) {
            if (failure.isPresent() && answered >= mine) {
                throw refusal(failure.get());
            }
            if (closed || System.nanoTime() - deadline > 0) {
                throw new WalFailedException(closed ? "the WAL is closed" : "no segment within " + WAIT_NANOS_MAX / 1_000_000_000 + " s");
            }
            try {
                wait(LOOK_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new WalFailedException("interrupted while waiting for a segment", interrupted);
            }
        }
    }

    private boolean areReady(long from, int count) {
        for (long segment = from; segment < from + count; segment++) {
            if (!ready.contains(segment)) {
                return false;
            }
        }
        return true;
    }

    private NoSpaceException refusal(IOException cause) throws WalFailedException {
        if (cause instanceof NoSpaceException noSpace) {
            return new NoSpaceException(noSpace.getMessage(), noSpace);
        }
        throw new WalFailedException("cannot allocate a WAL segment in " + directory.path() + ": " + cause, cause);
    }

    /** The segment was started: Chronicle has renamed it. The one after it is wanted now. */
    synchronized void started(long segment) {
        ready.remove(segment);
        next = segment + 1;
        wanted = Math.max(wanted, next);
        notifyAll();
    }

    /** Whether there is room for the segment after the next, as of at most half a second ago. Any thread. */
    boolean hasRoom() {
        return hasRoom;
    }

    private void run() {
        try {
            while (!closed) {
                Optional<Long> missing = firstMissing();
                if (missing.isPresent()) {
                    allocateNow(missing.get());
                }
                lookQuietly();
                pause();
            }
        } finally {
            // also when something unforeseen ends this thread: nobody may wait for it then
            closed = true;
            hasRoom = false;
            wakeAll();
        }
    }

    private synchronized void wakeAll() {
        notifyAll();
    }

    private synchronized Optional<Long> firstMissing() {
        for (long segment = next; segment <= wanted; segment++) {
            if (!ready.contains(segment)) {
                return Optional.of(segment);
            }
        }
        return Optional.empty();
    }

    private void allocateNow(long segment) {
        long serving = asked();
        Optional<IOException> outcome = Optional.empty();
        try {
            allocate(segment);
        } catch (IOException e) {
            outcome = Optional.of(e);
        }
        answer(segment, serving, outcome);
    }

    private synchronized long asked() {
        return asked;
    }

    private synchronized void answer(long segment, long serving, Optional<IOException> outcome) {
        failure = outcome;
        answered = serving;
        if (outcome.isEmpty()) {
            ready.add(segment);
        }
        notifyAll();
    }

    /** Until there is something to do, or it is time to look at the file system again. */
    private synchronized void pause() {
        boolean busy = firstMissing().isPresent() && (failure.isEmpty() || asked > answered);
        if (busy || closed) {
            return;
        }
        try {
            wait(LOOK_MILLIS);
        } catch (InterruptedException nobodyInterruptsUs) {
            closed = true;
        }
    }

    private void allocate(long segment) throws IOException {
        if (store.getUsableSpace() < size.fileBytes()) {
            throw new NoSpaceException("no space for a WAL segment of " + size.fileBytes() + " bytes in " + directory.path());
        }
        Path unfinished = SegmentFiles.unfinished(directory.path(), segment);
        try {
            fill(unfinished);
            Files.move(unfinished, SegmentFiles.precreated(directory.path(), segment), StandardCopyOption.ATOMIC_MOVE);
            directory.sync();
        } catch (IOException e) {
            Files.deleteIfExists(unfinished);
            throw NoSpace.of(e, "no space for a WAL segment in " + directory.path());
        }
    }

    private void fill(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
            for (long at = 0; at < size.fileBytes(); ) {
                if (closed) {
                    throw new IOException("closing");
                }
                zeros.clear();
                at += channel.write(zeros, at);
            }
            directory.sync(channel, file);
        }
    }

    private void lookQuietly() {
        try {
            look();
        } catch (IOException unreadable) {
            hasRoom = false;
        }
    }

    private void look() throws IOException {
        long usable = store.getUsableSpace();
        synchronized (this) {
            int missing = ready.contains(next) ? 0 : 1;
            hasRoom = usable >= size.fileBytes() * (missing + 1);
        }
    }

    @Override
    public void close() {
        closed = true;
        wakeAll();
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
