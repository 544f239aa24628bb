package io.minos.checker.model.named;

import io.minos.checker.model.Mutex;
import java.util.List;

/** The vocabularies of locks. */
final class Locks {
    static final NamedModel<?, ?> MUTEX = plain("mutex", "a lock that only the process that holds it can release", false);
    static final NamedModel<?, ?> REENTRANT_MUTEX = plain("reentrant-mutex", "a lock that the process that holds it can acquire again, and must release as often", true);
    static final NamedModel<?, ?> FENCED_MUTEX = fenced("fenced-mutex", "a lock with fences: each is greater than those before", false);
    static final NamedModel<?, ?> REENTRANT_FENCED_MUTEX = fenced("reentrant-fenced-mutex", "a reentrant lock with fences: each hold has one, greater than those before", true);

    private Locks() {}

    private static NamedModel<?, ?> plain(String name, String description, boolean reentrant) {
        return new NamedModel<>(name, description, List.of("acquire (refused: it was taken)", "release (refused: another held it, or nobody)"),
                told -> action(told, false), (object, actions) -> new Mutex(object, reentrant));
    }

    private static NamedModel<?, ?> fenced(String name, String description, boolean reentrant) {
        return new NamedModel<>(name, description, List.of("acquire → fence, above 0; nil or 0: not told (refused: it was taken)", "release (refused: another held it, or nobody)"),
                told -> action(told, true), (object, actions) -> new Mutex(object, reentrant));
    }

    private static Mutex.Action action(Told told, boolean fenced) {
        Boolean took = told.ok() ? Boolean.TRUE : told.refused() ? Boolean.FALSE : null;
        return switch (told.f()) {
            case "acquire" -> new Mutex.Action.Acquire(told.process(), took, fenced && told.ok() ? fence(told.answered()) : 0);
            case "release" -> new Mutex.Action.Release(told.process(), took);
            default -> throw Vocabulary.unknown(told);
        };
    }

    private static long fence(Datum answered) {
        long fence = answered.number(0);
        if (fence < 0) throw new IllegalArgumentException("a fence is above 0, not " + fence);
        return fence;
    }
}
