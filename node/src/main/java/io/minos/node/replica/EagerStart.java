package io.minos.node.replica;

import io.minos.node.raft.RaftConfig;
import io.minos.node.raft.RaftStatus;
import java.util.random.RandomGenerator;

/**
 * A member that has just started and hears from no leader campaigns after about two heartbeats instead of a whole election
 * timeout. With pre-vote that disturbs nobody: members that have a leader refuse it. Alone, it need not wait at all.
 */
final class EagerStart {
    private static final int PATIENCE_HEARTBEATS = 2;

    private final boolean harmless;
    private int ticksLeft;

    EagerStart(RaftConfig config, RandomGenerator random) {
        harmless = config.preVote();
        ticksLeft = PATIENCE_HEARTBEATS * config.heartbeatTicks() + random.nextInt(PATIENCE_HEARTBEATS * config.heartbeatTicks());
    }

    boolean isWaiting() {
        return ticksLeft > 0;
    }

    /** Asked once a tick while it is waiting; true at most once. */
    boolean isDue(RaftStatus status) {
        boolean alone = status.membership().voters().size() == 1;
        ticksLeft = alone ? 0 : ticksLeft - 1;
        return ticksLeft == 0 && status.leader() == 0 && (alone || harmless);
    }
}
