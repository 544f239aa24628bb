package io.minos.checker.check;

import io.minos.checker.history.Action.Administration;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What each member lists in the end besides keys: members, alarms, leases. Whoever runs asks until all say the same; what still
 * differs in the last answers, long after the heal, will not become equal.
 */
final class Lists {
    private final History history;
    private final long from;
    private final Ruling ruling;

    Lists(History history, Ruling ruling) {
        this.history = history;
        this.ruling = ruling;
        this.from = history.notes(F.PHASE).stream().filter(phase -> phase.value() != null && phase.value().path("name").asText().equals("final")).mapToLong(phase -> phase.index()).findFirst().orElse(-1);
    }

    /** Which lists were compared, in words. */
    List<String> compare(Set<String> nodes, long healedNanos, long catchUpNanos) {
        List<String> compared = new ArrayList<>();
        for (String f : List.of(F.MEMBER_LIST, F.ALARMS, F.LEASES)) {
            Map<String, Operation> last = last(f);
            if (last.isEmpty()) continue;
            for (String node : nodes) if (!last.containsKey(node)) ruling.doubt("no answer of " + node + " to " + f);
            Operation one = last.values().iterator().next();
            for (Operation other : last.values()) if (!listed(one).equals(listed(other))) differ(f, one, other, healedNanos, catchUpNanos);
            compared.add(f);
        }
        return compared;
    }

    private void differ(String f, Operation one, Operation other, long healed, long catchUp) {
        String summary = one.node() + " and " + other.node() + " differ in the end: " + one.describe() + "; " + other.describe();
        boolean late = healed != Long.MAX_VALUE && Math.min(one.invokedNanos(), other.invokedNanos()) - healed > catchUp;
        if (late) ruling.anomaly("diverged", summary + ".", null, List.of(one.index(), other.index()), List.of());
        else ruling.doubt(f + ": " + summary + ", too soon to tell");
    }

    private Map<String, Operation> last(String f) {
        Map<String, Operation> last = new TreeMap<>();
        for (Operation operation : history.operations(Administration.class)) {
            if (operation.f().equals(f) && operation.node() != null && operation.index() > from && listed(operation).isPresent()) last.put(operation.node(), operation);
        }
        return last;
    }

    private static Optional<Set<?>> listed(Operation operation) {
        return operation.action() instanceof Administration administration ? administration.listed() : Optional.empty();
    }
}
