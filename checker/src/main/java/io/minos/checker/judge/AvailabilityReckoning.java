package io.minos.checker.judge;

import com.fasterxml.jackson.databind.JsonNode;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Operation;
import io.minos.checker.verdict.Judgement.Availability;
import io.minos.checker.verdict.Judgement.FaultRecord;
import io.minos.checker.verdict.Judgement.LeaderChange;
import io.minos.checker.verdict.Judgement.Recovery;
import io.minos.checker.verdict.Judgement.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Windows without success, how long each fault was felt, and who led when. */
final class AvailabilityReckoning {
    /** A second without one success, with clients at work, is a gap a user feels. */
    private static final long WINDOW_NANOS_MIN = 1_000_000_000;

    private static final long FELT_NANOS_MIN = 300_000_000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final History history;
    private final List<FaultRecord> faults;
    private final List<Operation> successes;

    AvailabilityReckoning(History history, List<FaultRecord> faults) {
        this.history = history;
        this.faults = faults;
        this.successes = history.operations().stream()
                .filter(operation -> operation.ok() && operation.ofLoad())
                .sorted(Comparator.comparingLong(Operation::completedNanos)).toList();
    }

    Availability reckon() {
        List<LeaderChange> leaders = leaderChanges();
        return new Availability(windows(), faults.stream().map(fault -> recovery(fault, leaders)).toList(), leaders);
    }

    /** While clients were at work: from their first invocation to their last completion. */
    private List<Window> windows() {
        List<Window> windows = new ArrayList<>();
        List<Operation> client = history.operations().stream().filter(Operation::ofLoad).toList();
        if (client.isEmpty()) return windows;
        long last = client.get(0).invokedNanos();
        for (Operation success : successes) {
            window(last, success.completedNanos(), windows);
            last = success.completedNanos();
        }
        window(last, client.stream().mapToLong(Operation::completedNanos).max().orElse(last), windows);
        return windows;
    }

    private static void window(long from, long to, List<Window> windows) {
        if (to - from >= WINDOW_NANOS_MIN) windows.add(new Window(from, to));
    }

    private List<LeaderChange> leaderChanges() {
        List<LeaderChange> changes = new ArrayList<>();
        for (Event event : history.notes(F.LEADER)) {
            JsonNode value = event.value();
            if (value == null) continue;
            LeaderChange change = new LeaderChange(event.timeNanos(), value.path("node").asText(), value.path("term").asLong());
            LeaderChange before = changes.isEmpty() ? null : changes.get(changes.size() - 1);
            if (before == null || !before.node().equals(change.node()) || before.term() != change.term()) changes.add(change);
        }
        return changes;
    }

    private Recovery recovery(FaultRecord fault, List<LeaderChange> leaders) {
        long injected = fault.injectedNanos();
        Long healed = fault.healedNanos();
        Long newLeader = leaders.stream().filter(change -> change.timeNanos() > injected && (healed == null || change.timeNanos() < healed)).findFirst().map(change -> millis(injected, change.timeNanos())).orElse(null);
        Long elsewhere = successElsewhere(fault, healed == null ? Long.MAX_VALUE : healed);
        return new Recovery(fault.id(), newLeader, elsewhere, healed == null ? null : everywhere(healed));
    }

    /**
     * From the injection to the end of the longest span without success elsewhere, if it was long enough to be felt: what was
     * under way succeeds for a moment after the injection, and says nothing. Else to the first success. Null: none seen.
     */
    private @Nullable Long successElsewhere(FaultRecord fault, long end) {
        long last = fault.injectedNanos();
        long longest = 0;
        Long first = null;
        Long felt = null;
        for (Operation success : successes) {
            long at = success.completedNanos();
            if (success.invokedNanos() <= fault.injectedNanos() || at > end || fault.target().contains(String.valueOf(success.node()))) continue;
            if (first == null) first = at;
            if (at - last > longest) {
                longest = at - last;
                felt = at;
            }
            last = at;
        }
        Long recovered = longest >= FELT_NANOS_MIN ? felt : first;
        return recovered == null ? null : (Long) millis(fault.injectedNanos(), recovered);
    }

    /** From the heal until every node that ever answered has answered again; null: not seen. */
    private @Nullable Long everywhere(long healed) {
        Map<String, Long> firstByNode = new HashMap<>();
        Set<String> nodes = new TreeSet<>();
        for (Operation success : successes) {
            if (success.node() == null) continue;
            nodes.add(success.node());
            if (success.invokedNanos() > healed) firstByNode.putIfAbsent(success.node(), success.completedNanos());
        }
        if (nodes.isEmpty() || firstByNode.size() < nodes.size()) return null;
        return millis(healed, firstByNode.values().stream().mapToLong(Long::longValue).max().orElse(healed));
    }

    private static long millis(long from, long to) {
        return (to - from) / NANOS_PER_MILLI;
    }
}
