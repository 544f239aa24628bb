package io.minos.checker.availability;

import io.minos.checker.history.History;
import io.minos.checker.history.Operation;
import io.minos.checker.verdict.Judgement.Availability;
import io.minos.checker.verdict.Judgement.FaultRecord;
import io.minos.checker.verdict.Judgement.Recovery;
import io.minos.checker.verdict.Judgement.Window;
import io.minos.checker.verdict.Measure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Windows without success, how long each fault was felt, and who led when. Immutable. */
public final class AvailabilityReckoning {
    /** A second without one success, with clients at work, is a gap a user feels. */
    private static final long WINDOW_NANOS_MIN = 1_000_000_000;

    private static final long FELT_NANOS_MIN = 300_000_000;

    /** What a fault does, it does within a second: what is felt later has other reasons. */
    private static final long HOLD_NANOS_MAX = 1_000_000_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final List<FaultRecord> faults;
    /** What clients asked in the course of the load, by invocation. */
    private final List<Operation> asked;
    /** By completion. */
    private final List<Operation> successes;
    private final Succession succession;
    private final long loadEndNanos;

    private AvailabilityReckoning(History history) {
        this.faults = Faults.of(history);
        this.asked = history.operations().stream().filter(Operation::ofLoad).toList();
        this.successes = asked.stream().filter(Operation::ok).sorted(Comparator.comparingLong(Operation::completedNanos)).toList();
        this.succession = new Succession(history, successes);
        this.loadEndNanos = end(operation -> true).orElse(0);
    }

    /** Worked out once a history. */
    public static AvailabilityReckoning of(History history) {
        return history.derived(AvailabilityReckoning.class, AvailabilityReckoning::new);
    }

    public Availability availability() {
        List<Window> windows = spans(WINDOW_NANOS_MIN).stream().map(span -> new Window(span.fromNanos(), span.toNanos())).toList();
        return new Availability(windows, faults.stream().map(this::recovery).toList(), succession.changes());
    }

    public List<FaultRecord> faults() {
        return faults;
    }

    public boolean sawSuccess() {
        return !successes.isEmpty();
    }

    /** Those without a success that last so long, while clients were at work: from their first invocation to their last completion. */
    public List<Absence> spans(long nanosMin) {
        List<Absence> spans = new ArrayList<>();
        if (asked.isEmpty()) return spans;
        long last = asked.get(0).invokedNanos();
        for (Operation success : successes) {
            if (success.completedNanos() - last >= nanosMin) spans.add(new Absence(last, success.completedNanos(), true));
            last = success.completedNanos();
        }
        if (loadEndNanos > last && loadEndNanos - last >= nanosMin) spans.add(new Absence(last, loadEndNanos, false));
        return spans;
    }

    /** What a fault took away, and for how long; nothing is told of what it did not take, or nobody looked for. */
    public Map<Measure, Absence> absences(FaultRecord fault) {
        Map<Measure, Absence> absences = new EnumMap<>(Measure.class);
        succession.absence(fault, hold(fault), loadEndNanos).ifPresent(absence -> absences.put(Measure.NEW_LEADER, absence));
        elsewhere(fault).ifPresent(absence -> absences.put(Measure.ELSEWHERE, absence));
        everywhere(fault).ifPresent(absence -> absences.put(Measure.EVERYWHERE_AFTER_HEAL, absence));
        return absences;
    }

    private Recovery recovery(FaultRecord fault) {
        Map<Measure, Absence> absences = absences(fault);
        return new Recovery(fault.id(), seen(absences.get(Measure.NEW_LEADER)), seen(absences.get(Measure.ELSEWHERE)), seen(absences.get(Measure.EVERYWHERE_AFTER_HEAL)));
    }

    private static @Nullable Long seen(@Nullable Absence absence) {
        return absence == null ? null : absence.seenMillis();
    }

    /**
     * From the injection to the end of the longest span without success elsewhere that began with it, if it was long enough to
     * be felt: what was under way succeeds for a moment after the injection, and says nothing. Else to the first success.
     */
    private Optional<Absence> elsewhere(FaultRecord fault) {
        long injected = fault.injectedNanos();
        Predicate<Operation> later = operation -> operation.invokedNanos() > injected && !fault.target().contains(String.valueOf(operation.node()));
        OptionalLong tried = end(later);
        if (tried.isEmpty()) return Optional.empty();
        long end = Math.min(tried.getAsLong(), nextInjection(injected));
        Absence longest = null;
        Absence first = null;
        long last = injected;
        for (Operation success : successes) {
            long at = success.completedNanos();
            if (at > end || last > hold(fault)) break;
            if (!later.test(success)) continue;
            Absence span = new Absence(last, at, true);
            if (first == null) first = span;
            if (longest == null || span.nanos() > longest.nanos()) longest = span;
            last = at;
        }
        if (last <= hold(fault) && end > last && (longest == null || end - last > longest.nanos())) longest = new Absence(last, end, false);
        if (longest == null) return Optional.empty();
        Absence felt = first == null || longest.nanos() >= FELT_NANOS_MIN ? longest : first;
        return Optional.of(new Absence(injected, felt.toNanos(), felt.ended()));
    }

    /** From the heal until every node that ever answered has answered again. */
    private Optional<Absence> everywhere(FaultRecord fault) {
        if (fault.healedNanos() == null) return Optional.empty();
        long healed = fault.healedNanos();
        long next = nextInjection(healed);
        Map<String, Long> firsts = new TreeMap<>();
        for (Operation success : successes) if (success.node() != null) firsts.merge(success.node(), success.invokedNanos() > healed ? success.completedNanos() : NEVER, Math::min);
        firsts.entrySet().removeIf(first -> held(first.getKey(), healed, first.getValue()));
        long to = healed;
        boolean ended = true;
        for (Map.Entry<String, Long> first : firsts.entrySet()) {
            boolean answered = first.getValue() != NEVER && first.getValue() <= next;
            OptionalLong tried = end(operation -> first.getKey().equals(operation.node()) && operation.invokedNanos() > healed);
            to = Math.max(to, answered ? first.getValue() : Math.min(next, tried.orElse(healed)));
            ended &= answered;
        }
        return to == healed ? Optional.empty() : Optional.of(new Absence(healed, to, ended));
    }

    /** Whether another fault held the node at the heal, and for so long that it is that one's heal that ended it. */
    private boolean held(String node, long healed, long firstNanos) {
        return faults.stream().anyMatch(other -> other.target().contains(node) && other.injectedNanos() <= healed
                && (other.healedNanos() == null ? firstNanos == NEVER : other.healedNanos() > healed && other.healedNanos() < firstNanos));
    }

    /** When the fault has done what it does, or is over. */
    private static long hold(FaultRecord fault) {
        long latest = fault.injectedNanos() + HOLD_NANOS_MAX;
        return fault.healedNanos() == null ? latest : Math.min(latest, fault.healedNanos());
    }

    /** From there on something may be away for other reasons as well. */
    private long nextInjection(long nanos) {
        return faults.stream().mapToLong(FaultRecord::injectedNanos).filter(injected -> injected > nanos).min().orElse(NEVER);
    }

    /** When clients had the last answer to such an operation, or gave it up. One that the history leaves open says nothing after it was asked. */
    private OptionalLong end(Predicate<Operation> such) {
        return asked.stream().filter(such).mapToLong(operation -> operation.indefinite() && operation.error() == null ? operation.invokedNanos() : operation.completedNanos()).max();
    }
}
