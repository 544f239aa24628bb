package io.minos.node.outcome;

/** How a request ended: with an answer, or refused with one of etcd's errors. A refused request has had no effect. */
public sealed interface Outcome<T> {
    record Done<T>(T response) implements Outcome<T> {}

    record Refused<T>(EtcdError error) implements Outcome<T> {}

    static <T> Outcome<T> done(T response) {
        return new Done<>(response);
    }

    static <T> Outcome<T> refused(EtcdError error) {
        return new Refused<>(error);
    }
}
