package io.minos.node.lease;

/**
 * A lease's remaining time, to be recorded in the log so that a new leader does not start it all over.
 *
 * @param remainingTtlSeconds at least 1
 */
public record DueCheckpoint(long leaseId, long remainingTtlSeconds) {}
