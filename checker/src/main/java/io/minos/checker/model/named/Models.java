package io.minos.checker.model.named;

import java.util.List;
import java.util.stream.Collectors;

/** All models that can be chosen by name. */
public final class Models {
    private static final List<NamedModel<?, ?>> ALL = List.of(Registers.REGISTER, Registers.CAS_REGISTER, Registers.VERSIONED_REGISTER, Registers.MULTI_REGISTER,
            Registers.KV, SetAndQueue.SET, SetAndQueue.FIFO_QUEUE, Locks.MUTEX, Locks.REENTRANT_MUTEX, Locks.FENCED_MUTEX, Locks.REENTRANT_FENCED_MUTEX);

    private Models() {}

    public static List<NamedModel<?, ?>> all() {
        return ALL;
    }

    /** @throws IllegalArgumentException in one line, which names those there are */
    public static NamedModel<?, ?> named(String name) {
        return ALL.stream().filter(model -> model.name().equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException("There is no model " + name
                + ": choose one of " + ALL.stream().map(NamedModel::name).collect(Collectors.joining(", ")) + "."));
    }
}
