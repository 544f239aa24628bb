package io.minos.node.wal.chronicle;

import static io.minos.node.wal.Batches.batch;
import static io.minos.node.wal.Batches.entries;
import static io.minos.node.wal.Batches.entry;
import static io.minos.node.wal.Batches.mark;
import static org.assertj.core.api.Assertions.assertThat;

import io.minos.node.raft.Entry;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.wal.Recovered;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL in the middle of appending, rolling and releasing: nothing acknowledged is lost. */
final class KillTest {
    private static final long BLOCK_BYTES = 256 << 10;
    private static final int KILLS = 3;
    private static final int DATA_BYTES = 600;
    private static final String ACKNOWLEDGED = "acknowledged ";

    @TempDir
    private Path dir;

    @Test
    @Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_killed_process_loses_nothing_acknowledged() throws Exception {
        Random random = new Random(7);
        for (int kill = 0; kill < KILLS; kill++) {
            long acknowledged = runAndKill(random.nextInt(500) + 1);
            try (ChronicleWal wal = ChronicleWal.open(dir, BLOCK_BYTES)) {
                Recovered found = wal.recovered();
                long first = found.snapshot().map(SnapshotMark::index).orElse(0L) + 1;
                long last = first + found.log().size() - 1;
                assertThat(last).as("kill " + kill).isGreaterThanOrEqualTo(acknowledged);
                assertThat(found.log()).isEqualTo(entries(1, first, last, DATA_BYTES));
            }
        }
    }

    /** @return the highest index the child acknowledged, as far as it got its word out */
    private long runAndKill(int acknowledgements) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(ChildJvm.command(KillTest.class, dir)).redirectErrorStream(true).start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            long highest = 0;
            int seen = 0;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(ACKNOWLEDGED)) {
                    highest = Long.parseLong(line.substring(ACKNOWLEDGED.length()));
                    if (++seen == acknowledgements) {
                        child.toHandle().destroyForcibly(); // leaves what it said readable
                    }
                }
            }
            assertThat(seen).isGreaterThanOrEqualTo(acknowledgements);
            return highest;
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** The child: appends for ever. */
    public static void main(String[] args) throws IOException {
        ChronicleWal wal = ChronicleWal.open(Path.of(args[0]), BLOCK_BYTES);
        Recovered found = wal.recovered();
        long last = found.snapshot().map(SnapshotMark::index).orElse(0L) + found.log().size();
        for (Entry entry : found.log()) {
            if (!entry.equals(entry(1, entry.index(), DATA_BYTES))) {
                throw new AssertionError("entry " + entry.index() + " is not as it was written");
            }
        }
        Random random = new Random();
        while (true) {
            int count = 1 + random.nextInt(random.nextInt(20) == 0 ? 600 : 10);
            wal.append(batch(entries(1, last + 1, last + count, DATA_BYTES)));
            wal.sync();
            last += count;
            System.out.println(ACKNOWLEDGED + last);
            if (random.nextInt(30) == 0) {
                wal.release(mark(Math.max(1, last - 500), 1));
            }
        }
    }
}
