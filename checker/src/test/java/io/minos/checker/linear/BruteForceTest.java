package io.minos.checker.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.model.Cell;
import io.minos.checker.model.MultiRegister.Part;
import io.minos.checker.model.MultiRegister;
import io.minos.checker.model.Register.Action;
import io.minos.checker.model.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small histories by the ten thousand, judged by enumeration: the engine must agree, whatever is reduced before. */
class BruteForceTest {
    private static final int HISTORIES = Integer.getInteger("minos.histories", 6_000);
    private static final Register REGISTER = new Register("x");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void register_histories_are_judged_as_enumeration_judges_them(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int invalid = 0;
        for (int i = 0; i < HISTORIES; i++) {
            int values = 2 + random.nextInt(3);
            List<Span<Action>> spans = Agreement.history(random, 1 + random.nextInt(6), (generator, optional) -> action(generator, values, optional));
            if (!Agreement.on(spans, REGISTER, "seed " + seed + " history " + i, i % 10 == 0)) invalid++;
        }
        assertThat(invalid).as("both verdicts occur").isBetween(HISTORIES / 10, HISTORIES * 9 / 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void histories_of_unique_writes_are_judged_as_enumeration_judges_them(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int invalid = 0;
        for (int i = 0; i < HISTORIES; i++) {
            int[] unique = {0};
            List<Span<Action>> spans = Agreement.history(random, 3 + random.nextInt(4), (generator, optional) -> unique(generator, unique, optional));
            if (!Agreement.on(spans, REGISTER, "seed " + seed + " history " + i, i % 10 == 0)) invalid++;
        }
        assertThat(invalid).isBetween(HISTORIES / 10, HISTORIES * 9 / 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void histories_of_transactions_are_judged_as_enumeration_judges_them(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int invalid = 0;
        for (int i = 0; i < HISTORIES; i++) {
            List<Span<MultiRegister.Action>> spans = Agreement.history(random, 2 + random.nextInt(4), BruteForceTest::transaction);
            if (!Agreement.on(spans, new MultiRegister(), "seed " + seed + " history " + i, i % 10 == 0)) invalid++;
        }
        assertThat(invalid).isBetween(HISTORIES / 20, HISTORIES * 19 / 20);
    }

    @Test
    void without_spans_everything_is_explained() {
        assertThat(new Wgl().check(List.of(), REGISTER, Budget.unlimited())).isInstanceOf(Finding.Linearizable.class);
    }

    private static Cell cell(RandomGenerator random, int values) {
        int value = random.nextInt(values + 1);
        return value == 0 ? Cell.MISSING : new Cell("v" + value, random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0);
    }

    private static Action action(RandomGenerator random, int values, boolean optional) {
        String value = "v" + (1 + random.nextInt(values));
        long mod = random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0;
        Cell told = random.nextInt(3) == 0 && !optional ? cell(random, values) : null;
        return switch (random.nextInt(5)) {
            case 0, 1 -> optional ? new Action.Write(value, mod, null) : new Action.Read(cell(random, values));
            case 2 -> new Action.Write(value, mod, told);
            case 3 -> {
                Boolean removed = optional || random.nextInt(3) == 0 ? null : (Boolean) random.nextBoolean();
                yield new Action.Delete(removed, told);
            }
            default -> {
                Boolean succeeded = optional ? null : (Boolean) random.nextBoolean();
                boolean refused = Boolean.FALSE.equals(succeeded);
                yield new Action.Cas(cell(random, values).value(), value, refused ? 0 : mod, succeeded, refused && random.nextBoolean() ? cell(random, values) : null);
            }
        };
    }

    /** Every write a value of its own, as the workloads do. */
    private static Action unique(RandomGenerator random, int[] unique, boolean optional) {
        String seen = "u" + random.nextInt(unique[0] + 2);
        return switch (random.nextInt(optional ? 3 : 6)) {
            case 0 -> new Action.Write("u" + ++unique[0], 0, null);
            case 1 -> new Action.Delete(optional ? null : (Boolean) random.nextBoolean(), null);
            case 2 -> new Action.Cas(random.nextInt(4) == 0 ? null : seen, "u" + ++unique[0], 0, optional ? null : (Boolean) random.nextBoolean(), null);
            default -> new Action.Read(random.nextInt(4) == 0 ? Cell.MISSING : Cell.of(seen));
        };
    }

    private static MultiRegister.Action transaction(RandomGenerator random, boolean optional) {
        List<Part> parts = new ArrayList<>();
        int size = 1 + random.nextInt(3);
        for (int i = 0; i < size; i++) {
            String key = "k" + random.nextInt(3);
            Action action = switch (random.nextInt(4)) {
                case 0 -> new Action.Delete(null, null);
                case 1, 2 -> optional ? new Action.Write("v" + random.nextInt(3), 0, null) : new Action.Read(cell(random, 2));
                default -> new Action.Write("v" + random.nextInt(3), 0, null);
            };
            parts.add(new Part(key, action));
        }
        return new MultiRegister.Action(parts);
    }
}
