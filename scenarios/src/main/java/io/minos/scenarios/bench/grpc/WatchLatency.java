package io.minos.scenarios.bench.grpc;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.minos.etcd.api.Event;
import io.minos.etcd.api.KVGrpc;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.PutResponse;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchGrpc;
import io.minos.etcd.api.WatchRequest;
import io.minos.etcd.api.WatchResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/**
 * One round: puts at a steady rate, each with the time it was sent as its value, and one watcher at another node where there is
 * one. The latency is from the sending of a put to the arrival of its event.
 */
final class WatchLatency {
    private static final ByteString KEY = ByteString.copyFromUtf8("watched");
    private static final int VALUE_BYTES = 256;
    private static final Duration LATENCY_MAX = Duration.ofSeconds(60);
    private static final Duration LAST_EVENT_WITHIN = Duration.ofSeconds(10);

    private final ConcurrentHistogram latencies = new ConcurrentHistogram(LATENCY_MAX.toNanos(), 3);
    private final AtomicLong errors = new AtomicLong();
    private final CountDownLatch created = new CountDownLatch(1);
    private volatile @Nullable String firstError;
    private volatile boolean over;

    private WatchLatency() {}

    static Measured run(Channel writer, Channel watcher, int rate, Duration duration) throws InterruptedException {
        var round = new WatchLatency();
        StreamObserver<WatchRequest> watch = WatchGrpc.newStub(watcher).watch(round.new Events());
        watch.onNext(WatchRequest.newBuilder().setCreateRequest(WatchCreateRequest.newBuilder().setKey(KEY)).build());
        if (!round.created.await(LAST_EVENT_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("no watch within " + LAST_EVENT_WITHIN.toSeconds() + " s");
        }
        long start = System.nanoTime();
        long puts = round.put(KVGrpc.newStub(writer), rate, start + duration.toNanos());
        round.awaitEvents(puts);
        double seconds = (System.nanoTime() - start) / 1e9;
        round.over = true;
        watch.onError(Status.CANCELLED.asRuntimeException());
        return new Measured(round.latencies, round.errors.get(), seconds, round.firstError);
    }

    private long put(KVGrpc.KVStub kv, int rate, long endNanos) {
        long intervalNanos = TimeUnit.SECONDS.toNanos(1) / rate;
        long puts = 0;
        for (long due = System.nanoTime(); due < endNanos; due += intervalNanos) {
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            byte[] value = new byte[VALUE_BYTES];
            ByteBuffer.wrap(value).putLong(System.nanoTime());
            kv.put(PutRequest.newBuilder().setKey(KEY).setValue(ByteString.copyFrom(value)).build(), new Answers());
            puts++;
        }
        return puts;
    }

    /** An event that never comes is an error as much as a put that fails. */
    private void awaitEvents(long puts) throws InterruptedException {
        long deadline = System.nanoTime() + LAST_EVENT_WITHIN.toNanos();
        while (latencies.getTotalCount() + errors.get() < puts && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        long missing = puts - latencies.getTotalCount() - errors.get();
        if (missing > 0) {
            errors.addAndGet(missing);
            firstError = missing + " of " + puts + " events never came";
        }
    }

    private void failed(Throwable failure) {
        if (errors.getAndIncrement() == 0) {
            firstError = failure.getMessage();
        }
    }

    private final class Events implements StreamObserver<WatchResponse> {
        @Override
        public void onNext(WatchResponse response) {
            long now = System.nanoTime();
            for (Event event : response.getEventsList()) {
                long sent = event.getKv().getValue().asReadOnlyByteBuffer().getLong();
                latencies.recordValue(Math.max(0, Math.min(now - sent, LATENCY_MAX.toNanos())));
            }
            if (response.getCreated()) {
                created.countDown();
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (!over) {
                failed(failure);
            }
        }

        @Override
        public void onCompleted() {}
    }

    private final class Answers implements StreamObserver<PutResponse> {
        @Override
        public void onNext(PutResponse response) {}

        @Override
        public void onError(Throwable failure) {
            failed(failure);
        }

        @Override
        public void onCompleted() {}
    }
}
