package io.minos.node.raft;

/**
 * What a leader knows of another member.
 *
 * @param matchIndex its log is known to equal the leader's, and to be durable, up to here
 * @param active heard from in this election timeout or in the last
 */
public record PeerProgress(long id, long matchIndex, boolean active) {}
