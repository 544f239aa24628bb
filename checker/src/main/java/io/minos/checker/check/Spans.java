package io.minos.checker.check;

import io.minos.checker.check.Changes.Change;
import io.minos.checker.check.Workloads.Workload;
import io.minos.checker.history.Action;
import io.minos.checker.history.History;
import io.minos.checker.history.Kv;
import io.minos.checker.history.Operation;
import io.minos.checker.history.Seen;
import io.minos.checker.linear.Span.Rank;
import io.minos.checker.linear.Span;
import io.minos.checker.model.Cell;
import io.minos.checker.model.Footprint.Fact;
import io.minos.checker.model.MultiRegister;
import io.minos.checker.model.Register;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Operations as the engines take them. Ranks come from etcd's revisions: whatever made revision r has the place 2r, whatever
 * read the store at revision r the place 2r + 1. Serializable reads promise less and are left out, certain failures too.
 */
final class Spans {
    /** The revision that put a value there, as answers tell, for values that one operation of unknown outcome alone can have written. */
    private final Map<Fact, Long> proven;

    private Spans(History history) {
        this.proven = proven(history);
    }

    static Spans of(History history) {
        return history.derived(Spans.class, Spans::new);
    }

    private static Map<Fact, Long> proven(History history) {
        Map<Fact, Integer> writers = unproven(history);
        if (writers.isEmpty()) return Map.of();
        for (Change change : Changes.of(history)) writers.computeIfPresent(new Fact(change.key(), change.value()), (fact, count) -> count + 1);
        Map<Fact, Long> proven = new HashMap<>();
        for (Operation operation : history.operations()) {
            // Two answers that differ contradict each other whichever is taken; the search will say so.
            if (!Changes.serializable(operation)) Changes.shown(operation, kv -> proven(kv, writers, proven));
        }
        return proven;
    }

    /** What operations of unknown outcome would have left behind, with no writer counted yet. */
    private static Map<Fact, Integer> unproven(History history) {
        Map<Fact, Integer> facts = new HashMap<>();
        for (Change change : Changes.of(history)) if (change.operation().indefinite()) facts.put(new Fact(change.key(), change.value()), 0);
        return facts;
    }

    private static void proven(Kv kv, Map<Fact, Integer> writers, Map<Fact, Long> into) {
        Fact fact = new Fact(kv.key(), kv.value());
        if (kv.mod() != 0 && writers.getOrDefault(fact, 0) == 1) into.merge(fact, kv.mod(), Math::min);
    }

    /** The spans of each register, by key. */
    Map<String, List<Span<Register.Action>>> registers(Workload registers) {
        Map<String, List<Span<Register.Action>>> spans = new HashMap<>();
        for (Operation operation : registers.operations()) {
            if (operation.failed() || Changes.serializable(operation)) continue;
            for (MultiRegister.Part part : parts(operation, registers.keys())) {
                spans.computeIfAbsent(part.key(), absent -> new ArrayList<>()).add(span(operation, part.action()));
            }
        }
        return new TreeMap<>(spans);
    }

    /** Each operation that touches one of the keys, as one span; a range as one a key. */
    List<Span<MultiRegister.Action>> transactions(Workload txns) {
        List<Span<MultiRegister.Action>> spans = new ArrayList<>();
        for (Operation operation : txns.operations()) {
            if (operation.failed() || Changes.serializable(operation)) continue;
            List<MultiRegister.Part> parts = parts(operation, txns.keys());
            if (operation.action() instanceof Action.Range) {
                // Key by key: as one span it would connect groups that nothing else connects. Its rank still keeps it whole.
                parts.forEach(part -> spans.add(span(operation, new MultiRegister.Action(List.of(part)))));
            } else if (!parts.isEmpty()) {
                spans.add(span(operation, new MultiRegister.Action(parts)));
            }
        }
        return spans;
    }

    private <A> Span<A> span(Operation operation, A action) {
        return new Span<>(operation.index(), operation.index(), operation.completed(), action, rank(operation));
    }

