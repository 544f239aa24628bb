package io.minos.node.raft;

/** What operators ask. {@code leader} is 0 when unknown. */
public record RaftStatus(long id, Role role, long term, long leader, long commit, long applied, long lastIndex, long firstIndex, Membership membership) {}
