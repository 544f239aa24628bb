package io.minos.checker.check;

import io.minos.checker.history.History;
import io.minos.checker.history.LockAction;
import io.minos.checker.history.LockAction.GuardedRead;
import io.minos.checker.history.LockAction.GuardedWrite;
import io.minos.checker.history.Operation;
import io.minos.checker.history.Seen;
import io.minos.checker.verdict.Anomaly;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What holders of locks did to what the locks guard, and where they got in each other's way. */
final class GuardedWrites {
    /**
     * @param succeeded writes that are known to have happened
     * @param refused writes that the fence kept out
     * @param overlaps where a write took effect while somebody else held the lock, or had held it since; one for each write
     */
    record Account(long succeeded, long refused, List<Anomaly> overlaps) {}

    private final Timeline timeline;
    /** By guarded key, all that holders did, in order of invocation. */
    private final Map<String, List<Operation>> byKey = new TreeMap<>();

    GuardedWrites(History history) {
        this.timeline = Timeline.of(history);
        for (Operation operation : history.operations(LockAction.class)) {
            String key = operation.action() instanceof GuardedRead read ? read.key() : operation.action() instanceof GuardedWrite write ? write.key() : null;
            if (key != null && !operation.failed()) byKey.computeIfAbsent(key, absent -> new ArrayList<>()).add(operation);
        }
    }

    /** Of the keys whose every write was fenced, or of the others. */
    Account account(boolean fenced) {
        long succeeded = 0;
        long refused = 0;
        Map<Long, Anomaly> overlaps = new TreeMap<>();
        for (Map.Entry<String, List<Operation>> entry : byKey.entrySet()) {
            List<Operation> ofKey = entry.getValue();
            boolean allFenced = ofKey.stream().noneMatch(operation -> operation.action() instanceof GuardedWrite write && !write.fenced());
            if (allFenced != fenced) continue;
            for (Operation operation : ofKey) {
                if (!operation.ok() || !(operation.action() instanceof GuardedWrite write)) continue;
                if (Boolean.TRUE.equals(write.succeeded())) succeeded++;
                else refused++;
            }
            String kind = fenced ? "fence" : "unfenced";
            outOfTurn(kind, entry.getKey(), overlaps);
            between(kind, ofKey, overlaps);
        }
        return new Account(succeeded, refused, List.copyOf(overlaps.values()));
    }

    /** In the order of revisions the holders' create revisions never fall: who wrote later got the lock later. */
    private void outOfTurn(String kind, String key, Map<Long, Anomaly> into) {
        Operation latest = null;
        for (Timeline.Place place : timeline.of(key)) {
            Operation writer = writer(place);
            if (writer == null) continue;
            if (latest != null && create(writer) < create(latest)) {
                into.putIfAbsent(writer.index(), anomaly(kind, key, writer.describe() + " took effect at revision " + place.known().revision() + ", after a write of " + holder(latest) + ", who got the lock later.", latest, writer,
                        "What it wrote is proved by #" + place.known().proof() + "."));
            } else {
                latest = writer;
            }
        }
    }

    /** The one operation that can have left the value there, if it is a holder's. */
    private static @Nullable Operation writer(Timeline.Place place) {
        List<Operation> attempts = place.known().delete() ? List.of() : place.attempts();
        return attempts.size() == 1 && attempts.get(0).action() instanceof GuardedWrite ? attempts.get(0) : null;
    }

    /** Between a holder's read and his next write nobody else may write. */
    private static void between(String kind, List<Operation> ofKey, Map<Long, Anomaly> into) {
        Map<String, Operation> lastRead = new HashMap<>();
        for (Operation operation : ofKey) {
            if (operation.action() instanceof GuardedRead read) {
                if (operation.ok()) lastRead.put(read.holder(), operation);
            } else {
                GuardedWrite write = (GuardedWrite) operation.action();
                Operation before = lastRead.remove(write.holder());
                if (before == null || before.completed() > operation.index() || !Boolean.TRUE.equals(write.succeeded())) continue;
                Seen read = ((GuardedRead) before.action()).seen();
                if (read == null || write.prev() == null || read.mod() == write.prev().mod()) continue;
                into.putIfAbsent(operation.index(), anomaly(kind, write.key(), operation.describe() + " overwrote " + write.prev() + ", which somebody wrote after the holder had read " + read + ".", before, operation,
                        "It follows that " + write.holder() + " did not hold the lock all the while."));
            }
        }
    }

    private static Anomaly anomaly(String kind, String key, String summary, Operation one, Operation other, String conclusion) {
        return new Anomaly(kind, summary, key, List.copyOf(new TreeSet<>(List.of(one.index(), other.index()))), List.of(one.describe() + ".", other.describe() + ".", conclusion));
    }

    private static long create(Operation write) {
        return ((GuardedWrite) write.action()).create();
    }

    private static String holder(Operation write) {
        return ((LockAction.GuardedWrite) write.action()).holder();
    }
}
