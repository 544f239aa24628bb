package io.minos.nemesis.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.nemesis.toxiproxy.Toxic.Stream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Toxics in virtual time. */
final class ToxicChainTest {
    private final RandomGenerator random = new SplittableRandom(3);
    private long now;

    private static Toxic toxic(Attributes attributes) {
        return new Toxic("t", "any", "upstream", Stream.UPSTREAM, 1, attributes);
    }

    private ToxicChain chain(Attributes... attributes) {
        List<Toxic> toxics = new ArrayList<>();
        for (Attributes one : attributes) {
            toxics.add(toxic(one));
        }
        return new ToxicChain(toxics, random, now);
    }

    private void passMillis(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private int pollBytes(ToxicChain chain) {
        ByteBuffer out = chain.poll(now);
        return out == null ? 0 : out.remaining();
    }

    @Test
    void without_toxics_a_chunk_passes_at_once_and_the_end_after_it() {
        ToxicChain chain = chain();
        chain.offer(new byte[3], now);
        chain.end(now);
        assertThat(chain.ended(now)).isFalse();
        assertThat(pollBytes(chain)).isEqualTo(3);
        assertThat(pollBytes(chain)).isZero();
        assertThat(chain.ended(now)).isTrue();
        assertThat(chain.wakeAtNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void latency_counts_from_arrival_and_wakes_in_time() {
        ToxicChain chain = chain(new Attributes.Latency(100, 0));
        chain.offer(new byte[1], now);
        assertThat(pollBytes(chain)).isZero();
        passMillis(40);
        chain.offer(new byte[2], now);
        assertThat(pollBytes(chain)).isZero();
        assertThat(chain.wakeAtNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
        passMillis(60);
        assertThat(pollBytes(chain)).isEqualTo(1);
        passMillis(39);
        assertThat(pollBytes(chain)).isZero();
        passMillis(1);
        assertThat(pollBytes(chain)).isEqualTo(2);
    }

    @Test
    void latency_with_jitter_stays_in_its_range_and_keeps_order() {
        ToxicChain chain = chain(new Attributes.Latency(50, 20));
        for (int i = 1; i <= 200; i++) {
            long sent = now;
            chain.offer(new byte[i], now);
            while (true) {
                int out = pollBytes(chain);
                if (out > 0) {
                    assertThat(out).isEqualTo(i);
                    break;
                }
                now = chain.wakeAtNanos();
            }
            assertThat(now - sent).isBetween(TimeUnit.MILLISECONDS.toNanos(30), TimeUnit.MILLISECONDS.toNanos(70));
        }
    }

    @Test
    void bandwidth_spreads_a_large_chunk_over_its_time() {
        ToxicChain chain = chain(new Attributes.Bandwidth(10));
        chain.offer(new byte[5_000], now);
        assertThat(pollBytes(chain)).isZero();
        int passed = 0;
        for (int tenth = 1; tenth <= 5; tenth++) {
            passMillis(99);
            assertThat(pollBytes(chain)).as("before %d00 ms", tenth).isZero();
            passMillis(1);
            passed += pollBytes(chain);
            assertThat(passed).isEqualTo(1_000 * tenth);
        }
    }

    @Test
    void bandwidth_takes_a_late_delivery_off_the_next_wait() {
        ToxicChain chain = chain(new Attributes.Bandwidth(10));
        chain.offer(new byte[500], now);
        assertThat(pollBytes(chain)).isZero();
        passMillis(80);
        assertThat(pollBytes(chain)).isEqualTo(500);
        chain.offer(new byte[500], now);
        assertThat(pollBytes(chain)).isZero();
        passMillis(20);
        assertThat(pollBytes(chain)).isEqualTo(500);
    }

    @Test
    void slow_close_delays_the_end_but_no_byte() {
        ToxicChain chain = chain(new Attributes.SlowClose(100));
        chain.offer(new byte[1], now);
        chain.end(now);
        assertThat(pollBytes(chain)).isEqualTo(1);
        assertThat(pollBytes(chain)).isZero();
        passMillis(99);
        assertThat(chain.ended(now)).isFalse();
        passMillis(1);
        assertThat(pollBytes(chain)).isZero();
        assertThat(chain.ended(now)).isTrue();
    }

    @Test
    void timeout_starts_anew_with_each_chunk() {
        ToxicChain chain = chain(new Attributes.Timeout(100));
        for (int i = 0; i < 3; i++) {
            passMillis(90);
            chain.offer(new byte[1], now);
            assertThat(pollBytes(chain)).isZero();
            assertThat(chain.ended(now)).isFalse();
        }
        passMillis(100);
        assertThat(chain.ended(now)).isTrue();
    }

    @Test
    void timeout_0_drops_for_ever_without_holding_anything() {
        ToxicChain chain = chain(new Attributes.Timeout(0));
        for (int i = 0; i < 10_000; i++) {
            assertThat(chain.accepts()).isTrue();
            chain.offer(new byte[1000], now);
            assertThat(pollBytes(chain)).isZero();
        }
        passMillis(1_000_000);
        assertThat(chain.ended(now)).isFalse();
        assertThat(chain.wakeAtNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void removing_a_timeout_ends_the_connection_whatever_its_toxicity() {
        for (float toxicity : new float[] {0, 1}) {
            Toxic timeout = new Toxic("t", "timeout", "upstream", Stream.UPSTREAM, toxicity, new Attributes.Timeout(0));
            ToxicChain chain = new ToxicChain(List.of(timeout), random, now);
            chain.remove(timeout, now);
            assertThat(chain.ended(now)).isTrue();
        }
    }

    @Test
    void limit_data_passes_exactly_its_bytes_and_remembers_them_when_changed() {
        Toxic limit = toxic(new Attributes.LimitData(10));
        ToxicChain chain = new ToxicChain(List.of(limit), random, now);
        chain.offer(new byte[7], now);
        assertThat(pollBytes(chain)).isEqualTo(7);
        limit.change(new Attributes.LimitData(9), 1);
        chain.change(limit, now);
        chain.offer(new byte[7], now);
        assertThat(pollBytes(chain)).isEqualTo(2);
        assertThat(chain.poll(now)).isNull();
        assertThat(chain.ended(now)).isTrue();
    }

    @Test
    void slicer_pieces_are_near_their_size() {
        ToxicChain chain = chain(new Attributes.Slicer(100, 10, 1000));
        chain.offer(new byte[10_000], now);
        int pieces = 0;
        int passed = 0;
        for (int size = pollBytes(chain); passed < 10_000; size = pollBytes(chain)) {
            if (size > 0) {
                pieces++;
                passed += size;
                assertThat(size).isBetween(1, 110);
            }
            now = Math.min(chain.wakeAtNanos(), now + 1_000_000);
        }
        assertThat(pieces).isGreaterThanOrEqualTo(91);
    }

    @Test
    void a_slicer_of_nothing_cuts_single_bytes_and_ends() {
        ToxicChain chain = chain(new Attributes.Slicer(0, 0, 0));
        chain.offer(new byte[5], now);
        for (int i = 0; i < 5; i++) {
            assertThat(pollBytes(chain)).isEqualTo(1);
        }
        assertThat(chain.poll(now)).isNull();
    }

    @Test
    void a_toxic_that_is_slow_slows_the_source_down() {
        ToxicChain chain = chain(new Attributes.Bandwidth(0));
        int taken = 0;
        while (chain.accepts() && taken < 100) {
            chain.offer(new byte[1], now);
            chain.poll(now);
            taken++;
        }
        assertThat(taken).isLessThan(5);
    }

    /** Whatever toxics that drop nothing come, change and go, every byte comes out once and in order, and then the end. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void no_byte_is_lost_while_toxics_come_change_and_go(long seed) {
        Random dice = new Random(seed);
        ToxicChain chain = chain();
        List<Toxic> present = new ArrayList<>();
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int step = 0; step < 3000; step++) {
            act(chain, present, dice);
            if (chain.accepts() && dice.nextInt(3) == 0) {
                byte[] bytes = new byte[1 + dice.nextInt(3000)];
                dice.nextBytes(bytes);
                in.writeBytes(bytes);
                chain.offer(bytes, now);
            }
            drain(chain, out, 1 + dice.nextInt(3));
            passMillis(dice.nextInt(4));
        }
        chain.end(now);
        present.forEach(toxic -> chain.remove(toxic, now));
        for (int i = 0; i < 100_000 && !chain.ended(now); i++) {
            drain(chain, out, 10);
            passMillis(1);
        }
        assertThat(chain.ended(now)).as("seed %d", seed).isTrue();
        assertThat(out.toByteArray()).as("seed %d", seed).isEqualTo(in.toByteArray());
    }

    private void act(ToxicChain chain, List<Toxic> present, Random dice) {
        switch (dice.nextInt(20)) {
            case 0 -> {
                Toxic toxic = toxic(harmless(dice));
                present.add(toxic);
                chain.add(toxic, now);
            }
            case 1 -> {
                if (!present.isEmpty()) {
                    chain.remove(present.remove(dice.nextInt(present.size())), now);
                }
            }
            case 2 -> {
                if (!present.isEmpty()) {
                    Toxic toxic = present.get(dice.nextInt(present.size()));
                    toxic.change(harmless(dice), 1);
                    chain.change(toxic, now);
                }
            }
            default -> {
                // Most steps change nothing.
            }
        }
    }

    private static Attributes harmless(Random dice) {
        return switch (dice.nextInt(5)) {
            case 0 -> new Attributes.Latency(dice.nextInt(30), dice.nextInt(10));
            case 1 -> new Attributes.Bandwidth(dice.nextInt(300));
            case 2 -> new Attributes.Slicer(1 + dice.nextInt(500), dice.nextInt(100), dice.nextInt(1000));
            case 3 -> new Attributes.SlowClose(dice.nextInt(50));
            default -> new Attributes.Noop();
        };
    }

    private void drain(ToxicChain chain, ByteArrayOutputStream out, int chunksMax) {
        for (int i = 0; i < chunksMax; i++) {
            ByteBuffer next = chain.poll(now);
            if (next == null) {
                return;
            }
            out.write(next.array(), next.arrayOffset() + next.position(), next.remaining());
        }
    }
}
