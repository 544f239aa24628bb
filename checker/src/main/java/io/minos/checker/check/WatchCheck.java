package io.minos.checker.check;

import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Quantity;
import io.minos.checker.history.WatchStream;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * etcd's promises to watchers, stream by stream, against the {@link Timeline} of everything the history proves. The kinds of
 * anomaly: filter, ordered, unique, atomic, reliable, resumable, bookmarkable, prev-value, create-flag, compacted, live, and
 * phantom and contradiction for events that nothing explains.
 */
public final class WatchCheck implements Check {
    private static final Duration LIVE_BOUND = Duration.ofSeconds(5);

    private final long liveBoundNanos;

    public WatchCheck() {
        this(LIVE_BOUND);
    }

    /** @param liveBound how soon after it happened, and after all faults were healed, an event must have been delivered */
    public WatchCheck(Duration liveBound) {
        this.liveBoundNanos = liveBound.toNanos();
    }

    @Override
    public String name() {
        return "watch";
    }

    @Override
    public boolean concerns(History history) {
        return !history.watches().isEmpty();
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "A watcher is told every change of its keys from its start, once, whole, in order, with the value before it, and in good time.");
        Timeline timeline = Timeline.of(history);
        for (Timeline.Contradiction contradiction : timeline.contradictions()) contradiction(contradiction, ruling);
        long healed = healedNanos(history);
        long events = 0;
        long expected = 0;
        long progress = 0;
        for (WatchStream stream : history.watches()) {
            StreamJudge judge = new StreamJudge(stream, timeline, ruling);
            judge.received();
            expected += judge.missing();
            judge.late(healed, liveBoundNanos);
            events += stream.responses().stream().mapToLong(response -> response.events().size()).sum();
            progress += stream.responses().stream().filter(WatchStream.Response::progress).count();
        }
        ruling.fact("streams", history.watches().size());
        ruling.fact("events", events);
        ruling.fact("progressNotifications", progress);
        ruling.fact("eventsProvenAndExpected", expected);
        if (events == 0) ruling.doubt("no watcher was told of any change");
        return ruling.result(Quantity.of(events, "event") + " on " + Quantity.of(history.watches().size(), "stream") + "; all " + expected + " that others prove were delivered");
    }

    private static void contradiction(Timeline.Contradiction contradiction, Ruling ruling) {
        Timeline.Known one = contradiction.one();
        Timeline.Known other = contradiction.other();
        if (one.source() != Timeline.Source.WATCHED && other.source() != Timeline.Source.WATCHED) return;
        ruling.anomaly("contradiction", "Two accounts of revision " + one.revision() + " of " + one.key() + " differ: " + one + ", and " + other + ".", one.key(), List.of(one.proof(), other.proof()),
                List.of("#" + one.proof() + " says: " + one + ".", "#" + other.proof() + " says: " + other + "."));
    }

    /** When the last fault was healed; never, if one was not. */
    static long healedNanos(History history) {
        Set<String> open = new HashSet<>();
        long last = 0;
        for (Event note : history.notes()) {
            String id = note.value() == null ? "" : note.value().path("id").asText();
            if (note.f().equals(F.FAULT_INJECT)) open.add(id);
            if (!note.f().equals(F.FAULT_HEALED)) continue;
            open.remove(id);
            last = note.timeNanos();
        }
        return open.isEmpty() ? last : Long.MAX_VALUE;
    }
}
