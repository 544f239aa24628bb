package io.minos.nemesis.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Fills a disk with one file, and keeps it full while the disk's user frees and rotates files of its own. From any thread.
 */
public final class Ballast {
    private static final int PIECE_BYTES = 64 * 1024;
    /** What a file system gives out at once; the last pieces are of this size. */
    private static final int BLOCK_BYTES = 4096;
    private static final long TOP_UP_MILLIS = 50;

    private final Path disk;
    private final Path file;
    private final long leaveBytes;
    private final Thread keeper;
    private volatile boolean released;

    private Ballast(Path disk, long leaveBytes) {
        this.disk = disk;
        this.leaveBytes = leaveBytes;
        file = disk.resolve("ballast");
        keeper = new Thread(this::keepFull, "ballast");
        keeper.setDaemon(true);
    }

    /**
     * Fills the disk but for so many bytes and goes on to do so until {@link #release}.
     *
     * @throws IOException the ballast cannot be written, for another reason than a full disk; it is gone again
     */
    public static Ballast load(Path disk, long leaveBytes) throws IOException {
        if (leaveBytes < 0) {
            throw new IllegalArgumentException("bytes to leave cannot be negative: " + leaveBytes);
        }
        Ballast ballast = new Ballast(disk, leaveBytes);
        try {
            ballast.topUp();
        } catch (IOException e) {
            Files.deleteIfExists(ballast.file);
            throw e;
        }
        ballast.keeper.start();
        return ballast;
    }

    private synchronized void topUp() throws IOException {
        if (released) {
            return;
        }
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int piece = PIECE_BYTES; piece >= BLOCK_BYTES; piece /= 2) {
                write(out, piece);
            }
        } catch (IOException e) {
            if (!noSpace(e)) {
                throw e;
            }
        }
    }

    private void write(FileChannel out, int piece) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(piece);
        try {
            while (disk.toFile().getUsableSpace() - leaveBytes >= (leaveBytes == 0 ? 1 : piece)) {
                out.write(zeros.clear());
            }
        } catch (IOException e) {
            // Smaller pieces may still fit.
            if (!noSpace(e)) {
                throw e;
            }
        }
    }

    private void keepFull() {
        while (!released) {
            try {
                topUp();
                TimeUnit.MILLISECONDS.sleep(TOP_UP_MILLIS);
            } catch (InterruptedException e) {
                return;
            } catch (IOException e) {
                // The disk is gone, or ballast and disk were removed by hand; usableBytes() will tell.
                return;
            }
        }
    }

    /** Size of the ballast. */
    public long bytes() throws IOException {
        return Files.size(file);
    }

    /** What a user of the disk could still write. */
    public long usableBytes() {
        return disk.toFile().getUsableSpace();
    }

    /**
     * Tries to write a block to the disk, as its user would.
     *
     * @return the refusal's text; empty when the block could be written (it is deleted again)
     */
    public Optional<String> refusal() throws IOException {
        Path probe = disk.resolve("ballast-probe");
        try {
            Files.write(probe, new byte[BLOCK_BYTES]);
            return Optional.empty();
        } catch (IOException e) {
            if (noSpace(e)) {
                return Optional.of(e.getMessage());
            }
            throw e;
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /** Frees the disk. May be called again. */
    public void release() throws IOException {
        released = true;
        keeper.interrupt();
        synchronized (this) {
            Files.deleteIfExists(file);
        }
        try {
            keeper.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean noSpace(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }
}
