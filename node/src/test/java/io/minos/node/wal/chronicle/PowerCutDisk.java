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

    /** The directory as it may look after the power failed now. */
    synchronized void cut(Path from, Path to, Random random) throws IOException {
        Map<String, Object> now = list(from);
        Map<Object, byte[]> contents = contents(from, now);
        Map<String, Object> chosen = random.nextBoolean() ? now : names;
        long seed = random.nextLong();
        Files.createDirectories(to);
        for (Map.Entry<String, Object> file : chosen.entrySet()) {
            byte[] synced = images.getOrDefault(file.getValue(), new byte[0]);
            byte[] current = contents.getOrDefault(file.getValue(), synced);
            Files.write(to.resolve(file.getKey()), mixed(synced, current, new Random(seed ^ file.getKey().hashCode())));
        }
    }

    /** The same disk under another path, so that a log may die on the old one: files as they are, durable as far as they were. */
    synchronized PowerCutDisk moved(Path from, Path to) throws IOException {
        Map<String, Object> now = list(from);
        Map<Object, byte[]> contents = contents(from, now);
        PowerCutDisk moved = new PowerCutDisk();
        Files.createDirectories(to);
        for (Map.Entry<String, Object> file : now.entrySet()) {
            if (contents.containsKey(file.getValue())) {
                Path copy = Files.write(to.resolve(file.getKey()), contents.get(file.getValue()));
                moved.images.put(inode(copy), images.getOrDefault(file.getValue(), new byte[0]));
                moved.names.put(file.getKey(), inode(copy));
            }
        }
        return moved;
    }

    /** By inode. The log's other thread may rename a segment it has just made: then that one is not there yet. */
    private static Map<Object, byte[]> contents(Path dir, Map<String, Object> names) throws IOException {
        Map<Object, byte[]> contents = new HashMap<>();
        for (Map.Entry<String, Object> file : names.entrySet()) {
            try {
                contents.put(file.getValue(), Files.readAllBytes(dir.resolve(file.getKey())));
            } catch (NoSuchFileException renamed) {
                // a segment in the making
            }
        }
        return contents;
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
                try {
                    names.put(file.getFileName().toString(), inode(file));
                } catch (NoSuchFileException renamed) {
                    // a segment in the making
                }
            }
        }
        return names;
    }

    private static Object inode(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }
}
