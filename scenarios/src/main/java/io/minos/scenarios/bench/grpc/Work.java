package io.minos.scenarios.bench.grpc;

import java.util.Locale;

/** What clients ask for: a put of 256 bytes, a linearizable range of one key, a serializable one. */
public enum Work {
    PUT, RANGE, SERIAL;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
