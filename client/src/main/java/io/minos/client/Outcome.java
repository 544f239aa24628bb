package io.minos.client;

import java.util.Optional;
import java.util.function.Function;

/** How a call ended. {@code Fail} and {@code Info} differ in what the caller may conclude, see {@link ErrorTable}. */
public sealed interface Outcome<T> {
    /** The server answered, and this is the answer. */
    record Ok<T>(T value) implements Outcome<T> {}

    /** It certainly did not take effect, and never will. */
    record Fail<T>(CallError error) implements Outcome<T> {
        public Fail {
            if (!error.definite()) {
                throw new IllegalArgumentException("an indefinite error is no failure: " + error);
            }
        }
    }

    /** It may have taken effect, may take effect later, or never. */
    record Info<T>(CallError error) implements Outcome<T> {}

    static <T> Outcome<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Outcome<T> of(CallError error) {
        return error.definite() ? new Fail<>(error) : new Info<>(error);
    }

    default <U> Outcome<U> map(Function<? super T, ? extends U> answer) {
        return this instanceof Ok<T> ok ? new Ok<>(answer.apply(ok.value())) : of(problem().orElseThrow());
    }

    default Optional<T> success() {
        return this instanceof Ok<T> ok ? Optional.of(ok.value()) : Optional.empty();
    }

    default Optional<CallError> problem() {
        if (this instanceof Fail<T> fail) {
            return Optional.of(fail.error());
        }
        return this instanceof Info<T> info ? Optional.of(info.error()) : Optional.empty();
    }

    /** For set-up and operator's work, where anything but an answer is an exception. */
    default T orElseThrow() {
        return success().orElseThrow(() -> new CallFailedException(problem().orElseThrow()));
    }
}
