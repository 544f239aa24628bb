package io.minos.node.sim;

/** Messages of one conversation in one direction arrive in the order in which they were sent, as on a TCP connection. */
public final class Conversation {
    private long lastArrival;

    /** @return when what would arrive at {@code nanos} does arrive */
    long inOrder(long nanos) {
        lastArrival = Math.max(lastArrival, nanos);
        return lastArrival;
    }
}
