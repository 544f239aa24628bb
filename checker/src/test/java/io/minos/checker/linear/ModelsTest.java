package io.minos.checker.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.checker.model.named.Models;
import io.minos.checker.model.named.NamedModel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each named model by examples, judged by enumeration and by every engine. */
class ModelsTest {
    private static <S, A> boolean linearizable(NamedModel<S, A> model, String history) {
        List<Span<A>> spans = SpanNotation.spans(model, history);
        return Agreement.on(spans, model.of("x", spans.stream().map(Span::action).toList()), model.name() + ", " + history, true);
    }

    @ParameterizedTest(name = "{0}: {2} is linearizable: {1}")
    @CsvSource(delimiter = ';', value = {
        "register; yes; 0 read -> nil | 0 write 1 | 1 read -> 1",
        "register; yes; (0 write 1 | 1 read -> nil | 2 read -> 1 | 0)",
        "register; no;  (0 write 1 | 1 read -> 1 | 2 read -> nil | 0)",
        "register; no;  0 write 1 | 0 write 2 | 1 read -> 1",
        "register; yes; 0 write 1 | 0 delete | 1 read -> nil",
        "register; yes; 0? write 1 | 1 read -> nil | 1 read -> 1",
        "register; no;  0? write 1 | 1 read -> 1 | 1 read -> nil",
        "cas-register; yes; 0 cas [nil 1] | 0 cas [1 2] | 1! cas [1 3] | 1 read -> 2",
        "cas-register; no;  0 write 1 | 0! cas [1 2]",
        "cas-register; no;  0 write 1 | (0 cas [1 2] | 1 cas [1 3] | 0)",
        "cas-register; yes; 0 write 1 | 0? cas [1 2] | 1 read -> 2",
        "versioned-register; yes; 0 write [nil 5] -> [1 5] | 0 cas [nil [5 6]] -> [2 [5 6]] | 1 read -> [2 6]",
        "versioned-register; no;  0 write [nil 5] -> [1 5] | 0 write [nil 5] -> [1 5]",
        "versioned-register; no;  0 write [nil 5] -> [1 5] | 0 write [nil 5] | 1 read -> [1 5]",
        "versioned-register; yes; 0 write [nil 5] -> [1 5] | 0? write [nil 6] | 1 write [nil 7] -> [3 7]",
        "versioned-register; no;  0 write [nil 5] -> [1 5] | 1 write [nil 7] -> [3 7]",
        "versioned-register; yes; 0 read -> [0 nil] | 0 write [nil 5] | 1 read -> [nil 5]",
        "multi-register; yes; 0 txn [[write x 1] [write y 1]] | 1 txn [[read x nil] [read y nil]] -> [[read x 1] [read y 1]]",
        "multi-register; no;  0 txn [[write x 1] [write y 1]] | 1 txn [[r x nil] [r y nil]] -> [[r x 1] [r y nil]]",
        "multi-register; yes; 0 txn [[w x 1] [r x nil] [d x nil] [r x nil]] -> [[w x 1] [r x 1] [d x nil] [r x nil]]",
        "kv; yes; 0 append a | 0 append b | 1 get -> ab | 0 put c | 1 get -> c",
        "kv; no;  0 append a | 0 append b | 1 get -> ba",
        "kv; yes; 0 get -> nil | (0 append a | 1 append b | 0) | 1 get -> ba",
        "set; yes; 0 add 1 | (0 add 2 | 1 read -> [1] | 0) | 1 read -> [2 1] | 0 remove 1 | 1 contains 1 -> false | 1 contains 2 -> true",
        "set; no;  0 add 1 | 1 read -> []",
        "set; no;  0 add 1 | 1 read -> [1 2]",
        "set; no;  (0 add 1 | (1 add 2 | 2 read -> [1] | 3 read -> [2] | 1) | 0)",
        "set; yes; 0? add 1 | 1 contains 1 -> false | 1 read -> [1] | 1! add 1 | 0 remove 1 | 0! remove 1",
        "set; no;  0 add 1 | 1! remove 1",
        "set; yes; 0 read -> []",
        "set; yes; 0 add 1 -> true | 0 add 1 -> false | 0 add true -> true | 0 remove 1 -> true | 0 read -> [true]",
        "set; no;  0? remove 1 | 0 add 1 -> true | 1 add 1 -> true | 1 contains 1 -> false",
        "fifo-queue; yes; 0 enqueue a | 0 enqueue b | 1 dequeue -> a | 1 dequeue -> b | 1 dequeue -> nil",
        "fifo-queue; no;  0 enqueue a | 0 enqueue b | 1 dequeue -> b",
        "fifo-queue; yes; (0 enqueue a | 1 enqueue b | 0) | 1 dequeue -> b | 1 dequeue -> a",
        "fifo-queue; no;  0 enqueue a | 1 dequeue -> a | 1 dequeue -> a",
        "fifo-queue; no;  0 enqueue a | 1! dequeue",
        "fifo-queue; yes; 0 enqueue a | 0 enqueue b | 1? dequeue | 2 dequeue -> b",
        "fifo-queue; yes; 0? enqueue a | 1 enqueue b | 2 dequeue -> b | 2! dequeue | 2 dequeue -> a",
        "fifo-queue; no;  0? enqueue a | 1 enqueue b | 2 dequeue -> a | 2! dequeue",
        "mutex; yes; 0 acquire | 0 release | 1 acquire | 0! acquire | 0! release | 1 release",
        "mutex; no;  0 acquire | 1 acquire",
        "mutex; no;  0 acquire | 1 release",
        "mutex; no;  0 acquire | 0 acquire",
        "mutex; yes; 0 acquire | (0 release | 1 acquire | 0) | 1 release",
        "mutex; yes; 0? acquire | 1 acquire",
        "mutex; yes; 0 acquire | 0? release | 1 acquire",
        "mutex; no;  0? acquire | 1! acquire | 1 acquire",
        "reentrant-mutex; yes; 0 acquire | 0 acquire | 0 release | 1! acquire | 0 release | 1 acquire",
        "reentrant-mutex; no;  0 acquire | 0 acquire | 0 release | 1 acquire",
        "fenced-mutex; yes; 0 acquire -> 5 | 0 release | 1 acquire -> nil | 1 release | 1 acquire -> 9",
        "fenced-mutex; no;  0 acquire -> 5 | 0 release | 1 acquire -> 5",
        "reentrant-fenced-mutex; yes; 0 acquire -> 5 | 0 acquire -> 5 | 0 release | 0 release | 1 acquire -> 6",
        "reentrant-fenced-mutex; no;  0 acquire -> 5 | 0 acquire -> 6",
        "reentrant-fenced-mutex; no;  0 acquire -> 5 | 0 release | 0 acquire -> 5",
        "reentrant-fenced-mutex; yes; 0 acquire -> nil | 0 acquire -> 6 | 0 acquire -> 6",
    })
    void examples(String model, String verdict, String history) {
        assertThat(linearizable(Models.named(model), history)).isEqualTo(verdict.equals("yes"));
    }

