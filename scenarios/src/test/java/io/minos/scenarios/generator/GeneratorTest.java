package io.minos.scenarios.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.checker.history.Action;
import io.minos.checker.history.Event;
import io.minos.checker.history.Kv;
import io.minos.checker.history.Seen;
import io.minos.client.CallError;
import io.minos.client.Outcome;
import io.minos.client.operation.Answer;
import io.minos.client.operation.Operation;
import io.minos.client.operation.Operation.MicroOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratorTest {
    private static final int OPERATIONS = 5_000;

    static Stream<Generator> all() {
        return Stream.of(RegisterGenerator.of("r/", 4, 50), SetGenerator.of("s/", 40), TxnGenerator.of("t/", 3, 3, 25), mix());
    }

    private static Generator mix() {
        return new Mix(List.of(
                new Mix.Part("r/", 4, RegisterGenerator.of("r/", 4, 50)),
                new Mix.Part("s/", 2, SetGenerator.of("s/", 40)),
                new Mix.Part("t/", 2, TxnGenerator.of("t/", 3, 3, 25))));
    }

    @ParameterizedTest
    @MethodSource("all")
    void the_same_seed_gives_the_same_operations_and_another_seed_others(Generator generator) {
        assertThat(operations(generator, 7)).isEqualTo(operations(generator, 7)).isNotEqualTo(operations(generator, 8));
    }

    @ParameterizedTest
    @MethodSource("all")
    void asking_does_not_change_a_generator(Generator generator) {
        Generator.Step first = generator.next(new SplittableRandom(3));
        generator.next(new SplittableRandom(4)).next().next(new SplittableRandom(5));

        assertThat(generator.next(new SplittableRandom(3))).isEqualTo(first);
    }

    @ParameterizedTest
    @MethodSource("all")
    void no_value_is_written_twice(Generator generator) {
        assertThat(operations(generator, 1).stream().flatMap(GeneratorTest::written)).doesNotHaveDuplicates().isNotEmpty();
    }

    @Test
    void a_register_retires_after_its_operations_and_no_more_are_in_use_than_asked_for() {
        List<Operation> operations = operations(RegisterGenerator.of("r/", 4, 50), 1);
        Map<String, Long> uses = operations.stream().collect(Collectors.groupingBy(GeneratorTest::key, Collectors.counting()));

        assertThat(uses.values()).allMatch(count -> count <= 50);
        assertThat(uses.values().stream().filter(count -> count < 50).count()).isLessThanOrEqualTo(4);
        assertThat(operations.stream().map(Operation::f).distinct()).containsExactlyInAnyOrder("read", "write", "cas", "delete");
    }

    @Test
    void a_compare_and_set_mostly_expects_what_is_there() {
        var store = new HashMap<String, String>();
        Generator generator = RegisterGenerator.of("r/", 2, 100);
        var random = new SplittableRandom(11);
        int succeeded = 0;
        int tried = 0;
        for (int i = 0; i < 2_000; i++) {
            Generator.Step step = generator.next(random);
            Outcome<Answer> outcome = answer(store, step.operation());
            if (step.operation() instanceof Operation.Cas) {
                tried++;
                succeeded += Boolean.TRUE.equals(((Action.Cas) outcome.orElseThrow().told()).succeeded()) ? 1 : 0;
            }
            generator = step.next().observe(step.operation(), outcome);
        }
        assertThat((double) succeeded / tried).isBetween(0.7, 0.99);
    }

    @Test
    void an_unknown_outcome_teaches_nothing() {
        Generator generator = RegisterGenerator.of("r/", 2, 100);

        assertThat(generator.observe(new Operation.Write("r/0", "x"), Outcome.of(new CallError("timeout", false, "")))).isEqualTo(generator);
    }

    @Test
    void a_set_retires_after_its_elements_and_is_asked_for_while_it_grows() {
        List<Operation> operations = operations(SetGenerator.of("s/", 40), 1);
        Map<String, Long> sizes = operations.stream().filter(Operation.Add.class::isInstance)
                .collect(Collectors.groupingBy(op -> key(op).substring(0, key(op).lastIndexOf('/') + 1), Collectors.counting()));

        assertThat(sizes.values().stream().filter(size -> size != 40)).hasSizeLessThanOrEqualTo(1);
        assertThat(operations.stream().filter(Operation.Members.class::isInstance).map(GeneratorTest::key)).allMatch(prefix -> prefix.matches("s/\\d+/"));
        assertThat(operations.stream().filter(Operation.Add.class::isInstance).map(GeneratorTest::key)).doesNotHaveDuplicates();
    }

    @Test
    void a_transaction_keeps_to_one_group_and_a_group_retires() {
        List<Operation> operations = operations(TxnGenerator.of("t/", 3, 3, 25), 1);
        Function<Operation, List<String>> groups = op -> ((Operation.Txn) op).ops().stream().map(micro -> micro.key().split("/")[1]).distinct().toList();

        assertThat(operations).allSatisfy(op -> assertThat(groups.apply(op)).hasSize(1));
        assertThat(operations.stream().collect(Collectors.groupingBy(groups, Collectors.counting())).values()).allMatch(count -> count <= 25);
        assertThat(operations.stream().flatMap(op -> ((Operation.Txn) op).ops().stream()).<Class<?>>map(Object::getClass).distinct()).containsExactlyInAnyOrder(MicroOp.Read.class, MicroOp.Write.class, MicroOp.Delete.class);
    }

    @Test
    void a_mix_keeps_to_the_shares() {
        Map<String, Long> counts = operations(mix(), 1).stream().collect(Collectors.groupingBy(op -> key(op).substring(0, 2), Collectors.counting()));

        assertThat((double) counts.get("r/") / OPERATIONS).isBetween(0.46, 0.54);
        assertThat((double) counts.get("s/") / OPERATIONS).isBetween(0.21, 0.29);
        assertThat((double) counts.get("t/") / OPERATIONS).isBetween(0.21, 0.29);
    }

    @Test
    void a_mix_tells_the_part_whose_operation_it_was() {
        Generator told = mix().observe(new Operation.Write("r/0", "v0"),
                Outcome.ok(new Answer(new Operation.Write("r/0", "v0").asked(), new Event.Facts(2, 1, "a"))));

        assertThat(((RegisterGenerator) ((Mix) told).parts().get(0).generator()).slots().get(0).known()).isEqualTo("v0");
        assertThat(((Mix) told).parts().subList(1, 3)).isEqualTo(((Mix) mix()).parts().subList(1, 3));
    }

    @Test
    void the_pace_is_the_rate_on_average_and_never_even() {
        var random = new SplittableRandom(5);
        var pace = new Pace(200);
        List<Long> intervals = Stream.generate(() -> pace.intervalNanos(random)).limit(10_000).toList();

        assertThat(intervals.stream().mapToLong(Long::longValue).average().orElseThrow()).isBetween(4.9e6, 5.1e6);
        assertThat(intervals).allMatch(nanos -> nanos >= 2_500_000 && nanos <= 7_500_000);
        assertThatThrownBy(() -> new Pace(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pace(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Operation> operations(Generator generator, long seed) {
        List<Operation> operations = new ArrayList<>();
        var random = new SplittableRandom(seed);
        Generator state = generator;
        for (int i = 0; i < OPERATIONS; i++) {
            Generator.Step step = state.next(random);
            operations.add(step.operation());
            state = step.next();
        }
        return operations;
    }

    private static Outcome<Answer> answer(Map<String, String> store, Operation operation) {
        Action told = operation.asked();
        String key = key(operation);
        String now = store.get(key);
        Seen seen = now == null ? Seen.MISSING : new Seen(new Kv(key, now, 0, 0, 0, 0));
        if (operation instanceof Operation.Write write) {
            store.put(key, write.value());
        } else if (operation instanceof Operation.Delete) {
            store.remove(key);
        } else if (operation instanceof Operation.Cas cas) {
            boolean holds = java.util.Objects.equals(now, cas.expect());
            told = new Action.Cas(key, cas.expect(), cas.value(), holds, holds ? null : seen);
            if (holds) {
                store.put(key, cas.value());
            }
        }
        if (operation instanceof Operation.Read) {
            told = new Action.Read(key, false, seen);
        }
        return Outcome.ok(new Answer(told, new Event.Facts(1, 1, "a")));
    }

    private static Stream<String> written(Operation operation) {
        if (operation instanceof Operation.Txn txn) {
            return txn.ops().stream().filter(MicroOp.Write.class::isInstance).map(op -> "t" + ((MicroOp.Write) op).value());
        }
        Action asked = operation.asked();
        String value = asked instanceof Action.Write write ? write.value() : asked instanceof Action.Cas cas ? cas.value() : null;
        return value == null ? Stream.empty() : Stream.of(key(operation).charAt(0) + value);
    }

    private static String key(Operation operation) {
        if (operation instanceof Operation.Txn txn) {
            return txn.ops().get(0).key();
        }
        var asked = new Event(0, 0, "0", "n1", Event.Type.INVOKE, operation.f(), operation.asked(), null, null).value();
        return asked.has("key") ? asked.get("key").asText() : asked.get("prefix").asText();
    }
}
