package io.minos.checker.check;

import io.minos.checker.check.Changes.Change;
import io.minos.checker.history.Action;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.LeaseAction;
import io.minos.checker.history.Operation;
import io.minos.checker.history.Quantity;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * {@code header.revision} orders the store's life: it never falls from one answer to the next request, every change has one of
 * its own, no answer shows anything newer than itself, and no revision comes from nowhere.
 */
public final class RevisionMonotonic implements Check {
    @Override
    public String name() {
        return "revision";
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "Revisions never fall, every change has one of its own, and none comes from nowhere.");
        List<Operation> told = Told.of(history).answers();
        ownRevisions(told, ruling);
        realTime(Told.of(history), ruling);
        for (Operation operation : told) newerThanItself(operation, ruling);
        Timeline timeline = Timeline.of(history);
        contradictions(timeline, ruling);
        appliedTwice(timeline, ruling);
        gaps(history, timeline, ruling);
        ruling.fact("answersWithRevision", told.size());
        if (told.isEmpty()) ruling.doubt("no answer told a revision");
        return ruling.result(Quantity.of(told.size(), "answer") + ", their revisions in order");
    }

    private static void ownRevisions(List<Operation> told, Ruling ruling) {
        Map<Long, Operation> owners = new HashMap<>();
        for (Operation operation : told) {
            if (!Changes.madeRevision(operation)) continue;
            Operation other = owners.putIfAbsent(operation.revision(), operation);
            if (other != null) contradict("shared", "Two changes were both given revision " + operation.revision() + ".", other, operation, ruling);
        }
    }

    /** One sweep over the history: what was invoked after an answer may not be told a lower revision. */
    private static void realTime(Told told, Ruling ruling) {
        List<Operation> byCompletion = told.byCompletion();
        int done = 0;
        Operation newest = null;
        for (Operation operation : told.answers()) {
            for (; done < byCompletion.size() && byCompletion.get(done).completed() < operation.index(); done++) {
                Operation before = byCompletion.get(done);
                if ((newest == null || before.revision() > newest.revision()) && !Changes.serializable(before)) newest = before;
            }
            if (newest == null || operation.revision() > newest.revision() || Changes.serializable(operation)) continue;
            boolean back = operation.revision() < newest.revision();
            boolean notNew = operation.revision() == newest.revision() && Changes.madeRevision(operation) && !Changes.madeRevision(newest);
            if (back) contradict("went-back", "The revision went back from " + newest.revision() + " to " + operation.revision() + ", told to a later request.", newest, operation, ruling);
            else if (notNew) contradict("not-new", "A change was given revision " + operation.revision() + ", which the store had before.", newest, operation, ruling);
        }
    }

    private static void newerThanItself(Operation operation, Ruling ruling) {
        Changes.shown(operation, kv -> {
            if (kv.mod() > operation.revision() || kv.create() > kv.mod()) {
                ruling.anomaly("newer-than-header", "An answer at revision " + operation.revision() + " shows " + kv + ", created at " + kv.create() + ".", kv.key(), List.of(operation.index()), List.of(operation.describe() + "."));
            }
        });
    }

    private static void contradictions(Timeline timeline, Ruling ruling) {
        for (Timeline.Contradiction contradiction : timeline.contradictions()) {
            if (contradiction.one().source() == Timeline.Source.WATCHED || contradiction.other().source() == Timeline.Source.WATCHED) continue;
            ruling.anomaly("contradiction", "Two accounts differ: " + contradiction.one() + ", and " + contradiction.other() + ".", contradiction.one().key(),
                    List.of(contradiction.one().proof(), contradiction.other().proof()), List.of());
        }
    }

    /** A value that was sent once, and put there twice. */
    private static void appliedTwice(Timeline timeline, Ruling ruling) {
        for (String key : timeline.keys()) {
            if (timeline.of(key).size() < 2) continue;
            Map<String, Timeline.Known> first = new HashMap<>();
            for (Timeline.Place place : timeline.of(key)) {
                Timeline.Known known = place.known();
                if (known.value() == null) continue;
                Timeline.Known before = first.putIfAbsent(known.value(), known);
                if (before == null) continue;
                List<Operation> attempts = place.attempts();
                if (attempts.size() != 1) continue;
                ruling.anomaly("applied-twice", attempts.get(0).describe() + " was applied twice, at revisions " + before.revision() + " and " + known.revision() + ".", key,
                        List.of(attempts.get(0).index(), before.proof(), known.proof()), List.of("#" + before.proof() + " proves: " + before + ".", "#" + known.proof() + " proves: " + known + "."));
            }
        }
    }

    /**
     * A revision nobody can be found for needs a change of unknown outcome; there must be enough of them. Judged up to where
     * somebody else begins to write: filling a store up is done with keys outside the history.
     */
    private static void gaps(History history, Timeline timeline, Ruling ruling) {
        // What this version does not know may make revisions too.
        if (!history.isWhole() || !history.operations(Action.Other.class).isEmpty()) return;
        long end = history.notes(F.FAULT_INJECT).stream().filter(RevisionMonotonic::writesItself).mapToLong(Event::index).min().orElse(Long.MAX_VALUE);
        List<Operation> mayChange = Changes.operations(history).stream().filter(operation -> operation.index() < end).toList();
        long told = end == Long.MAX_VALUE ? end : history.operations().stream().filter(operation -> operation.completed() < end).mapToLong(Operation::revision).max().orElse(0);
        LongStream made = mayChange.stream().filter(RevisionMonotonic::made).mapToLong(Operation::revision);
        long[] known = LongStream.concat(timeline.revisions(), made).filter(revision -> revision <= told).sorted().toArray();
        if (known.length == 0) return;
        int revisions = 1;
        long gap = 0;
        for (int i = 1; i < known.length; i++) {
            if (known[i] > known[i - 1]) revisions++;
            if (gap == 0 && known[i] > known[i - 1] + 1) gap = known[i - 1] + 1;
        }
        long missing = known[known.length - 1] - known[0] + 1 - revisions;
        // Each lease ends once, at a revision that nobody asked for by name.
        long ends = history.operations(LeaseAction.Grant.class).stream().filter(operation -> operation.index() < end && !operation.failed()).count();
        long loose = ends + mayChange.stream().filter(operation -> !made(operation) && !isPlaced(operation, timeline)).count();
        ruling.fact("revisions", revisions);
        ruling.fact("revisionsOfUnknownChanges", missing);
        if (missing <= loose) return;
        ruling.anomaly("gap", missing + " revisions, the first of them " + gap + ", belong to no known change, and only " + loose + " changes of unknown outcome" + (ends == 0 ? "" : " or ends of leases") + " could have made them.", null, List.of(), List.of());
    }

    /** Whether the fault writes to the store, behind the history's back. */
    static boolean writesItself(Event inject) {
        return inject.value() != null && inject.value().path("kind").asText().equals("disk-full");
    }

    /** Whether it made the revision that it was told. */
    private static boolean made(Operation operation) {
        return operation.revision() > 0 && Changes.madeRevision(operation);
    }

    /** Whether the revision that the operation may have made is among the known ones. */
    private static boolean isPlaced(Operation operation, Timeline timeline) {
        return Changes.of(operation).stream().anyMatch(change -> isPlaced(change, timeline));
    }

    private static boolean isPlaced(Change change, Timeline timeline) {
        return change.value() != null && timeline.attempts(change.key(), change.value()).size() == 1
                && timeline.of(change.key()).stream().anyMatch(place -> Objects.equals(place.known().value(), change.value()));
    }

    private static void contradict(String kind, String summary, Operation one, Operation other, Ruling ruling) {
        ruling.anomaly(kind, summary, null, List.of(one.index(), other.index()), List.of(one.describe() + ".", other.describe() + "."));
    }
}
