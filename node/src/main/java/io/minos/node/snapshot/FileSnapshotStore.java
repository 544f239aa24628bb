package io.minos.node.snapshot;

import com.google.protobuf.ByteString;
import io.minos.node.raft.SnapshotMark;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Snapshots in a directory, one file each, {@code <index>-<term>.snapshot} in hexadecimal. A damaged file is never
 * returned and never deleted, unless a newer whole one is kept; {@link #damaged} tells of it.
 */
public final class FileSnapshotStore implements SnapshotStore {
    /** Not etcd's {@code .snap}: {@code etcdctl backup} renames what has that ending and is not of etcd's own form. */
    private static final String ENDING = ".snapshot";
    /** Of earlier versions: read, never written. */
    private static final String OLD_ENDING = ".snap";
    private static final String SAVING = ".saving";
    private static final String RECEIVING = ".receiving";
    private static final int BUFFER_BYTES = 256 << 10;

    private final Path dir;

    private FileSnapshotStore(Path dir) {
        this.dir = dir;
    }

    /** Opens, or makes, the directory, and removes what a crash left half written. One store a directory. */
    public static FileSnapshotStore open(Path dir) throws IOException {
        Files.createDirectories(dir);
        for (Path file : files(dir)) {
            String name = file.getFileName().toString();
            if (name.endsWith(SAVING) || name.endsWith(RECEIVING)) {
                Files.delete(file);
            }
        }
        return new FileSnapshotStore(dir);
    }

    /** Of a member that may be running: removes nothing, and is only to be read. */
    public static FileSnapshotStore reading(Path dir) {
        return new FileSnapshotStore(dir);
    }

    /** A file that is no whole snapshot. */
    public record Damaged(Path file, String what) {}

    @Override
    public synchronized void save(SnapshotMark mark, Body body) throws IOException {
        Path aside = dir.resolve(name(mark) + SAVING);
        try {
            write(aside, mark, body);
            install(aside, mark);
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(aside);
            throw e;
        }
    }

    private static void write(Path file, SnapshotMark mark, Body body) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.position(SnapshotHeader.bytes(mark));
            OutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
            BodyWriter counted = new BodyWriter(buffered);
            body.writeTo(counted);
            buffered.flush();
            ByteBuffer header = ByteBuffer.wrap(new SnapshotHeader(mark, counted.bytes(), counted.crc()).encode());
            while (header.hasRemaining()) {
                channel.write(header, header.position());
            }
            channel.force(true);
        }
    }

    /** The file is whole and durable; from here on it has its name, durably. */
    private void install(Path aside, SnapshotMark mark) throws IOException {
        Files.move(aside, file(mark), StandardCopyOption.ATOMIC_MOVE);
        syncDirectory();
    }

    private void syncDirectory() throws IOException {
        try (FileChannel directory = FileChannel.open(dir, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public List<SnapshotMark> list() throws IOException {
        List<SnapshotMark> marks = new ArrayList<>();
        for (Path file : snapshots()) {
            try {
                SnapshotMark mark = SnapshotFile.look(file).mark();
                if (isNamedFor(mark, file) && !marks.contains(mark)) {
                    marks.add(mark);
                }
            } catch (IOException damaged) {
                // told by damaged()
            }
        }
        return List.copyOf(marks);
    }

    /** The files that are no whole snapshots; reads every body. */
    public List<Damaged> damaged() throws IOException {
        List<Damaged> damaged = new ArrayList<>();
        for (Path file : snapshots()) {
            try {
                SnapshotMark mark = SnapshotFile.check(file).mark();
                if (!isNamedFor(mark, file)) {
                    damaged.add(new Damaged(file, "it holds the snapshot at " + mark.index() + " of term " + mark.term()));
                }
            } catch (IOException e) {
                damaged.add(new Damaged(file, String.valueOf(e.getMessage())));
            }
        }
        return List.copyOf(damaged);
    }

    @Override
    public InputStream open(SnapshotMark mark) throws IOException {
        Path file = existing(mark);
        InputStream in = Files.newInputStream(file);
        try {
            SnapshotFile checked = checkedAs(file, mark);
            in.skipNBytes(checked.fileBytes() - checked.bodyBytes());
            return in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static SnapshotFile checkedAs(Path file, SnapshotMark mark) throws IOException {
        try {
            SnapshotFile checked = SnapshotFile.check(file);
            if (!checked.mark().equals(mark)) {
                throw new IOException("it holds " + checked.mark() + " instead of " + mark);
            }
            return checked;
        } catch (IOException e) {
            throw new IOException("snapshot " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public ByteString read(SnapshotMark mark, long offset, int bytesMax) throws IOException {
        try (FileChannel channel = FileChannel.open(existing(mark), StandardOpenOption.READ)) {
            int length = (int) Math.min(bytesMax, Math.max(0, channel.size() - offset));
            ByteBuffer part = ByteBuffer.allocate(length);
            while (part.hasRemaining() && channel.read(part, offset + part.position()) >= 0) {
                // until the part is whole
            }
            return ByteString.copyFrom(part.flip());
        }
    }

    @Override
    public long fileBytes(SnapshotMark mark) throws IOException {
        return Files.size(existing(mark));
    }

    @Override
    public synchronized void receive(SnapshotMark mark, long offset, ByteString data, boolean last) throws IOException {
        Path aside = dir.resolve(name(mark) + RECEIVING);
        try {
            store(aside, offset, data, last);
            if (last) {
                checkedAs(aside, mark);
                install(aside, mark);
            }
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(aside);
            throw e;
        }
    }

    private static void store(Path file, long offset, ByteString data, boolean last) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (offset == 0) {
                channel.truncate(0);
            }
            if (channel.size() != offset) {
                throw new IOException("a part at " + offset + " of a snapshot of which " + channel.size() + " bytes are here");
            }
            channel.position(offset);
            for (ByteBuffer part : data.asReadOnlyByteBufferList()) {
                while (part.hasRemaining()) {
                    channel.write(part);
                }
            }
            if (last) {
                channel.force(true);
            }
        }
    }

    @Override
    public synchronized void prune(SnapshotMark durable, int keep) throws IOException {
        Path base = existing(durable);
        List<Path> kept = list().stream().map(this::existing).filter(file -> file.compareTo(base) < 0).limit(keep).toList();
        Path oldestKept = kept.isEmpty() ? base : kept.get(kept.size() - 1);
        for (Path file : snapshots()) {
            if (file.compareTo(oldestKept) < 0) {
                Files.delete(file);
            }
        }
        syncDirectory();
    }

    /** Newest first: the names sort by index. */
    private List<Path> snapshots() throws IOException {
        return files(dir).stream()
                .filter(file -> file.getFileName().toString().endsWith(ENDING) || file.getFileName().toString().endsWith(OLD_ENDING))
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private static List<Path> files(Path dir) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(dir)) {
            entries.forEach(files::add);
        }
        return files;
    }

    private Path file(SnapshotMark mark) {
        return dir.resolve(name(mark) + ENDING);
    }

    private Path existing(SnapshotMark mark) {
        Path file = file(mark);
        Path old = dir.resolve(name(mark) + OLD_ENDING);
        return !Files.exists(file) && Files.exists(old) ? old : file;
    }

    private static boolean isNamedFor(SnapshotMark mark, Path file) {
        String name = file.getFileName().toString();
        return name.equals(name(mark) + ENDING) || name.equals(name(mark) + OLD_ENDING);
    }

    private static String name(SnapshotMark mark) {
        return String.format("%016x-%016x", mark.index(), mark.term());
    }
}
