package io.minos.node.wal.chronicle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Remembers of a directory what was made durable. {@link #cut} builds the directory as it may look after a power cut:
 * files and names as last synced, plus a random part of the sectors of 512 bytes, the lengths and the names changed
 * since. Nothing else is taken for durable: a log that forgets to sync loses data here.
 */
final class PowerCutDisk implements Durability {
    private static final int SECTOR_BYTES = 512;

    /** By inode: what a file held when it was last forced. */
    private final Map<Object, byte[]> images = new HashMap<>();
    /** By name: the inode, when the directory was last forced. */
    private Map<String, Object> names = new TreeMap<>();

    private PowerCutDisk() {}

    /** All that is in the directory now is durable. */
    static PowerCutDisk of(Path dir) throws IOException {
        PowerCutDisk disk = new PowerCutDisk();
        disk.names = list(dir);
        for (Map.Entry<String, Object> file : disk.names.entrySet()) {
            disk.images.put(file.getValue(), Files.readAllBytes(dir.resolve(file.getKey())));
        }
        return disk;
    }

    @Override
    public synchronized void force(FileChannel file, Path path) throws IOException {
        images.put(inode(path), Files.readAllBytes(path));
    }

    @Override
    public synchronized void forceEntries(FileChannel directory, Path path) throws IOException {
        names = list(path);
    }

    /** Another thread may create and rename files meanwhile; then it is tried again. */
    synchronized void cut(Path from, Path to, Random random) throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                Map<String, Object> now = list(from);
                Map<Object, byte[]> contents = new HashMap<>();
                for (Map.Entry<String, Object> file : now.entrySet()) {
                    contents.put(file.getValue(), Files.readAllBytes(from.resolve(file.getKey())));
                }
                if (now.equals(list(from))) {
                    build(random.nextBoolean() ? now : names, contents, to, random);
                    return;
                }
            } catch (NoSuchFileException renamedMeanwhile) {
                // again
            }
        }
        throw new IOException("the directory never holds still: " + from);
    }

    /** The same disk under another path, so that a log may die on the old one: files as they are, durable as far as they were. */
    synchronized PowerCutDisk moved(Path from, Path to) throws IOException {
        PowerCutDisk moved = new PowerCutDisk();
        Files.createDirectories(to);
        for (Map.Entry<String, Object> file : list(from).entrySet()) {
            Path copy = to.resolve(file.getKey());
            Files.copy(from.resolve(file.getKey()), copy);
            moved.images.put(inode(copy), images.getOrDefault(file.getValue(), new byte[0]));
            moved.names.put(file.getKey(), inode(copy));
        }
        return moved;
    }

    private void build(Map<String, Object> chosen, Map<Object, byte[]> contents, Path to, Random random) throws IOException {
        Files.createDirectories(to);
        for (Map.Entry<String, Object> file : chosen.entrySet()) {
            byte[] synced = images.getOrDefault(file.getValue(), new byte[0]);
            byte[] now = contents.getOrDefault(file.getValue(), synced);
            Files.write(to.resolve(file.getKey()), mixed(synced, now, random));
        }
    }

    private static byte[] mixed(byte[] synced, byte[] now, Random random) {
        byte[] mixed = Arrays.copyOf(synced, random.nextBoolean() ? synced.length : now.length);
        double share = random.nextInt(3) / 2.0;
        for (int at = 0; at < Math.min(mixed.length, now.length); at += SECTOR_BYTES) {
            int length = Math.min(SECTOR_BYTES, Math.min(mixed.length, now.length) - at);
            if (random.nextDouble() < share) {
                System.arraycopy(now, at, mixed, at, length);
            }
        }
        return mixed;
    }

    private static Map<String, Object> list(Path dir) throws IOException {
        Map<String, Object> names = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dir)) {
            for (Path file : files) {
                names.put(file.getFileName().toString(), inode(file));
            }
        }
        return names;
    }

    private static Object inode(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }
}
