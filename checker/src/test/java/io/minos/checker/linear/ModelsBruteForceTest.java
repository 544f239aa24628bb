package io.minos.checker.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.model.named.Models;
import io.minos.checker.model.named.NamedModel;
import io.minos.checker.model.named.Told.Ending;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small histories of every named model, told in its own words, judged by enumeration: every engine must agree. */
class ModelsBruteForceTest {
    private static final int HISTORIES = Math.max(20, Integer.getInteger("minos.histories", 6_000) / 12);
    private static final Pattern ONE_OF = Pattern.compile("<([^>]*)>");

    /** Operations between slashes; what begins with ! is refused; one of what is between angle brackets is drawn. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', value = {
        "register; read -> <nil|1|2> / write <1|2> / delete",
        "cas-register; read -> <nil|1|2> / read -> <1|2|3> / write <1|2|3> / cas [<nil|1|2|3> <1|2|3>] / !cas [<nil|1|2> <1|2>]",
        "versioned-register; read -> [<nil|0> nil] / read -> [<nil|1|2|3> <1|2>] / write [nil <1|2>] -> [<nil|1|2|3> 1] / cas [nil [<nil|1|2> <1|2>]] -> [<nil|nil|1|2> 1] / !cas [nil [<nil|1|2> <1|2>]]",
        "multi-register; txn [[r <x|y> nil] [w <x|y> <1|2>]] -> [[r x <nil|1|2>] [w x 1]] / txn [[w <x|y> <1|2>] [d <x|y> nil]] / txn [[r <x|y> nil]] -> [[r x <nil|1|2>]]",
        "kv; get -> <nil|1|2|12|21|11> / put <1|2> / append <1|2>",
        "set; add <1|2> -> <1|true|false> / !add <1|2> / remove <1|2> -> <1|true|false> / !remove <1|2> / contains <1|2> -> <true|false> / read -> [<|1|2|1 2>]",
        "set; add <1|2|3> / remove <1|2|3> / contains <1|2|3> -> <true|false>",
        "fifo-queue; enqueue <1|2|3> / enqueue <1|2|3> / dequeue -> <1|2|3> / dequeue -> <1|2> / !dequeue",
        "mutex; acquire / acquire / release / !acquire / !release",
        "mutex; acquire / release",
        "reentrant-mutex; acquire / release / acquire / release / !acquire / !release",
        "reentrant-mutex; acquire / release",
        "fenced-mutex; acquire -> <nil|1|2|3> / release",
        "reentrant-fenced-mutex; acquire -> <nil|1|2> / release",
        "etcd; put {key <a|b>, value <1|2>} -> {header {revision <2|3|4>}} / delete-range {key <a|b>} -> {header {revision <1|2|3|4>}, deleted <0|1>} / put {key a, value <1|2>} -> {}"
                + " / range {key a, range_end c, count_only true} -> {header {revision <1|2|3|4>}, count <0|1|2>} / !range {key a, revision <2|3>} -> 'etcdserver: mvcc: required revision is a future revision'"
                + " / txn {compare [{key a, target VERSION, version <0|1>}], success [{request_put {key a, value 1}}]} -> {<succeeded true, responses [{response_put {}}]|>}"
                + " / txn {compare [{key a, target VALUE, value <1|2>}], failure [{request_range {key <a|b>, count_only true}}]} -> {responses [{response_range {count <0|1>}}]}"
                + " / compact {revision <1|2|3>} -> {} / !compact {revision <1|2>} -> 'etcdserver: mvcc: required revision has been compacted'",
    })
    void histories_are_judged_as_enumeration_judges_them(String model, String operations) {
        judge(Models.named(model), List.of(operations.split(" / ")));
    }

    private static <S, A> void judge(NamedModel<S, A> model, List<String> operations) {
        SplittableRandom random = new SplittableRandom(operations.size());
        int invalid = 0;
        for (int i = 0; i < HISTORIES; i++) {
            List<Span<A>> spans = Agreement.history(random, 2 + random.nextInt(4), (generator, optional) -> action(model, operations, generator, optional));
            if (!Agreement.on(spans, model.of("x", spans.stream().map(Span::action).toList()), model.name() + " history " + i, i % 5 == 0)) invalid++;
        }
        assertThat(invalid).as("both verdicts occur").isBetween(HISTORIES / 20, HISTORIES * 19 / 20);
    }

    private static <A> A action(NamedModel<?, A> model, List<String> operations, RandomGenerator random, boolean optional) {
        while (true) {
            String drawn = operations.get(random.nextInt(operations.size()));
            boolean refused = drawn.startsWith("!");
            if (refused && optional) continue;
            String words = ONE_OF.matcher(refused ? drawn.substring(1) : drawn).replaceAll(found -> Matcher.quoteReplacement(oneOf(found.group(1), random)));
            Ending ending = optional ? Ending.UNKNOWN : refused ? Ending.REFUSED : Ending.OK;
            A action = model.vocabulary().action(SpanNotation.told("p" + random.nextInt(2), words, ending));
            if (action != null) return action;
        }
    }

    private static String oneOf(String choices, RandomGenerator random) {
        String[] each = choices.split("\\|", -1);
        return each[random.nextInt(each.length)];
    }
}
