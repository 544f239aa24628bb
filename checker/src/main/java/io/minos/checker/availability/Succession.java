package io.minos.checker.availability;

import com.fasterxml.jackson.databind.JsonNode;
import io.minos.checker.history.Action;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Operation;
import io.minos.checker.verdict.Judgement.FaultRecord;
import io.minos.checker.verdict.Judgement.LeaderChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who led when, and how long there was none when a fault had hit the old one. */
final class Succession {
    private final List<LeaderChange> changes;
    /** Linearizable ones whose answers tell the term. */
    private final List<Operation> successes;

    Succession(History history, List<Operation> successes) {
        this.changes = changes(history);
        this.successes = successes.stream().filter(success -> term(success) > 0 && !serializable(success)).toList();
    }

    List<LeaderChange> changes() {
        return changes;
    }

    /**
     * Empty: the fault did not hit a leader, or that one went on leading.
     *
     * @param holdNanos by when the fault has taken hold, or is over
     * @param endNanos up to when a new leader is looked for
     */
    Optional<Absence> absence(FaultRecord fault, long holdNanos, long endNanos) {
        long injected = fault.injectedNanos();
        Optional<LeaderChange> led = changes.stream().filter(change -> change.timeNanos() <= injected).reduce((one, other) -> other);
        if (led.isEmpty() || !fault.target().contains(led.get().node())) return Optional.empty();
        Optional<LeaderChange> next = changes.stream().filter(change -> change.timeNanos() > injected && change.term() > led.get().term()).findFirst();
        long to = next.map(LeaderChange::timeNanos).orElse(endNanos);
        // without terms nobody knows whether the old leader led on after the heal
        boolean known = !successes.isEmpty() || next.isPresent() && (fault.healedNanos() == null || to < fault.healedNanos());
        if (!known || to <= injected || led(led.get().term(), holdNanos, to)) return Optional.empty();
        return Optional.of(new Absence(injected, to, next.isPresent()));
    }

    /** A linearizable success takes a leader and a majority that follows. */
    private boolean led(long term, long fromNanos, long toNanos) {
        return successes.stream().anyMatch(success -> term(success) == term && success.invokedNanos() > fromNanos && success.completedNanos() < toNanos);
    }

    private static long term(Operation success) {
        return success.facts() == null ? 0 : success.facts().raftTerm();
    }

    private static boolean serializable(Operation success) {
        return success.action() instanceof Action.Read read && read.serializable() || success.action() instanceof Action.ReadAt readAt && readAt.serializable();
    }

    private static List<LeaderChange> changes(History history) {
        List<LeaderChange> changes = new ArrayList<>();
        for (Event event : history.notes(F.LEADER)) {
            JsonNode value = event.value();
            if (value == null) continue;
            LeaderChange change = new LeaderChange(event.timeNanos(), value.path("node").asText(), value.path("term").asLong());
            LeaderChange before = changes.isEmpty() ? null : changes.get(changes.size() - 1);
            if (before == null || !before.node().equals(change.node()) || before.term() != change.term()) changes.add(change);
        }
        return List.copyOf(changes);
    }
}