    @Test
    void who_asks_for_a_model_that_is_not_there_hears_which_are() {
        assertThatThrownBy(() -> Models.named("casregister")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("There is no model casregister: choose one of register, cas-register, ").hasMessageContaining("fifo-queue");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "register; 0 cas [1 2]; cas is no operation of this model",
        "register; 0! write 1; write that was refused is no operation of this model",
        "cas-register; 0 cas 1; 1 is not a sequence of values",
        "cas-register; 0 cas [1 2 3]; [1 2 3] are not 2 values",
        "cas-register; 0 write [1]; [1] is not one value",
        "cas-register; 0 cas [1 nil]; nil where a value is needed",
        "multi-register; 0 txn [[x x 1]]; x is no part of a transaction: it reads, writes or deletes",
        "versioned-register; 0 read -> [x 1]; x is not a whole number",
        "set; 0 contains 1 -> maybe; maybe is neither true nor false",
        "set; 0! read; read that was refused is no operation of this model",
        "fenced-mutex; 0 acquire -> -2; a fence is above 0, not -2",
    })
    void what_a_model_does_not_know_is_refused_in_one_line(String model, String history, String message) {
        assertThatThrownBy(() -> SpanNotation.spans(Models.named(model), history)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void every_model_says_what_it_is_and_what_it_knows() {
        for (NamedModel<?, ?> model : Models.all()) {
            assertThat(model.description()).as(model.name()).isNotBlank().doesNotContain("\n");
            assertThat(model.words()).as(model.name()).isNotEmpty();
        }
        assertThat(Models.all()).extracting(NamedModel::name).doesNotHaveDuplicates();
    }
}
