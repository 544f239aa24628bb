package io.minos.checker.model;

import io.minos.checker.model.Footprint.Fact;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lock, which only its holder can release. It may be reentrant: then its holder can acquire it again, and releases it as often.
 * Acquisitions may be answered with a fence, which is greater every time another hold begins, and the same within one hold.
 */
public final class Mutex implements Model<Mutex.State, Mutex.Action> {
    private final String name;
    private final boolean reentrant;

    public Mutex(String name, boolean reentrant) {
        this.name = name;
        this.reentrant = reentrant;
    }

    /**
     * @param holder null: it is free
     * @param holds how often the holder acquired it
     * @param fence the greatest that was told; 0: none was
     * @param fenceIsOfHold whether the hold that lasts is that fence's
     */
    public record State(@Nullable String holder, int holds, long fence, boolean fenceIsOfHold) {
        public State {
            if (holder == null != (holds == 0)) throw new IllegalArgumentException(holds + " holds by " + holder);
        }
    }

    /** With its answer. */
    public sealed interface Action {
        String process();

        /**
         * @param acquired false: it was turned away; null: not told, then it takes effect where it can
         * @param fence 0: not told
         */
        record Acquire(String process, @Nullable Boolean acquired, long fence) implements Action {}

        /** @param released false: it was not the holder; null: not told, then it takes effect where it can */
        record Release(String process, @Nullable Boolean released) implements Action {}
    }

    @Override
    public State initial() {
        return new State(null, 0, 0, false);
    }

    @Override
    public @Nullable State step(State state, Action action) {
        boolean owns = action.process().equals(state.holder());
        boolean can = action instanceof Action.Release ? owns : state.holder() == null || reentrant && owns;
        Boolean told = action instanceof Action.Acquire acquire ? acquire.acquired() : ((Action.Release) action).released();
        if (told != null && told != can) return null;
        if (!can) return state;
        return action instanceof Action.Acquire acquire ? held(state, acquire, owns) : released(state);
    }

    private static @Nullable State held(State state, Action.Acquire acquire, boolean again) {
        boolean known = again && state.fenceIsOfHold();
        if (acquire.fence() == 0) return new State(acquire.process(), state.holds() + 1, state.fence(), known);
        boolean fits = known ? acquire.fence() == state.fence() : acquire.fence() > state.fence();
        return fits ? new State(acquire.process(), state.holds() + 1, acquire.fence(), true) : null;
    }

    private static State released(State state) {
        boolean last = state.holds() == 1;
        return new State(last ? null : state.holder(), state.holds() - 1, state.fence(), !last && state.fenceIsOfHold());
    }

    /**
     * That it is free is a fact like who holds it. Whoever acquires it again does not find it free, and yet needs every release that
     * may have freed it from another before; an acquisition that perhaps took effect is of no use to anybody but whoever releases it.
     */
    @Override
    public Footprint footprint(Action action) {
        Fact held = new Fact(name, action.process());
        Fact free = new Fact(name, null);
        if (action instanceof Action.Release release) {
            return Boolean.FALSE.equals(release.released()) ? sensing() : new Footprint(List.of(free), List.of(held), List.of());
        }
        return Boolean.FALSE.equals(((Action.Acquire) action).acquired()) ? sensing() : new Footprint(List.of(held), List.of(free), List.of());
    }

    private Footprint sensing() {
        return new Footprint(List.of(), List.of(), List.of(name));
    }

    @Override
    public @Nullable Action unanswered(Action action) {
        if (action instanceof Action.Acquire acquire) return Boolean.FALSE.equals(acquire.acquired()) ? null : new Action.Acquire(acquire.process(), null, 0);
        return Boolean.FALSE.equals(((Action.Release) action).released()) ? null : new Action.Release(action.process(), null);
    }

    /** A fence is the answer itself: it stays. */
    @Override
    public Action withoutRevisions(Action action) {
        return action;
    }

    @Override
    public String describe(State state) {
        String fence = state.fence() == 0 ? "" : " (last fence " + state.fence() + ")";
        if (state.holder() == null) return name + " is free" + fence;
        return name + " is held by " + state.holder() + (state.holds() > 1 ? " " + state.holds() + " times" : "") + fence;
    }

    @Override
    public String describeAction(Action action) {
        if (action instanceof Action.Release release) {
            return "release of " + name + " by " + action.process() + (release.released() == null ? "" : release.released() ? " → released" : " → refused");
        }
        Action.Acquire acquire = (Action.Acquire) action;
        String told = acquire.acquired() == null ? "" : acquire.acquired() ? " → acquired" : " → refused";
        return "acquire of " + name + " by " + acquire.process() + told + (acquire.fence() == 0 ? "" : " with fence " + acquire.fence());
    }
}
