package io.minos.checker.linear;

import io.minos.checker.model.Model;
import java.util.List;

/**
 * The reference engine: the depth-first search of Wing and Gong (1993) over an undoable linked list, with Lowe's cache of
 * configurations (2017).
 *
 * <p>Four cuts, each sound:
 * <ul>
 *   <li>A pure action (one that never changes the state) whose answer fits the state is placed at once, and nothing else is
 *       tried in its stead: if any order completes the search with it at a later place, then also with it here, because taking
 *       it out there changes no state, and it may be here as it is a candidate.
 *   <li>Dominance: a configuration that placed the same definite actions, reached the same state and used a subset of the
 *       optional ones can do whatever the other one can.
 *   <li>Equal optional actions are used in order of invocation: none of them ever has to be before anything, so that two of
 *       them can change places whenever the later one is used and the earlier one is not, or later.
 *   <li>An optional action that does not change the state is not used.
 * </ul>
 */
public final class Wgl implements Engine {
    @Override
    public <S, A> Finding check(List<Span<A>> spans, Model<S, A> model, Budget budget) {
        return new WglSearch<>(spans, model, budget).run();
    }
}
