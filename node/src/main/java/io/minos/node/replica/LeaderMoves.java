package io.minos.node.replica;

import io.minos.node.outcome.EtcdError;
import io.minos.node.raft.RaftStatus;
import io.minos.node.raft.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Clients who asked that another should lead, and wait until it does. */
final class LeaderMoves {
    private record Waiting(long call, long to, long deadlineNanos) {}

    private final List<Waiting> waiting = new ArrayList<>();

    /** As etcd 3.4 has it: a leader knows its voters; that of another is not asked, however good the target. */
    static Optional<EtcdError> refusal(RaftStatus status, long to) {
        if (status.role() != Role.LEADER) {
            return Optional.of(EtcdError.NOT_LEADER);
        }
        return status.membership().voters().contains(to) ? Optional.empty() : Optional.of(EtcdError.BAD_LEADER_TRANSFEREE);
    }

    void add(Event.MoveLeader move, long deadlineNanos) {
        waiting.add(new Waiting(move.call(), move.to(), deadlineNanos));
    }

    List<Long> arrived(long leader) {
        return waiting.isEmpty() ? Collections.emptyList() : take(move -> move.to() == leader);
    }

    List<Long> expired(long nowNanos) {
        return waiting.isEmpty() ? Collections.emptyList() : take(move -> move.deadlineNanos() <= nowNanos);
    }

    private List<Long> take(Predicate<Waiting> which) {
        List<Long> calls = waiting.stream().filter(which).map(Waiting::call).toList();
        waiting.removeIf(which);
        return calls;
    }
}
