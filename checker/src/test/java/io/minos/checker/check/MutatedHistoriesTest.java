package io.minos.checker.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.history.Event;
import io.minos.checker.history.History;
import io.minos.checker.history.SimulatedEtcd;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.Anomaly;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Valid histories by the thousand, each with one lie: the check whose promise it breaks says so, and before the lie no check
 * found anything. {@code -Dminos.mutations=10000} for so many of them.
 */
class MutatedHistoriesTest {
    private static final int MUTATIONS = Integer.getInteger("minos.mutations", 1_000);
    /** Not every history gives an opportunity for every lie; each one tried is longer. */
    private static final int HISTORIES_TRIED_MAX = 40;

    /** So many tries as the system property says. */
    static final class AsOften implements AroundPropertyHook {
        @Override
        public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
            context.attributes().setTries(MUTATIONS);
            return property.execute();
        }
    }

    @Property(seed = "7")
    @AddLifecycleHook(AsOften.class)
    void a_lie_is_found_by_the_promise_it_breaks(@ForAll Mutation mutation, @ForAll @LongRange(max = 1_000_000_000) long seed, @ForAll @IntRange(min = 40, max = 90) int operations) {
        for (int i = 0; i < HISTORIES_TRIED_MAX; i++) {
            List<Event> events = SimulatedEtcd.events(seed + i, new SimulatedEtcd.Load(operations + 10 * i, 4, 45, 0.04, false));
            Optional<List<Event>> mutated = mutation.of(events, new SplittableRandom(seed));
            if (mutated.isEmpty()) continue;
            Check check = Checks.named(List.of(mutation.check), Map.of()).get(0);
            CheckResult found = check.check(History.of(mutated.get()), Budget.unlimited());
            assertThat(found.verdict()).as("%s, seed %d, %d operations: %s", mutation, seed + i, operations, found.reason()).isEqualTo(Verdict.INVALID);
            if (!mutation.kinds.isEmpty()) assertThat(found.anomalies()).as("%s, seed %d", mutation, seed + i).extracting(Anomaly::kind).containsAnyElementsOf(mutation.kinds);
            nothingIsFound(events, mutation.check);
            return;
        }
        throw new AssertionError("no opportunity for " + mutation);
    }

    /** A history as short as these may give other checks too little to judge. */
    private static void nothingIsFound(List<Event> events, String certainly) {
        History history = History.of(events);
        for (Check check : Checks.concerning(history, Map.of())) {
            CheckResult found = check.check(history, Budget.unlimited());
            assertThat(found.verdict()).as("%s: %s", check.name(), found.reason()).isIn(Verdict.VALID, check.name().equals(certainly) ? Verdict.VALID : Verdict.UNKNOWN);
        }
    }
}
