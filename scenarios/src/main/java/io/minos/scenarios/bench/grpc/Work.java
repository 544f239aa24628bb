package io.minos.scenarios.bench.grpc;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What clients ask for: a put of 256 bytes, a linearizable range of one key, a serializable one. */
public enum Work {
    PUT, RANGE, SERIAL;

    public static Optional<Work> named(String label) {
        return Arrays.stream(values()).filter(work -> work.label().equals(label)).findFirst();
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
