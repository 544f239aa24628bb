package io.minos.scenarios.runner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.history.Action;
import io.minos.checker.history.Event;
import io.minos.checker.history.Kv;
import io.minos.checker.history.Seen;
import io.minos.checker.history.WatchStream;
import io.minos.checker.history.Recorder;
import io.minos.client.CallError;
import io.minos.client.Outcome;
import io.minos.client.WatchEnd;
import io.minos.client.operation.Answer;
import io.minos.client.operation.Operation;
import io.minos.client.operation.Operation.Administration;
import io.minos.client.operation.Operation.MicroOp;
import io.minos.client.operation.Store;
import io.minos.client.operation.WatchSink;
import io.minos.client.operation.WatchSpec;
import io.minos.client.operation.WatchedStream;
import io.minos.scenarios.cluster.ProcessIds;
import io.minos.scenarios.cluster.SystemUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store that keeps etcd's promises in one map under one lock, seen through several "nodes"; or lies, as it is told. A lie is
 * told every so many chances.
 */
class MemoryCluster implements SystemUnderTest {
    /** What a bad store, or a bad harness, might do. */
    enum Lie {
        /** A read answers with what was there before the last change. */
        STALE_READ(6),
        /** A write is acknowledged, and forgotten. */
        LOST_WRITE(15),
        /** A set's element is acknowledged, and forgotten. */
        LOST_ELEMENT(15),
        /** A transaction's writes happen, but its reads are those of before the last change of another. */
        STALE_TXN(5),
        /** An event is not delivered. */
        DROPPED_EVENT(20),
        /** An event is delivered twice. */
        DOUBLED_EVENT(20),
        /** No lie: a stream breaks after a response. */
        BROKEN_STREAM(25),
        /** One node's own state lacks a key. */
        DIVERGED_NODE(1),
        /** A revision that was compacted is answered all the same. */
        SERVED_COMPACTED(1),
        /** A new member is given the id of one that is gone. */
        REUSED_ID(1),
        /** No lie of the store's: the answer to a write that took effect is lost. */
        LOST_ANSWER(15),
        /** The harness calls a write a failure whose answer was lost. */
        TIMEOUT_AS_FAILURE(8),
        /** The harness sends a write a second time, a little later, when its answer was lost. */
        RETRY(4);

        private final int every;

        Lie(int every) {
            this.every = every;
        }
    }

    /** A change: {@code after} null is a deletion. */
    private record Change(long revision, String key, @Nullable Kv after, @Nullable Kv before) {
        WatchStream.WatchEvent told() {
            return new WatchStream.WatchEvent(after == null, after != null ? after : new Kv(key, "", 0, revision, 0, 0), before);
        }
    }

    private final Set<Lie> lies;
    private final Map<Lie, Integer> chances = new LinkedHashMap<>();
    private final TreeMap<String, Kv> current = new TreeMap<>();
    private final TreeMap<String, @Nullable Kv> previous = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Watch> watches = new ArrayList<>();
    private final List<Operation.Write> resendable = new ArrayList<>();
    private final List<Action.Member> members = new ArrayList<>(List.of(new Action.Member("a", false), new Action.Member("b", false), new Action.Member("c", false)));
    private int ids = 0x10;
    private long revision = 1;
    private long compacted;

    MemoryCluster(Lie... lies) {
        this.lies = lies.length == 0 ? EnumSet.noneOf(Lie.class) : EnumSet.of(lies[0], lies);
    }

    private boolean lies(Lie lie) {
        return lies.contains(lie) && chances.merge(lie, 1, Integer::sum) % lie.every == 0;
    }

    @Override
    public List<String> nodes() {
        return List.of("n1", "n2", "n3");
    }

    @Override
    public Map<String, String> facts() {
        return Map.of("target", "memory");
    }

    @Override
    public void start(Recorder recorder, ProcessIds ids) {}

    @Override
    public Store connect(String node, Duration timeout) {
        return new Connection(node);
    }

    @Override
    public Store connectDirectly(String node, Duration timeout) {
        return new Connection(node);
    }

    @Override
    public Optional<Leadership> leadership() {
        return Optional.of(new Leadership("n1", 2));
    }

    @Override
    public void recover() {}

    @Override
    public Map<String, Supplier<Stream<String>>> logs() {
        Map<String, Supplier<Stream<String>>> logs = new LinkedHashMap<>();
        nodes().forEach(node -> logs.put(node, () -> Stream.of(node + " is well")));
        return logs;
    }

    @Override
    public void stop() {}

    @Override
    public List<ObjectNode> raftLogs() {
        return List.of();
    }

    @Override
    public void keepData() {}

    @Override
    public void close() {}

    private final class Connection implements Store {
        private final String node;

        Connection(String node) {
            this.node = node;
        }

