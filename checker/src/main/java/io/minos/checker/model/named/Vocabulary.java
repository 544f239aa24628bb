package io.minos.checker.model.named;

import org.jspecify.annotations.Nullable;

/** How operations are told to a model. */
@FunctionalInterface
public interface Vocabulary<A> {
    /**
     * The model's action for what was told. Null when that says nothing: a read of unknown outcome.
     *
     * @throws IllegalArgumentException in one line, if the model knows no such operation, or none of such values
     */
    @Nullable A action(Told told);

    /** What every vocabulary says to an f that is not in it. */
    static IllegalArgumentException unknown(Told told) {
        return new IllegalArgumentException(told.f() + (told.refused() ? " that was refused" : "") + " is no operation of this model");
    }
}
