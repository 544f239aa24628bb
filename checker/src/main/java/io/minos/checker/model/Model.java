package io.minos.checker.model;

import io.minos.checker.model.Footprint.Fact;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sequential object: what a store would do if it did one thing after the other. Pure.
 *
 * @param <S> the state, a value with equals and hashCode
 * @param <A> what is done, together with what was answered; a value with equals and hashCode
 */
public interface Model<S, A> {
    S initial();

    /** The state after {@code action}; null when its answer cannot be given in {@code state}. */
    @Nullable S step(S state, A action);

    /** Which values the action leaves behind and which it looks at. */
    Footprint footprint(A action);

    /** The action as if nothing had been answered, which is possible in every state; null when it then says nothing at all. */
    @Nullable A unanswered(A action);

    /**
     * The action with one part of its answer forgotten, in every way there is, where more than one part was answered: each does
     * to the state what {@code action} does, and is possible wherever that is.
     */
    default List<A> weaker(A action) {
        return List.of();
    }

    /** The action with every revision forgotten: what the values alone say. */
    A withoutRevisions(A action);

    /** The state in words: {@code x is 5 (mod 7)}. */
    String describe(S state);

    /** The action in words: {@code read x → 5}. */
    String describeAction(A action);

    /** The state after {@code action} whatever was there before; null: it depends on that, or whether it can be at all does. */
    default @Nullable S always(A action) {
        return null;
    }

    /**
     * What a later action must name to tell {@code state} from any other that has such a fact: two states whose facts no action
     * to come {@link #tells} are as good as one. Null: there is no such fact.
     */
    default @Nullable Fact tellable(S state) {
        return null;
    }

    /** Every fact that the action can tell from others: by its answer, or by what it expects. */
    default List<Fact> tells(A action) {
        return List.of();
    }
}
