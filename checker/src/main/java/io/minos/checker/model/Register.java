package io.minos.checker.model;

import io.minos.checker.model.Footprint.Fact;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One key of a key-value store: read, write, delete, compare-and-set. It starts missing. */
public final class Register implements Model<Cell, Register.Action> {
    private final String key;

    public Register(String key) {
        this.key = key;
    }

    /** With its answer; revisions ({@code mod}) are 0 and answers null where they are not known. */
    public sealed interface Action {
        record Read(Cell seen) implements Action {}

        /** @param prev what was there before */
        record Write(String value, long mod, @Nullable Cell prev) implements Action {}

        /** @param removed whether there was something to delete */
        record Delete(@Nullable Boolean removed, @Nullable Cell prev) implements Action {}

        /**
         * @param expect null: missing
         * @param succeeded null: not known; then it takes effect where it can
         * @param seen what was there instead
         */
        record Cas(@Nullable String expect, String value, long mod, @Nullable Boolean succeeded, @Nullable Cell seen) implements Action {}
    }

    @Override
    public Cell initial() {
        return Cell.MISSING;
    }

    @Override
    public @Nullable Cell step(Cell state, Action action) {
        if (action instanceof Action.Read read) return state.agrees(read.seen()) ? state : null;
        if (action instanceof Action.Write write) return fits(state, write.prev()) ? new Cell(write.value(), write.mod()) : null;
        if (action instanceof Action.Delete delete) {
            boolean told = delete.removed() == null || delete.removed() != state.missing();
            return told && fits(state, delete.prev()) ? Cell.MISSING : null;
        }
        return cas(state, (Action.Cas) action);
    }

    private static @Nullable Cell cas(Cell state, Action.Cas cas) {
        boolean matches = Objects.equals(state.value(), cas.expect());
        if (cas.succeeded() != null && cas.succeeded() != matches) return null;
        if (matches) return new Cell(cas.value(), cas.mod());
        return fits(state, cas.seen()) ? state : null;
    }

    private static boolean fits(Cell state, @Nullable Cell told) {
        return told == null || state.agrees(told);
    }

    @Override
    public Footprint footprint(Action action) {
        if (action instanceof Action.Read read) return new Footprint(List.of(), List.of(fact(read.seen())), List.of());
        if (action instanceof Action.Write write) return new Footprint(List.of(new Fact(key, write.value())), observed(write.prev()), List.of());
        if (action instanceof Action.Delete delete) return delete(delete);
        return cas((Action.Cas) action);
    }

    private Footprint delete(Action.Delete delete) {
        if (Boolean.FALSE.equals(delete.removed())) return new Footprint(List.of(), List.of(new Fact(key, null)), List.of());
        boolean onlyThatSomethingWasThere = Boolean.TRUE.equals(delete.removed()) && delete.prev() == null;
        return new Footprint(List.of(new Fact(key, null)), observed(delete.prev()), onlyThatSomethingWasThere ? List.of(key) : List.of());
    }

    private Footprint cas(Action.Cas cas) {
        if (Boolean.FALSE.equals(cas.succeeded())) {
            // What was there may be known; that it was not what was expected is known in any case, but adds nothing then.
            return new Footprint(List.of(), observed(cas.seen()), cas.seen() == null ? List.of(key) : List.of());
        }
        return new Footprint(List.of(new Fact(key, cas.value())), List.of(new Fact(key, cas.expect())), List.of());
    }

    private List<Fact> observed(@Nullable Cell cell) {
        return cell == null ? List.of() : List.of(fact(cell));
    }

    @Override
    public @Nullable Cell always(Action action) {
        if (action instanceof Action.Write write && write.prev() == null) return new Cell(write.value(), write.mod());
        return action instanceof Action.Delete delete && delete.removed() == null && delete.prev() == null ? Cell.MISSING : null;
    }

    /** All values are alike but the missing one, of which deletes tell without naming it. */
    @Override
    public @Nullable Fact tellable(Cell state) {
        return state.missing() ? null : fact(state);
    }

    @Override
    public List<Fact> tells(Action action) {
        if (action instanceof Action.Read read) return List.of(fact(read.seen()));
        if (action instanceof Action.Write write) return observed(write.prev());
        if (action instanceof Action.Delete delete) return observed(delete.prev());
        Action.Cas cas = (Action.Cas) action;
        Fact expected = new Fact(key, cas.expect());
        return cas.seen() == null ? List.of(expected) : List.of(expected, fact(cas.seen()));
    }

    private Fact fact(Cell cell) {
        return new Fact(key, cell.value());
    }

    @Override
    public @Nullable Action unanswered(Action action) {
        if (action instanceof Action.Write write) return new Action.Write(write.value(), write.mod(), null);
        if (action instanceof Action.Delete delete && !Boolean.FALSE.equals(delete.removed())) return new Action.Delete(null, null);
        if (action instanceof Action.Cas cas && !Boolean.FALSE.equals(cas.succeeded())) return new Action.Cas(cas.expect(), cas.value(), cas.mod(), null, null);
        return null;
    }

    @Override
    public List<Action> weaker(Action action) {
        if (action instanceof Action.Write write && write.prev() != null) return List.of(new Action.Write(write.value(), write.mod(), null));
        if (action instanceof Action.Delete delete && delete.prev() != null) return List.of(new Action.Delete(delete.removed(), null));
        if (action instanceof Action.Cas cas && cas.seen() != null) return List.of(new Action.Cas(cas.expect(), cas.value(), cas.mod(), cas.succeeded(), null));
        return List.of();
    }

    @Override
    public Action withoutRevisions(Action action) {
        if (action instanceof Action.Read read) return new Action.Read(read.seen().withoutRevision());
        if (action instanceof Action.Write write) return new Action.Write(write.value(), 0, forget(write.prev()));
        if (action instanceof Action.Delete delete) return new Action.Delete(delete.removed(), forget(delete.prev()));
        Action.Cas cas = (Action.Cas) action;
        return new Action.Cas(cas.expect(), cas.value(), 0, cas.succeeded(), forget(cas.seen()));
    }

    private static @Nullable Cell forget(@Nullable Cell cell) {
        return cell == null ? null : cell.withoutRevision();
    }

    @Override
    public String describe(Cell state) {
        return key + " is " + state;
    }

    @Override
    public String describeAction(Action action) {
        if (action instanceof Action.Read read) return "read " + key + " → " + read.seen();
        if (action instanceof Action.Write write) return "write " + key + "=" + write.value() + (write.prev() == null ? "" : ", before it " + write.prev());
        if (action instanceof Action.Delete delete) return "delete " + key + (delete.removed() == null ? "" : delete.removed() ? " → deleted" : " → nothing there") + (delete.prev() == null ? "" : ", before it " + delete.prev());
        Action.Cas cas = (Action.Cas) action;
        return "cas " + key + " " + (cas.expect() == null ? "missing" : cas.expect()) + "→" + cas.value()
                + (cas.succeeded() == null ? "" : cas.succeeded() ? " → succeeded" : " → refused") + (cas.seen() == null ? "" : ", was " + cas.seen());
    }
}
