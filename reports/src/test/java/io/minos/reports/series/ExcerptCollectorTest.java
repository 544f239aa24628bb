package io.minos.reports.series;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.minos.checker.history.Event;
import io.minos.checker.history.Event.Type;
import io.minos.checker.verdict.Anomaly;
import io.minos.reports.series.Excerpt.Shown;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ExcerptCollectorTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Call> calls = new ArrayList<>();

    private void call(long index, long from, long to, String f, String value) {
        try {
            Event invoke = new Event(index, from, "p" + index, null, Type.INVOKE, f, JSON.readTree(value.replace('\'', '"')), null, null);
            calls.add(new Call(invoke, Optional.of(new Event(index + 1, to, "p" + index, null, Type.OK, f, invoke.value(), null, null)), to));
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Excerpt excerpt(String key, Long... operations) {
        ExcerptCollector collector = new ExcerptCollector(List.of(new Anomaly("kind", "summary", key, List.of(operations), List.of())));
        calls.forEach(collector::firstPass);
        collector.turn();
        calls.forEach(collector::secondPass);
        return collector.excerpts().get(0);
    }

    private static List<Long> indices(Excerpt excerpt, boolean principal) {
        return excerpt.shown().stream().filter(s -> s.principal() == principal).map(Shown::call).map(Call::index).toList();
    }

    @Test
    void the_anomalys_own_operations_and_what_touched_the_same_key_are_shown_in_order() {
        call(1, 10, 20, "read", "{'key':'x'}");
        call(3, 12, 13, "write", "{'key':'y','value':'1'}");
        call(5, 14, 15, "txn", "{'ops':[['r','z',null],['w','x','2']]}");
        call(7, 16, 17, "range", "{'prefix':''}");
        call(9, 18, 19, "range", "{'prefix':'xx'}");
        call(11, 30, 40, "write", "{'key':'x','value':'1'}");
        Excerpt excerpt = excerpt("x", 11L, 1L);
        assertThat(indices(excerpt, true)).containsExactly(1L, 11L);
        assertThat(indices(excerpt, false)).containsExactly(5L, 7L);
    }

    @Test
    void of_many_neighbours_the_nearest_in_time_are_kept() {
        for (long i = 0; i < 200; i += 2) {
            call(i, i * 10, i * 10 + 5, "read", "{'key':'x'}");
        }
        List<Long> near = indices(excerpt("x", 100L), false);
        assertThat(near).hasSize(ExcerptCollector.BYSTANDERS_MAX).allSatisfy(i -> assertThat(i).isBetween(90L, 112L));
    }

    @Test
    void without_a_key_only_its_own_are_shown() {
        call(1, 10, 20, "read", "{'key':'x'}");
        call(3, 10, 20, "read", "{'key':'x'}");
        assertThat(excerpt(null, 1L).shown()).hasSize(1);
    }

    @Test
    void what_is_missing_or_too_much_is_counted() {
        for (long i = 0; i < 100; i += 2) {
            call(i, i, i + 1, "read", "{'key':'x'}");
        }
        Excerpt excerpt = excerpt("x", LongStream.range(0, 50).map(i -> i * 2 == 4 ? 999 : i * 2).boxed().toArray(Long[]::new));
        assertThat(excerpt.omitted()).isEqualTo(10);
        assertThat(excerpt.missing()).isEqualTo(1);
        assertThat(indices(excerpt, true)).hasSize(ExcerptCollector.PRINCIPALS_MAX - 1);
    }
}
