package io.minos.scenarios.bench.grpc;

import com.google.common.util.concurrent.Futures;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.minos.etcd.api.KVGrpc;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/**
 * One round: so many clients, each of which sends its next request when the last is answered, until the time is over. An error
 * counts, and is no answer: its latency is not recorded.
 */
final class Load {
    static final int KEYS = 10_000;
    private static final int VALUE_BYTES = 256;
    private static final int FILL_BATCH = 64;
    private static final Duration LATENCY_MAX = Duration.ofSeconds(60);
    private static final Duration LAST_ANSWER_WITHIN = Duration.ofSeconds(30);

    private final Work work;
    private final long endNanos;
    private final ConcurrentHistogram latencies = new ConcurrentHistogram(LATENCY_MAX.toNanos(), 3);
    private final AtomicLong errors = new AtomicLong();
    private final CountDownLatch running;
    private volatile @Nullable String firstError;

    private Load(Work work, int clients, long endNanos) {
        this.work = work;
        this.endNanos = endNanos;
        this.running = new CountDownLatch(clients);
    }

    static Measured run(List<Channel> channels, int clients, Work work, Duration duration, long seed) throws InterruptedException {
        long start = System.nanoTime();
        var load = new Load(work, clients, start + duration.toNanos());
        var random = new SplittableRandom(seed);
        for (int i = 0; i < clients; i++) {
            load.new Client(channels.get(i % channels.size()), random.split()).next();
        }
        if (!load.running.await(duration.plus(LAST_ANSWER_WITHIN).toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("answers are missing " + LAST_ANSWER_WITHIN.toSeconds() + " s after the end of a round");
        }
        return new Measured(load.latencies, load.errors.get(), (System.nanoTime() - start) / 1e9, load.firstError);
    }

    /** So that every range finds its key. */
    static void fill(Channel channel) {
        KVGrpc.KVFutureStub kv = KVGrpc.newFutureStub(channel);
        ByteString value = ByteString.copyFrom(new byte[VALUE_BYTES]);
        for (int first = 0; first < KEYS; first += FILL_BATCH) {
            var answers = IntStream.range(first, Math.min(KEYS, first + FILL_BATCH))
                    .mapToObj(i -> kv.put(PutRequest.newBuilder().setKey(key(i)).setValue(value).build())).toList();
            answers.forEach(Futures::getUnchecked);
        }
    }

    private static ByteString key(int number) {
        return ByteString.copyFromUtf8(String.format("k%07d", number));
    }

    private final class Client implements StreamObserver<Message> {
        private final Channel channel;
        private final SplittableRandom random;
        private final byte[] value = new byte[VALUE_BYTES];
        private long begin;

        Client(Channel channel, SplittableRandom random) {
            this.channel = channel;
            this.random = random;
        }

        void next() {
            begin = System.nanoTime();
            if (begin >= endNanos) {
                running.countDown();
                return;
            }
            ByteString key = key(random.nextInt(KEYS));
            if (work == Work.PUT) {
                random.nextBytes(value);
                call(KVGrpc.getPutMethod(), PutRequest.newBuilder().setKey(key).setValue(ByteString.copyFrom(value)).build());
            } else {
                call(KVGrpc.getRangeMethod(), RangeRequest.newBuilder().setKey(key).setSerializable(work == Work.SERIAL).build());
            }
        }

        @SuppressWarnings("unchecked") // an observer of messages observes answers of every kind
        private <Q, A extends Message> void call(MethodDescriptor<Q, A> method, Q request) {
            ClientCalls.asyncUnaryCall(channel.newCall(method, CallOptions.DEFAULT), request, (StreamObserver<A>) (StreamObserver<?>) this);
        }

        @Override
        public void onNext(Message answer) {}

        @Override
        public void onCompleted() {
            latencies.recordValue(Math.min(System.nanoTime() - begin, LATENCY_MAX.toNanos()));
            next();
        }

        @Override
        public void onError(Throwable failure) {
            if (errors.getAndIncrement() == 0) {
                firstError = failure.getMessage();
            }
            next();
        }
    }
}
