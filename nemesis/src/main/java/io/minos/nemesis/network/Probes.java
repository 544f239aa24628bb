package io.minos.nemesis.network;

import io.minos.nemesis.relay.EventLoop;
import io.minos.nemesis.relay.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Connections of our own through a link's Toxiproxy proxy, which its outlet answers: they show whether a link lets bytes through,
 * and how late, whatever the nodes do at that time. State belongs to the loop's thread.
 */
final class Probes {
    private static final byte[] MARK = "minos probe \u0000\u0001\u0002 ".getBytes(StandardCharsets.US_ASCII);
    private static final int PROBE_BYTES = MARK.length + Long.BYTES;

    private final EventLoop loop;
    private final Map<Long, Probe> underWay = new HashMap<>();
    private long made;

    Probes(EventLoop loop) {
        this.loop = loop;
    }

    private static final class Probe {
        final long sentNanos;
        long arrivedNanos = -1;
        long returnedNanos = -1;

        Probe(long sentNanos) {
            this.sentNanos = sentNanos;
        }
    }

    boolean isProbe(byte[] bytes) {
        return bytes.length == PROBE_BYTES && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length);
    }

    /** At the outlet. */
    void arrived(byte[] bytes) {
        Probe probe = underWay.get(ByteBuffer.wrap(bytes, MARK.length, Long.BYTES).getLong());
        if (probe != null) {
            probe.arrivedNanos = loop.nowNanos();
        }
    }

    /**
     * Probes these links at the same time; returns when all have answered or the deadline is over. For any thread but the loop's.
     */
    List<Passage> run(List<Link> links, Duration deadline) throws IOException {
        List<CompletableFuture<Passage>> answers = new ArrayList<>();
        for (Link link : links) {
            CompletableFuture<Passage> answer = new CompletableFuture<>();
            answers.add(answer);
            loop.run(() -> send(link, deadline, answer));
        }
        List<Passage> passages = new ArrayList<>();
        for (CompletableFuture<Passage> answer : answers) {
            passages.add(await(answer, deadline.plusSeconds(5)));
        }
        return passages;
    }

    private static Passage await(CompletableFuture<Passage> answer, Duration deadline) throws IOException {
        try {
            return answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while probing", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("a probe got lost: " + e, e);
        }
    }

    private void send(Link link, Duration deadline, CompletableFuture<Passage> answer) {
        long id = made++;
        Probe probe = new Probe(loop.nowNanos());
        underWay.put(id, probe);
        Wire[] wire = new Wire[1];
        Runnable finish = () -> {
            if (underWay.remove(id) != null) {
                if (wire[0] != null) {
                    wire[0].close();
                }
                answer.complete(passage(link, probe));
            }
        };
        loop.at(probe.sentNanos + deadline.toNanos(), finish);
        loop.connect(link.entry(), connected -> {
            wire[0] = connected;
            if (!underWay.containsKey(id)) {
                connected.close();
                return;
            }
            connected.readBy(new Echo(loop, probe, finish));
            connected.wantRead(true);
            connected.write(ByteBuffer.allocate(PROBE_BYTES).put(MARK).putLong(id).flip());
        }, failure -> finish.run());
    }

    private static Passage passage(Link link, Probe probe) {
        long up = probe.arrivedNanos < 0 ? -1 : probe.arrivedNanos - probe.sentNanos;
        long down = probe.returnedNanos < 0 ? -1 : probe.returnedNanos - probe.arrivedNanos;
        return new Passage(link.from(), link.to(), up, down);
    }

    private record Echo(EventLoop loop, Probe probe, Runnable finish) implements Wire.Reader {
        @Override
        public void received(byte[] bytes) {
            probe.returnedNanos = loop.nowNanos();
            finish.run();
        }

        /** Cut off before it came back. */
        @Override
        public void sourceEnded() {
            finish.run();
        }

        @Override
        public void sourceBroke() {
            finish.run();
        }
    }
}
