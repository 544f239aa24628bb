package io.minos.node.raft;

/**
 * What a member must remember across a crash (Raft, figure 2, persistent state).
 *
 * @param vote the member voted for in {@code term}, 0 for none
 * @param commit a hint: it may lag behind, never be ahead of the durable log
 */
public record HardState(long term, long vote, long commit) {
    public static final HardState NONE = new HardState(0, 0, 0);

    public HardState {
        if (term < 0 || commit < 0) {
            throw new IllegalArgumentException("negative: term=" + term + " commit=" + commit);
        }
    }
}
