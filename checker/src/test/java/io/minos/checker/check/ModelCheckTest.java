package io.minos.checker.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.history.History;
import io.minos.checker.linear.Budget;
import io.minos.checker.linear.Crew;
import io.minos.checker.linear.Engine;
import io.minos.checker.linear.Finding;
import io.minos.checker.linear.Span;
import io.minos.checker.linear.Wgl;
import io.minos.checker.model.Cell;
import io.minos.checker.model.Model;
import io.minos.checker.model.Register.Action;
import io.minos.checker.model.named.Models;
import io.minos.checker.model.named.NamedModel;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ModelCheckTest {
    @SuppressWarnings("unchecked")
    private static final NamedModel<Cell, Action> REGISTER = (NamedModel<Cell, Action>) Models.named("register");
    private static final Span<Action> WRITE = new Span<>(0, 0, 1, new Action.Write("a", 0, null));
    private static final List<Span<Action>> RIGHT = List.of(WRITE, new Span<>(2, 2, 3, new Action.Read(Cell.of("a"))));
    private static final List<Span<Action>> WRONG = List.of(WRITE, new Span<>(2, 2, 3, new Action.Read(Cell.of("b"))));

    /** Says yes to all. */
    private static final Engine YES = new Engine() {
        @Override
        public <S, A> Finding check(List<Span<A>> spans, Model<S, A> model, Budget budget) {
            return new Finding.Linearizable(List.of(), 1);
        }
    };
    private static final Engine NOBODY = new Engine() {
        @Override
        public <S, A> Finding check(List<Span<A>> spans, Model<S, A> model, Budget budget) {
            return new Finding.Undecided(0, spans.size(), 0);
        }
    };

    private static CheckResult check(Map<String, List<Span<Action>>> objects, Engine engine, Optional<Engine> second) {
        return new ModelCheck<>(REGISTER, objects, engine, second, Crew.ALONE).check(History.of(List.of()), Budget.unlimited());
    }

    @Test
    void each_object_is_judged_by_itself_and_named() {
        assertThat(check(Map.of("x", RIGHT), new Wgl(), Optional.empty())).extracting(CheckResult::verdict, CheckResult::reason).containsExactly(Verdict.VALID, "2 operations on x, linearizable");
        CheckResult both = check(new TreeMap<>(Map.of("x", RIGHT, "y", WRONG)), new Wgl(), Optional.empty());
        assertThat(both.verdict()).isEqualTo(Verdict.INVALID);
        assertThat(both.anomalies()).singleElement().extracting(anomaly -> anomaly.key(), anomaly -> anomaly.operations()).containsExactly("y", List.of(2L));
    }

    @Test
    void nothing_to_judge_and_nothing_decided_are_unknown() {
        assertThat(check(Map.of(), new Wgl(), Optional.empty()).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(check(Map.of("x", RIGHT), NOBODY, Optional.empty())).extracting(CheckResult::verdict, CheckResult::reason).containsExactly(Verdict.UNKNOWN, "x: the engine did not decide it");
    }

    @Test
    void two_engines_that_agree_or_do_not_know_are_no_dispute() {
        assertThat(check(Map.of("x", RIGHT), new Wgl(), Optional.of(YES)).facts()).containsEntry(ModelCheck.DISAGREEMENTS, 0L).containsEntry("cross-checked", 1L);
        assertThat(check(Map.of("x", WRONG), new Wgl(), Optional.of(NOBODY)).facts()).containsEntry(ModelCheck.DISAGREEMENTS, 0L).containsEntry("cross-checked", 0L);
    }

    @Test
    void two_engines_that_say_contrary_things_are_a_dispute_whoever_is_right() {
        CheckResult missed = check(Map.of("x", WRONG), YES, Optional.of(new Wgl()));
        assertThat(missed.facts()).containsEntry(ModelCheck.DISAGREEMENTS, 1L);
        assertThat(missed).extracting(CheckResult::verdict, CheckResult::reason).containsExactly(Verdict.UNKNOWN, "the engines contradict each other on x");
        assertThat(check(Map.of("x", WRONG), new Wgl(), Optional.of(YES)).facts()).containsEntry(ModelCheck.DISAGREEMENTS, 1L);
    }

    @Test
    void a_crew_that_works_in_another_order_comes_to_the_same() {
        Crew backwards = new Crew() {
            @Override
            public int size() {
                return 3;
            }

            @Override
            public void run(List<Runnable> tasks) {
                List<Runnable> order = new ArrayList<>(tasks);
                Collections.reverse(order);
                order.forEach(Runnable::run);
            }
        };
        Map<String, List<Span<Action>>> objects = new TreeMap<>(Map.of("a", WRONG, "b", RIGHT, "c", WRONG, "d", RIGHT, "e", WRONG));
        CheckResult other = new ModelCheck<>(REGISTER, objects, new Wgl(), Optional.empty(), backwards).check(History.of(List.of()), Budget.unlimited());
        assertThat(other).isEqualTo(check(objects, new Wgl(), Optional.empty()));
        assertThat(other.anomalyCount()).isEqualTo(3);
    }
}
