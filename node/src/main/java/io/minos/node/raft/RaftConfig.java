package io.minos.node.raft;

/**
 * @param electionTicks a follower campaigns after electionTicks to 2·electionTicks-1 ticks without its leader
 * @param appendBytesMax bytes of entries in one {@link Message.Append}, at least one entry
 * @param inflightMax appends to one follower without an answer
 * @param uncommittedBytesMax proposals are dropped while the leader has more than this uncommitted
 */
public record RaftConfig(long id, int electionTicks, int heartbeatTicks, boolean preVote, boolean checkQuorum, int appendBytesMax, int inflightMax, long uncommittedBytesMax) {
    public static RaftConfig of(long id) {
        return new RaftConfig(id, 10, 1, true, true, 1 << 20, 256, 64L << 20);
    }
}
