package io.minos.node.raft;

/** The read asked for under {@code context} is linearizable once {@code index} is applied (Raft §6.4 of the thesis). */
public record ReadState(long context, long index) {}
