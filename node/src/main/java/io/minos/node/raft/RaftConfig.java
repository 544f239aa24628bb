package io.minos.node.raft;

/**
 * @param id this member's, any 64 bits but 0
 * @param electionTicks how long a follower hears nothing from its leader before it may campaign
 * @param electionSpreadTicks it waits up to so many ticks less one longer, by chance, so that elections do not collide (Raft
 *     §5.2 has as many as electionTicks); with fine ticks fewer will do, and the next leader is there sooner
 * @param heartbeatTicks a leader is heard from at least this often; less than electionTicks
 * @param preVote ask whether an election could be won before disturbing the cluster with a new term (Raft thesis §9.6)
 * @param checkQuorum a leader that does not hear from a majority for electionTicks steps down, and members that hear
 *     from a leader ignore candidates (Raft thesis §6.2 and §4.2.3)
 * @param appendBytesMax bytes of entries in one {@link Message.Append}, at least one entry
 * @param inflightMax appends to one follower without an answer
 * @param uncommittedBytesMax proposals are dropped while the leader has more than this uncommitted, or not on its own disk
 */
public record RaftConfig(long id, int electionTicks, int electionSpreadTicks, int heartbeatTicks, boolean preVote, boolean checkQuorum, int appendBytesMax, int inflightMax, long uncommittedBytesMax) {
    public RaftConfig {
        if (id == 0) {
            throw new IllegalArgumentException("0 is no member's id");
        }
        if (heartbeatTicks < 1 || electionTicks <= heartbeatTicks) {
            throw new IllegalArgumentException("an election must take more ticks than a heartbeat, and that at least one: electionTicks="
                    + electionTicks + " heartbeatTicks=" + heartbeatTicks);
        }
        if (electionSpreadTicks < 1) {
            throw new IllegalArgumentException("without a spread all campaign at once: electionSpreadTicks=" + electionSpreadTicks);
        }
        if (appendBytesMax < 1 || inflightMax < 1 || uncommittedBytesMax < 1) {
            throw new IllegalArgumentException("limits are positive: appendBytesMax=" + appendBytesMax + " inflightMax="
                    + inflightMax + " uncommittedBytesMax=" + uncommittedBytesMax);
        }
    }

    public static RaftConfig of(long id) {
        return new RaftConfig(id, 10, 10, 1, true, true, 1 << 20, 256, 64L << 20);
    }
}
