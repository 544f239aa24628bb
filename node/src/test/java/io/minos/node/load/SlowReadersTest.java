package io.minos.node.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.KVGrpc;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.WatchCreateRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Watchers that do not read for long, while much is written. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowReadersTest {
    private static final int SLOW = 20;
    private static final int VALUE_BYTES = (1 << 20) - 1024; // with its command, no more than a region of the collector's

    @TempDir
    Path directory;

    private final List<ManagedChannel> channels = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(1);
    private ChildNode node;

    @BeforeEach
    void start() throws Exception {
        node = ChildNode.start(directory, 320);
    }

    @AfterEach
    void stop() throws Exception {
        channels.forEach(ManagedChannel::shutdownNow);
        node.close();
    }

    private ManagedChannel connect() {
        ManagedChannel channel = node.connect();
        channels.add(channel);
        return channel;
    }

    private Watching watching(int responses) throws Exception {
        Watching watching = new Watching(connect(), responses);
        watching.create(WatchCreateRequest.newBuilder().setKey(ByteString.copyFrom(new byte[1])).setRangeEnd(ByteString.copyFrom(new byte[1])));
        node.await("the watch is there", () -> watching.created() == 1);
        return watching;
    }

    /** @return how long it took until a watcher that reads had all of them, at the slowest */
    private long write(ManagedChannel writer, Watching fast, int values, boolean compacting) throws Exception {
        long slowestNanos = 0;
        byte[] value = new byte[VALUE_BYTES];
        for (int i = 0; i < values; i++) {
            random.nextBytes(value);
            KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(writer).withDeadlineAfter(30, TimeUnit.SECONDS);
            long before = fast.events();
            long revision = kv.put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("big")).setValue(ByteString.copyFrom(value)).build()).getHeader().getRevision();
            long written = System.nanoTime();
            node.await("it is told", () -> fast.events() > before);
            slowestNanos = Math.max(slowestNanos, System.nanoTime() - written);
            if (compacting && i % 5 == 4) {
                kv.compact(CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
            }
        }
        return TimeUnit.NANOSECONDS.toMillis(slowestNanos);
    }

    @Test
    void cost_their_window_and_are_told_when_history_is_gone() throws Exception {
        Watching fast = watching(Watching.EAGERLY);
        ManagedChannel writer = connect();
        write(writer, fast, 110, true); // as much as the log keeps in memory
        ChildNode.Held before = node.held();
        List<Watching> slow = new ArrayList<>();
        for (int i = 0; i < SLOW; i++) {
            slow.add(watching(1)); // reads that its watch is made, and no more
            write(writer, fast, 1, true);
        }
        long slowestMillis = write(writer, fast, 150, true);
        ChildNode.Held after = node.held();
        System.out.println("slow readers: " + before + " before, " + after + " with " + SLOW + " of them and 150 MiB written; a watcher that reads waited " + slowestMillis + " ms at most");
        assertThat(node.metric("etcd_debugging_mvcc_slow_watcher_total")).isEqualTo(SLOW);
        assertThat(after.heapMib()).as("heap").isLessThan(before.heapMib() + 5L * SLOW); // two responses, one of them encoded as well
        assertThat(slowestMillis).as("a watcher that reads waits for the slow").isLessThan(5_000);
        for (Watching late : slow) {
            late.readOn(Watching.EAGERLY);
        }
        for (Watching late : slow) {
            node.await("it is told that it was too slow", () -> late.cancelled().isPresent());
            assertThat(late.cancelled().get().getCompactRevision()).isPositive();
            assertThat(late.events()).as("what was on its way").isBetween(1L, 5L);
        }
        channels.forEach(ManagedChannel::shutdownNow);
        node.awaitNothingHeld();
        assertThat(node.held().heapMib()).isLessThan(before.heapMib() + 6);
    }

    @Test
    void catch_up_with_all_there_was() throws Exception {
        Watching fast = watching(Watching.EAGERLY);
        List<Watching> slow = new ArrayList<>();
        for (int i = 0; i < SLOW; i++) {
            slow.add(watching(1));
        }
        write(connect(), fast, 60, false);
        assertThat(node.metric("etcd_debugging_mvcc_slow_watcher_total")).isEqualTo(SLOW);
        slow.forEach(late -> late.readOn(Watching.EAGERLY));
        for (Watching late : slow) {
            node.await("it has caught up", () -> late.events() == fast.events());
            assertThat(late.told(0)).isEqualTo(fast.told(0));
        }
        node.await("nobody is behind", () -> node.metric("etcd_debugging_mvcc_slow_watcher_total") == 0);
    }
}
