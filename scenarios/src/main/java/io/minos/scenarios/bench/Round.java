package io.minos.scenarios.bench;

import com.google.protobuf.ByteString;
import io.minos.client.EtcdClient;
import io.minos.client.Outcome;
import io.minos.client.Rpc;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One round: every client sends its next request as soon as the last is answered, until the time is over. An error counts,
 * and is no answer: its latency is not recorded.
 */
final class Round {
    /** What is measured. */
    enum Work { PUT, RANGE }

    /** @param seconds as they went by, from the first request to the last answer */
    record Result(Histogram latencyNanos, long errors, double seconds, @Nullable String firstError) {
        double perSecond() {
            return latencyNanos.getTotalCount() / seconds;
        }
    }

    static final int KEYS = 10_000;
    private static final int VALUE_BYTES = 256;
    private static final Duration LATENCY_MAX = Duration.ofSeconds(60);
    private static final Duration LAST_ANSWER_WITHIN = Duration.ofSeconds(30);

    private final List<EtcdClient> clients;
    private final Work work;
    private final long endNanos;
    private final Histogram latencies = new ConcurrentHistogram(LATENCY_MAX.toNanos(), 3);
    private final AtomicLong errors = new AtomicLong();
    private final CountDownLatch running;
    private volatile @Nullable String firstError;

    private Round(List<EtcdClient> clients, Work work, long endNanos) {
        this.clients = clients;
        this.work = work;
        this.endNanos = endNanos;
        this.running = new CountDownLatch(clients.size());
    }

    static Result run(List<EtcdClient> clients, Work work, Duration duration, long seed) throws InterruptedException {
        long start = System.nanoTime();
        var round = new Round(clients, work, start + duration.toNanos());
        var random = new SplittableRandom(seed);
        clients.forEach(client -> round.next(client, random.split()));
        if (!round.running.await(duration.plus(LAST_ANSWER_WITHIN).toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("answers are missing " + LAST_ANSWER_WITHIN.toSeconds() + " s after the end of a round");
        }
        return new Result(round.latencies, round.errors.get(), (System.nanoTime() - start) / 1e9, round.firstError);
    }

    private void next(EtcdClient client, SplittableRandom random) {
        long begin = System.nanoTime();
        if (begin >= endNanos) {
            running.countDown();
            return;
        }
        ByteString key = ByteString.copyFromUtf8("bench/" + random.nextInt(KEYS));
        var answer = work == Work.PUT
                ? client.call(Rpc.PUT, PutRequest.newBuilder().setKey(key).setValue(value(random)).build())
                : client.call(Rpc.RANGE, RangeRequest.newBuilder().setKey(key).build());
        // the answer completes on a thread of the transport, and the next request goes out from there
        answer.thenAccept(outcome -> {
            account(outcome, System.nanoTime() - begin);
            next(client, random);
        });
    }

    private void account(Outcome<?> outcome, long nanos) {
        if (outcome instanceof Outcome.Ok) {
            latencies.recordValue(Math.min(nanos, LATENCY_MAX.toNanos()));
        } else if (errors.getAndIncrement() == 0) {
            firstError = outcome.problem().orElseThrow().toString();
        }
    }

    private static ByteString value(SplittableRandom random) {
        byte[] bytes = new byte[VALUE_BYTES];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }
}