        @Override
        public CompletableFuture<Outcome<Answer>> perform(Operation operation) {
            synchronized (MemoryCluster.this) {
                Object answer = answer(operation);
                Outcome<Answer> outcome = answer instanceof CallError error ? Outcome.of(error) : Outcome.ok(new Answer((Action) answer, new Event.Facts(revision, 2, node)));
                return CompletableFuture.completedFuture(operation instanceof Operation.Write write ? answered(write, outcome) : outcome);
            }
        }

        /** An {@link Action}, or a {@link CallError}. */
        private Object answer(Operation operation) {
            if (operation instanceof Operation.Read read) {
                return new Action.Read(read.key(), read.serializable(), seen(lies(Lie.STALE_READ) ? previous.getOrDefault(read.key(), null) : current.get(read.key())));
            } else if (operation instanceof Operation.Write write) {
                return new Action.Write(write.key(), write.value(), seen(lies(Lie.LOST_WRITE) ? forget(write.key()) : put(write.key(), write.value())));
            } else if (operation instanceof Operation.Add add) {
                put(add.key(), add.value());
                if (lies(Lie.LOST_ELEMENT)) {
                    current.remove(add.key());
                }
            } else if (operation instanceof Operation.Delete delete) {
                Kv before = remove(delete.key());
                return new Action.Delete(delete.key(), before == null ? 0L : 1L, seen(before));
            } else if (operation instanceof Operation.Cas cas) {
                return cas(cas);
            } else if (operation instanceof Operation.Txn txn) {
                return txn(txn);
            } else if (operation instanceof Operation.Compact compact && compact.revision() <= compacted) {
                return new CallError("compacted", true, "");
            } else if (operation instanceof Operation.Compact compact) {
                compacted = compact.revision();
            } else if (operation instanceof Operation.ReadAt read) {
                return readAt(read);
            } else if (operation instanceof Operation.Administration administration) {
                return administration(administration);
            } else {
                return range((Action.Range) operation.asked(), operation instanceof Operation.FinalRead);
            }
            return operation.asked();
        }

        private Object readAt(Operation.ReadAt read) {
            if (read.revision() < compacted && !lies(Lie.SERVED_COMPACTED) || read.revision() > revision) {
                return new CallError(read.revision() > revision ? "future-revision" : "compacted", true, "");
            }
            Kv kv = null;
            for (Change change : changes) {
                if (change.key().equals(read.key()) && change.revision() <= read.revision()) {
                    kv = change.after();
                }
            }
            return new Action.ReadAt(read.key(), read.revision(), read.serializable(), seen(kv));
        }

        private Action administration(Operation.Administration operation) {
            if (operation instanceof Administration.MemberAdd add) {
                members.add(new Action.Member(Integer.toHexString(lies(Lie.REUSED_ID) ? ids : ids++), add.learner()));
                return new Action.Administration.MemberAdd(add.learner(), members.get(members.size() - 1).id());
            } else if (operation instanceof Administration.MemberRemove remove) {
                members.removeIf(member -> member.id().equals(remove.id()));
                return operation.asked();
            } else if (operation instanceof Administration.MemberList) {
                return new Action.Administration.MemberList(members);
            }
            return operation instanceof Administration.Alarms ? new Action.Administration.Alarms(List.of()) : new Action.Administration.Leases(List.of());
        }

        private Action range(Action.Range asked, boolean last) {
            List<Kv> kvs = new ArrayList<>(current.subMap(asked.prefix(), asked.prefix() + Character.MAX_VALUE).values());
            if (last && asked.serializable() && node.equals("n2") && !kvs.isEmpty() && lies(Lie.DIVERGED_NODE)) {
                kvs.remove(0);
            }
            return new Action.Range(asked.prefix(), asked.serializable(), kvs, kvs.size());
        }

        @Override
        public WatchedStream watch(String name, WatchSpec spec, WatchSink sink) {
            synchronized (MemoryCluster.this) {
                var watch = new Watch(name, spec, sink, node);
                watch.begin();
                return watch;
            }
        }
    }

    /** The answer, unless it gets lost on the way; then what the harness makes of that. */
    private Outcome<Answer> answered(Operation.Write write, Outcome<Answer> outcome) {
        if (lies(Lie.TIMEOUT_AS_FAILURE)) {
            return Outcome.of(new CallError("timeout", true, ""));
        }
        if (lies(Lie.LOST_ANSWER)) {
            return Outcome.of(new CallError("timeout", false, ""));
        }
        if (lies.contains(Lie.RETRY)) {
            // what was sent ten writes ago is sent once more now, and answered as if that had been all
            resendable.add(write);
            if (lies(Lie.RETRY) && resendable.size() > 10) {
                Operation.Write old = resendable.get(resendable.size() - 10);
                put(old.key(), old.value());
            }
        }
        return outcome;
    }

