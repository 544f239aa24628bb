package io.minos.node.raft;

/** One change of state, for logs and traces: {@code term=4 follower→candidate reason=election-timeout}. */
public record Transition(long term, Role from, Role to, long leader, String reason) {}
