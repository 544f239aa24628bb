package io.minos.node.wal.chronicle;

import com.google.protobuf.ByteString;
import io.minos.node.raft.Durable;
import io.minos.node.raft.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a synced batch of 256-byte entries costs, in this log and in a plain file that grows, alternating in one run; and
 * what opening costs. Arguments: a directory on the disk in question, seconds a column (1), rounds (3).
 */
final class WalBench {
    private static final int[] BATCHES = {1, 16, 64, 256};
    private static final int DATA_BYTES = 256;

    private WalBench() {}

    public static void main(String[] args) throws IOException {
        Path dir = Files.createTempDirectory(Path.of(args[0]), "wal-bench");
        double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 1;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        try {
            opening(dir.resolve("opening"));
            System.out.printf("%-6s %14s %14s %14s%n", "batch", "wal entries/s", "file entries/s", "wal p50 µs");
            for (int batch : BATCHES) {
                column(dir, batch, seconds, rounds);
            }
        } finally {
            delete(dir);
        }
    }

    private static void opening(Path dir) throws IOException {
        long began = System.nanoTime();
        ChronicleWal wal = ChronicleWal.open(dir);
        long opened = System.nanoTime();
        wal.append(batch(1, 1));
        wal.sync();
        long synced = System.nanoTime();
        for (long index = 2; index < 100_000; index += 256) {
            wal.append(batch(index, 256));
        }
        wal.close();
        System.out.printf("fresh: open %.0f ms, first synced append %.0f ms later%n", (opened - began) / 1e6, (synced - opened) / 1e6);
        long again = System.nanoTime();
        try (ChronicleWal reopened = ChronicleWal.open(dir)) {
            System.out.printf("again with %d entries: open %.0f ms%n", reopened.recovered().log().size(), (System.nanoTime() - again) / 1e6);
        }
    }

    private static void column(Path dir, int batch, double seconds, int rounds) throws IOException {
        List<Long> nanos = new ArrayList<>();
        double wal = 0;
        double file = 0;
        for (int round = 0; round <= rounds; round++) {
            double walRate = walRate(dir.resolve("wal-" + batch + "-" + round), batch, seconds, nanos);
            double fileRate = fileRate(dir.resolve("file-" + batch + "-" + round), batch, seconds);
            if (round == 0) {
                nanos.clear(); // the first round warms up
            } else {
                wal += walRate / rounds;
                file += fileRate / rounds;
            }
        }
        Collections.sort(nanos);
        System.out.printf("%-6d %14.0f %14.0f %14.0f%n", batch, wal, file, nanos.get(nanos.size() / 2) / 1e3);
    }

    private static double walRate(Path dir, int batch, double seconds, List<Long> nanos) throws IOException {
        try (ChronicleWal wal = ChronicleWal.open(dir)) {
            wal.append(batch(1, 1));
            wal.sync();
            long index = 2;
            long began = System.nanoTime();
            while (System.nanoTime() - began < seconds * 1e9) {
                long start = System.nanoTime();
                wal.append(batch(index, batch));
                wal.sync();
                nanos.add(System.nanoTime() - start);
                index += batch;
            }
            return (index - 2) * 1e9 / (System.nanoTime() - began);
        } finally {
            delete(dir);
        }
    }

    private static double fileRate(Path file, int batch, double seconds) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(batch * DATA_BYTES);
            long entries = 0;
            long began = System.nanoTime();
            while (System.nanoTime() - began < seconds * 1e9) {
                bytes.clear();
                channel.write(bytes);
                channel.force(false);
                entries += batch;
            }
            return entries * 1e9 / (System.nanoTime() - began);
        } finally {
            Files.delete(file);
        }
    }

    private static Durable batch(long from, int count) {
        ByteString data = ByteString.copyFrom(new byte[DATA_BYTES]);
        List<Entry> entries = new ArrayList<>(count);
        for (long index = from; index < from + count; index++) {
            entries.add(new Entry(1, index, Entry.Kind.COMMAND, data));
        }
        return new Durable(Optional.empty(), entries, Optional.empty());
    }

    private static void delete(Path dir) throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