    private Rank rank(Operation operation) {
        if (operation.ok()) return operation.revision() == 0 ? Rank.UNKNOWN : rankOfAnswered(operation);
        return Changes.of(operation).stream()
                .map(change -> proven.get(new Fact(change.key(), change.value())))
                .filter(Objects::nonNull)
                .min(Long::compare)
                .map(mod -> Rank.of(2 * mod))
                .orElse(Rank.UNKNOWN);
    }

    /** A delete that may have found nothing, alone or in a txn, shares the place of reads: its revision may not be its own. */
    private static Rank rankOfAnswered(Operation operation) {
        return Rank.of(Changes.madeRevision(operation) ? 2 * operation.revision() : 2 * operation.revision() + 1);
    }

    /** @param keys those it is asked for: a range reads others too, and nothing else does */
    private List<MultiRegister.Part> parts(Operation operation, Keys keys) {
        List<MultiRegister.Part> parts = new ArrayList<>();
        if (operation.action() instanceof Action.Txn txn) {
            for (Action.Micro micro : txn.micros()) part(operation, micro, parts);
        } else if (operation.action() instanceof Action.Range range) {
            range(range, keys, parts);
        } else {
            single(operation, parts);
        }
        return parts;
    }

    private void single(Operation operation, List<MultiRegister.Part> into) {
        Action action = operation.action();
        if (action instanceof Action.Read read) {
            if (read.seen() != null) into.add(new MultiRegister.Part(read.key(), new Register.Action.Read(cell(read.seen()))));
        } else if (action instanceof Action.Write write) {
            into.add(new MultiRegister.Part(write.key(), new Register.Action.Write(write.value(), mod(operation, write.key(), write.value()), nullableCell(write.prev()))));
        } else if (action instanceof Action.Delete delete) {
            Boolean removed = delete.deleted() == null ? null : delete.deleted() > 0;
            // That nothing was there before is said by removed already, and by prev only if it was asked for.
            into.add(new MultiRegister.Part(delete.key(), new Register.Action.Delete(removed, delete.prev() == null || delete.prev().missing() ? null : cell(delete.prev()))));
        } else if (action instanceof Action.Cas cas) {
            boolean refused = Boolean.FALSE.equals(cas.succeeded());
            into.add(new MultiRegister.Part(cas.key(), new Register.Action.Cas(cas.expect(), cas.value(), refused ? 0 : mod(operation, cas.key(), cas.value()), cas.succeeded(), refused ? nullableCell(cas.seen()) : null)));
        }
    }

    private void part(Operation operation, Action.Micro micro, List<MultiRegister.Part> into) {
        if (micro instanceof Action.Micro.Read read) {
            if (read.seen() != null) into.add(new MultiRegister.Part(read.key(), new Register.Action.Read(cell(read.seen()))));
        } else if (micro instanceof Action.Micro.Write write) {
            into.add(new MultiRegister.Part(write.key(), new Register.Action.Write(write.value(), mod(operation, write.key(), write.value()), null)));
        } else {
            into.add(new MultiRegister.Part(micro.key(), new Register.Action.Delete(null, null)));
        }
    }

    /** A range reads each key under its prefix, the missing ones too. */
    private static void range(Action.Range range, Keys keys, List<MultiRegister.Part> into) {
        List<String> read = keys.under(range.prefix());
        if (range.kvs() == null || read.isEmpty()) return;
        Map<String, Kv> there = new HashMap<>();
        for (Kv kv : range.kvs()) there.put(kv.key(), kv);
        for (String key : read) {
            Kv kv = there.get(key);
            into.add(new MultiRegister.Part(key, new Register.Action.Read(kv == null ? Cell.MISSING : new Cell(kv.value(), kv.mod()))));
        }
    }

    private long mod(Operation operation, String key, String value) {
        return operation.ok() ? operation.revision() : proven.getOrDefault(new Fact(key, value), 0L);
    }

    private static Cell cell(Seen seen) {
        return new Cell(seen.value(), seen.mod());
    }

    private static @Nullable Cell nullableCell(@Nullable Seen seen) {
        return seen == null ? null : cell(seen);
    }
}
