package io.minos.client;

/** What was observed when a call had no answer; the {@link ErrorTable} says what it means. */
public sealed interface Failure {
    /** How far the request got before it failed. */
    enum Stage {
        /** No byte of the request was handed to the network. */
        NOT_SENT,
        /** At least one byte may have left. */
        SENT,
        /** The answer had begun. */
        ANSWERING
    }

    enum Cause { REFUSED, TIMEOUT, BROKEN }

    String detail();

    /** The connection failed, or time ran out. */
    record Broken(Stage stage, Cause cause, String detail) implements Failure {}

    /** The server answered with an error: its gRPC status and text, in HTTP's clothes. */
    record Refusal(int httpStatus, int grpcCode, String text) implements Failure {
        @Override
        public String detail() {
            return "HTTP " + httpStatus + ", code " + grpcCode + ", " + text;
        }
    }

    /** An answer that is none of etcd's: some other server, a proxy, or a damaged one. */
    record Gibberish(int httpStatus, String detail) implements Failure {}
}
