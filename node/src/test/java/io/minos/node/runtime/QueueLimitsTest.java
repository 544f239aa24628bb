package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.minos.etcd.api.KVGrpc;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.PutResponse;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RangeResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing a client asks for ends while a majority is away: the queues fill, and then it is told so. */
@Timeout(120)
class QueueLimitsTest {
    private static final int CONNECTIONS = 4;
    private static final int LARGE_BYTES = 1_500_000;
    /** {@link Admission}'s share for commands. */
    private static final long COMMAND_BYTES_MAX = Math.max(32 << 20, Runtime.getRuntime().maxMemory() / 16);

    @TempDir
    private Path directory;

    /** How calls of one kind have ended; few end at all. */
    private static final class Ends<A> implements StreamObserver<A> {
        private final Queue<Status> ends = new LinkedBlockingQueue<>();
        private volatile boolean hasRefusal;

        @Override
        public void onNext(A answer) {
            ends.add(Status.OK);
        }

        @Override
        public void onError(Throwable failure) {
            ends.add(Status.fromThrowable(failure));
            hasRefusal |= Status.fromThrowable(failure).getCode() == Status.Code.RESOURCE_EXHAUSTED;
        }

        @Override
        public void onCompleted() {}

        boolean hasRefusal() {
            return hasRefusal;
        }
    }

    private final List<ManagedChannel> channels = new ArrayList<>();

    /**
     * @param atMost that wait at a time; on a slow machine some end before the queue is full, and others take their place
     * @return how many calls it took until one was refused
     */
    private <A> int untilRefused(int atMost, BiConsumer<KVGrpc.KVStub, StreamObserver<A>> call) throws InterruptedException {
        Ends<A> ends = new Ends<>();
        int calls = 0;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!ends.hasRefusal() && System.nanoTime() < deadline) {
            if (calls - ends.ends.size() < atMost) {
                call.accept(KVGrpc.newStub(channels.get(calls++ % CONNECTIONS)), ends);
            } else {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
        assertThat(ends.hasRefusal()).as("%s calls on their way, and none refused; %s", calls, ends.ends).isTrue();
        assertThat(ends.ends).allSatisfy(end -> assertThat(end.getCode() + " " + end.getDescription()).isIn("RESOURCE_EXHAUSTED etcdserver: too many requests",
                "UNAVAILABLE etcdserver: request timed out"));
        return calls;
    }

    @Test
    void each_queue_that_is_full_is_told_of_by_its_status() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 2).startAll()) {
            cluster.leader();
            cluster.awaitPublished(0);
            cluster.stop(1);
            for (int i = 0; i < CONNECTIONS; i++) {
                channels.add(NettyChannelBuilder.forAddress("127.0.0.1", cluster.clientUrl(0).getPort()).usePlaintext().build());
            }
            PutRequest large = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).setValue(ByteString.copyFrom(new byte[LARGE_BYTES])).build();
            PutRequest small = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).build();
            RangeRequest range = RangeRequest.newBuilder().setKey(small.getKey()).build();
            int largeOnes = (int) (COMMAND_BYTES_MAX / LARGE_BYTES);
            assertThat(this.<PutResponse>untilRefused(largeOnes + 20, (kv, ends) -> kv.put(large, ends))).as("large commands").isGreaterThan(largeOnes);
            assertThat(this.<PutResponse>untilRefused(40_000, (kv, ends) -> kv.put(small, ends))).as("commands that nobody leads").isGreaterThan(9_000);
            assertThat(this.<RangeResponse>untilRefused(40_000, (kv, ends) -> kv.range(range, ends))).as("calls").isGreaterThan(5_000);
        } finally {
            channels.forEach(ManagedChannel::shutdownNow);
        }
    }
}
