package io.minos.node.bolt;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Contents of whole files, written and read. */
final class Contents {
    private Contents() {}

    static TreeMap<byte[], byte[]> entries() {
        return new TreeMap<>(Arrays::compareUnsigned);
    }

    static BoltImage.Bucket bucket(String name, TreeMap<byte[], byte[]> entries) {
        return new BoltImage.Bucket(name, sink -> {
            for (Map.Entry<byte[], byte[]> entry : entries.entrySet()) {
                sink.accept(entry.getKey(), Entries.Value.of(entry.getValue()));
            }
        });
    }

    static byte[] bytes(BoltImage.Bucket... buckets) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BoltImage.of(List.of(buckets)).writeTo(out);
            return out.toByteArray();
        } catch (IOException neverInMemory) {
            throw new UncheckedIOException(neverInMemory);
        }
    }

    static void write(Path file, BoltImage.Bucket... buckets) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            BoltImage.of(List.of(buckets)).writeTo(out);
        }
    }

    /** One line an entry: bucket, key and a hash of the value. */
    static List<String> lines(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        try (BoltFile read = BoltFile.open(file)) {
            for (BoltFile.Bucket bucket : read.buckets()) {
                bucket.forEach((key, value) -> lines.add(line(bucket.name(), copy(key), copy(value))));
            }
        }
        return lines;
    }

    static List<String> lines(String name, TreeMap<byte[], byte[]> entries) {
        List<String> lines = new ArrayList<>();
        entries.forEach((key, value) -> lines.add(line(name, key, value)));
        return lines;
    }

    private static String line(String bucket, byte[] key, byte[] value) {
        return bucket + " " + HexFormat.of().formatHex(key) + " " + value.length + ":" + Arrays.hashCode(value);
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }
}
