package io.minos.checker.check;

import io.minos.checker.history.Action;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Kv;
import io.minos.checker.history.Operation;
import io.minos.checker.history.Quantity;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client that goes from member to member may rely on: it reads its own writes, and never anything older than it has
 * read. For linearizable reads, and for serializable ones of a revision the client was told: that revision, or a refusal.
 */
public final class Sessions implements Check {
    @Override
    public String name() {
        return "session";
    }

    @Override
    public boolean concerns(History history) {
        return !ByProcess.of(history).isEmpty();
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "A client that goes from member to member reads its own writes, and never anything older than it has seen.");
        Map<String, List<Operation>> sessions = ByProcess.of(history);
        long ownElsewhere = 0;
        long pinned = 0;
        for (List<Operation> operations : sessions.values()) {
            Session session = new Session(Past.of(history), ruling);
            operations.forEach(session::next);
            ownElsewhere += session.ownElsewhere;
            pinned += session.pinned;
        }
        ruling.fact("sessions", sessions.size());
        ruling.fact("ownWritesReadElsewhere", ownElsewhere);
        ruling.fact("serializableReadsOfToldRevisions", pinned);
        if (sessions.isEmpty()) ruling.doubt("no client went from one member to another");
        else if (ownElsewhere == 0) ruling.doubt("no client read at another member what it had written");
        return ruling.result(Quantity.of(sessions.size(), "session") + " over several members; " + Quantity.of(ownElsewhere, "read") + " of own writes elsewhere");
    }

    /** By process: those that were answered by more than one member. */
    private record ByProcess(Map<String, List<Operation>> sessions) {
        static Map<String, List<Operation>> of(History history) {
            return history.derived(ByProcess.class, ByProcess::made).sessions();
        }

        private static ByProcess made(History history) {
            Map<String, List<Operation>> byProcess = new LinkedHashMap<>();
            for (Operation operation : Told.of(history).answers()) {
                if (operation.node() != null && !operation.f().equals(F.FINAL_READ)) byProcess.computeIfAbsent(operation.process(), absent -> new ArrayList<>()).add(operation);
            }
            byProcess.values().removeIf(operations -> operations.stream().map(Operation::node).distinct().count() < 2);
            return new ByProcess(byProcess);
        }
    }

    /** One client, answer by answer. */
    private static final class Session {
        private final Past past;
        private final Ruling ruling;
        /** The newest revision it was told. */
        private @Nullable Operation newest;
        /** By key: what it has seen last of the key, by the key's revision, and where that was said. */
        private final Map<String, Seen> seen = new HashMap<>();
        private final Set<String> written = new HashSet<>();
        private long ownElsewhere;
        private long pinned;

        /** @param deleted the key was seen to be gone, at this revision of the store */
        private record Seen(long revision, boolean deleted, Operation by) {}

        Session(Past past, Ruling ruling) {
            this.past = past;
            this.ruling = ruling;
        }

        void next(Operation operation) {
            if (operation.action() instanceof Action.ReadAt at) {
                readAt(operation, at);
            } else if (!Changes.serializable(operation)) {
                if (newest != null && operation.revision() < newest.revision()) contradict("went-back", "was told revision " + newest.revision() + ", then " + operation.revision(), null, newest, operation);
                if (operation.action() instanceof Action.Read read && read.seen() != null) read(operation, read.key(), read.seen().kv());
                for (Changes.Change change : Changes.of(operation)) wrote(operation, change);
            }
            if (newest == null || operation.revision() > newest.revision()) newest = operation;
        }

        private void wrote(Operation operation, Changes.Change change) {
            if (!Changes.madeRevision(operation)) return;
            written.add(change.key());
            seen.put(change.key(), new Seen(operation.revision(), change.value() == null, operation));
        }

        private void read(Operation operation, String key, @Nullable Kv kv) {
            Seen before = seen.get(key);
            if (before != null && written.contains(key) && !Objects.equals(operation.node(), before.by().node())) ownElsewhere++;
            if (before != null) older(operation, key, kv, before, operation.revision());
            seen.put(key, new Seen(kv == null ? operation.revision() : kv.mod(), kv == null, operation));
        }

        /** Only what the client knew of that revision binds: it may be older than what it has seen since. */
        private void readAt(Operation operation, Action.ReadAt at) {
            if (newest == null || at.seen() == null || at.revision() > newest.revision()) return;
            if (at.serializable()) pinned++;
            Seen before = seen.get(at.key());
            if (before != null && before.revision() <= at.revision()) older(operation, at.key(), at.seen().kv(), before, at.revision());
        }

        /** A key that is missing may have been deleted since, if anybody can have done it. */
        private void older(Operation operation, String key, @Nullable Kv kv, Seen before, long revision) {
            boolean back = kv == null ? !before.deleted() && past.wrong(operation, key, null, revision) != null : kv.mod() > 0 && (before.deleted() ? kv.mod() <= before.revision() : kv.mod() < before.revision());
            if (!back) return;
            boolean own = written.contains(key) && Changes.madeRevision(before.by());
            contradict(own ? "own-write" : "went-back", (own ? "wrote " : "saw ") + key + " at revision " + before.revision() + ", and then saw " + (kv == null ? "that it is missing" : kv.toString()), key, before.by(), operation);
        }

        private void contradict(String kind, String what, @Nullable String key, Operation before, Operation operation) {
            ruling.anomaly(kind, "Process " + operation.process() + " " + what + " at " + operation.node() + ".", key,
                    List.of(before.index(), operation.index()), List.of(before.describe() + ".", operation.describe() + "."));
        }
    }
}
