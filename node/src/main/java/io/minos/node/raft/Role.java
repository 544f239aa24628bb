package io.minos.node.raft;

/** Raft, figure 4, with the pre-vote phase of the thesis §9.6. */
public enum Role { FOLLOWER, PRE_CANDIDATE, CANDIDATE, LEADER }
