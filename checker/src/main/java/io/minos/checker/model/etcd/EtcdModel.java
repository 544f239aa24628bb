package io.minos.checker.model.etcd;

import io.minos.checker.model.Footprint.Fact;
import io.minos.checker.model.Footprint;
import io.minos.checker.model.Model;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole of etcd as one object: every answer tells how many changes came before, by its revision, so that nothing is judged
 * apart, and a change of unknown outcome is never left out.
 */
public final class EtcdModel implements Model<Store, EtcdModel.Action> {
    private static final String WHOLE = "etcd";

    /**
     * @param answer null: not known
     * @param byValues whether the answer has no revisions, and is compared without
     */
    public record Action(Request request, @Nullable Answer answer, boolean byValues) {
        public Action(Request request, @Nullable Answer answer) {
            this(request, answer, false);
        }

        boolean pure() {
            return request.readsOnly() || answer instanceof Answer.Refused;
        }
    }

    @Override
    public Store initial() {
        return Store.empty();
    }

    /** What ends etcd is never answered, and when its outcome is unknown, changed nothing. */
    @Override
    public @Nullable Store step(Store state, Action action) {
        Optional<Etcd.Step> step = Etcd.step(state, action.request());
        if (action.answer() == null) return step.map(Etcd.Step::after).orElse(state);
        if (step.isEmpty()) return null;
        Answer answer = action.byValues() ? step.get().answer().withoutRevisions() : step.get().answer();
        return answer.equals(action.answer()) ? step.get().after() : null;
    }

    @Override
    public Footprint footprint(Action action) {
        List<Fact> produces = action.pure() ? List.of() : List.of(new Fact(WHOLE, "changed"));
        return new Footprint(produces, List.of(), action.answer() == null ? List.of() : List.of(WHOLE));
    }

    @Override
    public @Nullable Action unanswered(Action action) {
        return action.pure() ? null : new Action(action.request(), null);
    }

    @Override
    public Action withoutRevisions(Action action) {
        return new Action(action.request(), action.answer() == null ? null : action.answer().withoutRevisions(), true);
    }

    @Override
    public String describe(Store state) {
        return "etcd is at " + state;
    }

    @Override
    public String describeAction(Action action) {
        return Words.of(action.request()) + (action.answer() == null ? "" : " → " + Words.of(action.answer()));
    }
}
