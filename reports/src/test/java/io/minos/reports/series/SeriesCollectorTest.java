package io.minos.reports.series;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.minos.checker.history.Event;
import io.minos.checker.history.Event.Type;
import io.minos.reports.series.Series.Bucket;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeriesCollectorTest {
    private static final long MILLI = 1_000_000;

    private final SeriesCollector collector = new SeriesCollector();
    private final Pairing pairing = new Pairing(collector::call);
    private long index;

    private void event(long millis, String process, Type type, String f, String error) {
        event(millis, process, type, f, error, null);
    }

    private void event(long millis, String process, Type type, String f, String error, JsonNode value) {
        Event event = new Event(index++, millis * MILLI, process, null, type, f, value, error.isEmpty() ? null : error, null);
        collector.event(event);
        pairing.accept(event);
    }

    private Series finish() {
        pairing.end();
        return collector.finish(pairing.lastNanos());
    }

    @Test
    void latency_counts_where_an_operation_began_and_throughput_where_it_ended() {
        event(50, "0", Type.INVOKE, "read", "");
        event(250, "0", Type.OK, "read", "");
        Series series = finish();
        assertThat(series.buckets()).extracting(Bucket::ok).containsExactly(0L, 0L, 1L);
        assertThat(series.buckets()).extracting(b -> b.latency().count()).containsExactly(1L, 0L, 0L);
        assertThat(series.buckets().get(0).latency().maxNanos()).isEqualTo(200 * MILLI);
    }

    @Test
    void an_operation_without_completion_ends_with_the_history_as_indefinite() {
        event(10, "0", Type.INVOKE, "write", "");
        event(300, "1", Type.INVOKE, "write", "");
        event(320, "1", Type.OK, "write", "");
        Series series = finish();
        assertThat(series.kinds().get(0)).extracting(Series.Kind::ok, Series.Kind::info).containsExactly(1L, 1L);
        assertThat(series.errors()).singleElement().satisfies(e -> assertThat(e.error()).isEqualTo("no answer before the end"));
        assertThat(series.buckets().get(3).info()).isEqualTo(1);
    }

    @Test
    void one_error_that_is_definite_here_and_indefinite_there_is_two_rows() {
        for (int i = 0; i < 3; i++) {
            event(10 * i, "" + i, Type.INVOKE, "write", "");
            event(10 * i + 5, "" + i, i == 0 ? Type.INFO : Type.FAIL, "write", "reset");
        }
        assertThat(finish().errors()).extracting(Series.Errors::error, Series.Errors::type, Series.Errors::total)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("reset", Type.FAIL, 2L), org.assertj.core.groups.Tuple.tuple("reset", Type.INFO, 1L));
    }

    @Test
    void watches_are_no_samples_but_what_they_received_is_counted() throws Exception {
        JsonNode response = new ObjectMapper().readTree("{\"events\":[{},{},{}]}");
        event(1, "9", Type.INVOKE, "watch", "");
        event(20, "9", Type.INFO, "watch-response", "", response);
        event(30, "9", Type.OK, "watch", "");
        Series series = finish();
        assertThat(series.isEmpty()).isTrue();
        assertThat(series.watchEvents()).isEqualTo(3);
    }

    @Test
    void nemesis_and_runner_are_no_clients() {
        event(1, Event.NEMESIS, Type.INFO, "fault-inject", "");
        event(2, Event.RUNNER, Type.INFO, "leader", "");
        assertThat(finish().isEmpty()).isTrue();
    }

    @Test
    void phases_end_where_the_next_begins_and_done_is_none() throws Exception {
        long at = 0;
        for (String name : List.of("setup", "load", "done")) {
            event(at += 100, Event.RUNNER, Type.INFO, "phase", "", new ObjectMapper().readTree("{\"name\":\"" + name + "\"}"));
        }
        event(350, Event.RUNNER, Type.INFO, "leader", "");
        assertThat(finish().phases()).containsExactly(new Series.Phase("setup", 100 * MILLI, 200 * MILLI), new Series.Phase("load", 200 * MILLI, 300 * MILLI));
    }

    @Test
    void nothing_is_lost_between_operations_and_buckets() {
        Random random = new Random(3);
        long now = 0;
        for (int i = 0; i < 5_000; i++) {
            event(now += random.nextInt(20), "" + i, Type.INVOKE, "f" + i % 3, "");
            event(now += random.nextInt(20), "" + i, Type.values()[1 + random.nextInt(3)], "f" + i % 3, "e" + random.nextInt(4));
        }
        Series series = finish();
        assertThat(series.samples()).hasSize(5_000);
        assertThat(series.buckets().stream().mapToLong(Bucket::completions).sum()).isEqualTo(5_000);
        assertThat(series.kinds().stream().mapToLong(Series.Kind::operations).sum()).isEqualTo(5_000);
        long failed = series.buckets().stream().mapToLong(b -> b.fail() + b.info()).sum();
        assertThat(series.errors().stream().flatMapToLong(e -> LongStream.concat(LongStream.empty(), e.perBucket().stream().mapToLong(n -> n))).sum()).isEqualTo(failed);
        assertThat(series.buckets()).hasSizeBetween(60, 181);
    }

    @Test
    void buckets_are_round_and_few_for_runs_of_any_length() {
        for (long seconds = 1; seconds < 40_000_000; seconds = seconds * 3 + 1) {
            long width = SeriesCollector.bucketNanos(seconds * 1_000_000_000);
            assertThat(seconds * 1_000_000_000 / width).as("%d s", seconds).isLessThanOrEqualTo(180);
            assertThat(width % (100 * MILLI)).isZero();
        }
    }

    @Test
    void percentiles_are_the_nearest_rank() {
        assertThat(Percentiles.of(LongStream.rangeClosed(1, 200).toArray())).isEqualTo(new Percentiles(200, 100, 198, 200));
        assertThat(Percentiles.of(new long[] {7})).isEqualTo(new Percentiles(1, 7, 7, 7));
        assertThat(Percentiles.of(new long[0])).isEqualTo(new Percentiles(0, 0, 0, 0));
    }
}