    private static Seen seen(@Nullable Kv kv) {
        return kv == null ? Seen.MISSING : new Seen(kv);
    }

    private @Nullable Kv forget(String key) {
        revision++;
        return current.get(key);
    }

    private @Nullable Kv put(String key, String value) {
        revision++;
        return change(key, next(key, value));
    }

    private Kv next(String key, String value) {
        Kv before = current.get(key);
        return new Kv(key, value, before == null ? revision : before.create(), revision, before == null ? 1 : before.version() + 1, 0);
    }

    private @Nullable Kv remove(String key) {
        if (!current.containsKey(key)) {
            return null;
        }
        revision++;
        return change(key, null);
    }

    private @Nullable Kv change(String key, @Nullable Kv after) {
        Kv before = record(key, after);
        deliver(changes.subList(changes.size() - 1, changes.size()));
        return before;
    }

    private @Nullable Kv record(String key, @Nullable Kv after) {
        Kv before = after == null ? current.remove(key) : current.put(key, after);
        previous.put(key, before);
        changes.add(new Change(revision, key, after, before));
        return before;
    }

    private void deliver(List<Change> batch) {
        List<Change> sent = List.copyOf(batch);
        List.copyOf(watches).forEach(watch -> watch.deliver(sent));
    }

    private Action cas(Operation.Cas cas) {
        Kv now = current.get(cas.key());
        boolean holds = now == null ? cas.expect() == null : now.value().equals(cas.expect());
        if (holds) {
            put(cas.key(), cas.value());
        }
        return new Action.Cas(cas.key(), cas.expect(), cas.value(), holds, holds ? null : seen(now));
    }

    private Action txn(Operation.Txn txn) {
        boolean stale = lies(Lie.STALE_TXN);
        SortedMap<String, @Nullable Kv> before = stale ? new TreeMap<>(previous) : Collections.emptySortedMap();
        int first = changes.size();
        boolean writes = txn.ops().stream().anyMatch(op -> op instanceof MicroOp.Write || op instanceof MicroOp.Delete && current.containsKey(op.key()));
        revision += writes ? 1 : 0;
        List<Action.Micro> micros = new ArrayList<>();
        for (MicroOp op : txn.ops()) {
            Action.Micro told = op.asked();
            if (op instanceof MicroOp.Write write) {
                record(write.key(), next(write.key(), write.value()));
            } else if (op instanceof MicroOp.Delete delete && current.containsKey(delete.key())) {
                record(delete.key(), null);
            } else if (op instanceof MicroOp.Read) {
                Kv kv = stale && before.containsKey(op.key()) ? before.get(op.key()) : current.get(op.key());
                told = new Action.Micro.Read(op.key(), seen(kv == null ? null : new Kv(op.key(), kv.value(), 0, kv.mod(), 0, 0)));
            }
            micros.add(told);
        }
        deliver(changes.subList(first, changes.size()));
        return new Action.Txn(micros);
    }

    private final class Watch implements WatchedStream {
        private final String name;
        private final WatchSpec spec;
        private final WatchSink sink;
        private final String node;
        private boolean open = true;

        Watch(String name, WatchSpec spec, WatchSink sink, String node) {
            this.name = name;
            this.spec = spec;
            this.sink = sink;
            this.node = node;
        }

        void begin() {
            sink.response(new WatchStream.Message(name, revision, true, false, 0, "", false, List.of()), facts());
            if (spec.startRevision() > 0 && spec.startRevision() < compacted) {
                sink.response(new WatchStream.Message(name, revision, false, true, compacted, "", false, List.of()), facts());
                return;
            }
            watches.add(this);
            if (spec.startRevision() > 0) {
                deliver(changes.stream().filter(change -> change.revision() >= spec.startRevision()).toList());
            }
        }

        void deliver(List<Change> batch) {
            List<WatchStream.WatchEvent> events = new ArrayList<>();
            for (Change change : batch) {
                if (change.key().startsWith(spec.prefix()) && !lies(Lie.DROPPED_EVENT)) {
                    events.add(change.told());
                    if (lies(Lie.DOUBLED_EVENT)) {
                        events.add(change.told());
                    }
                }
            }
            if (!events.isEmpty() && open) {
                sink.response(new WatchStream.Message(name, revision, false, false, 0, "", false, events), facts());
                if (lies(Lie.BROKEN_STREAM)) {
                    end(new WatchEnd.Broken(new CallError("answer-cut", false, "")));
                }
            }
        }

        private void end(WatchEnd end) {
            if (open) {
                open = false;
                watches.remove(this);
                sink.end(end);
            }
        }

        private Event.Facts facts() {
            return new Event.Facts(revision, 2, node);
        }

        @Override
        public void close() {
            synchronized (MemoryCluster.this) {
                end(new WatchEnd.Closed());
            }
        }
    }
}
