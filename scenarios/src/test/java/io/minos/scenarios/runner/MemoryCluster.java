package io.minos.scenarios.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.history.Event;
import io.minos.checker.history.Recorder;
import io.minos.client.CallError;
import io.minos.client.Outcome;
import io.minos.client.WatchEnd;
import io.minos.client.operation.Answer;
import io.minos.client.operation.Operation;
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

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private record Kv(String key, String value, long create, long mod, long version) {
        ObjectNode json() {
            return JSON.objectNode().put("key", key).put("value", value).put("create", create).put("mod", mod).put("version", version);
        }
    }

    /** A change: {@code after} null is a deletion. */
    private record Change(long revision, String key, @Nullable Kv after, @Nullable Kv before) {
        ObjectNode json() {
            ObjectNode event = JSON.objectNode().put("type", after == null ? "delete" : "put");
            event.set("kv", after != null ? after.json()
                    : JSON.objectNode().put("key", key).put("value", "").put("create", 0).put("mod", revision).put("version", 0));
            if (before != null) {
                event.set("prev", before.json());
            }
            return event;
        }
    }

    private final Set<Lie> lies;
    private final Map<Lie, Integer> chances = new LinkedHashMap<>();
    private final TreeMap<String, Kv> current = new TreeMap<>();
    private final TreeMap<String, @Nullable Kv> previous = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Watch> watches = new ArrayList<>();
    private final List<Operation.Write> resendable = new ArrayList<>();
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
                ObjectNode value = operation.arguments();
                CallError error = apply(operation, value);
                Outcome<Answer> outcome = error != null ? Outcome.of(error) : Outcome.ok(new Answer(value, new Event.Facts(revision, 2, node)));
                return CompletableFuture.completedFuture(operation instanceof Operation.Write write ? answered(write, outcome) : outcome);
            }
        }

        @Nullable
        private CallError apply(Operation operation, ObjectNode value) {
            if (operation instanceof Operation.Read read) {
                value.set("kv", json(lies(Lie.STALE_READ) ? previous.getOrDefault(read.key(), null) : current.get(read.key())));
            } else if (operation instanceof Operation.Write write) {
                value.set("prev", json(lies(Lie.LOST_WRITE) ? forget(write.key()) : put(write.key(), write.value())));
            } else if (operation instanceof Operation.Add add) {
                put(add.key(), add.value());
                if (lies(Lie.LOST_ELEMENT)) {
                    current.remove(add.key());
                }
            } else if (operation instanceof Operation.Delete delete) {
                Kv before = remove(delete.key());
                value.put("deleted", before == null ? 0 : 1).set("prev", json(before));
            } else if (operation instanceof Operation.Cas cas) {
                cas(cas, value);
            } else if (operation instanceof Operation.Txn txn) {
                txn(txn, value);
            } else if (operation instanceof Operation.Compact compact) {
                return compact(compact.revision());
            } else {
                kvs(operation, value);
            }
            return null;
        }

        private void kvs(Operation operation, ObjectNode value) {
            String prefix = value.get("prefix").asText();
            ArrayNode kvs = value.putArray("kvs");
            current.subMap(prefix, prefix + Character.MAX_VALUE).values().forEach(kv -> kvs.add(kv.json()));
            if (operation instanceof Operation.FinalRead read && read.serializable() && node.equals("n2") && !kvs.isEmpty() && lies(Lie.DIVERGED_NODE)) {
                kvs.remove(0);
            }
            value.put("count", kvs.size());
        }

        @Override
        public WatchedStream watch(WatchSpec spec, WatchSink sink) {
            synchronized (MemoryCluster.this) {
                var watch = new Watch(spec, sink, node);
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

    private static JsonNode json(@Nullable Kv kv) {
        return kv == null ? JSON.nullNode() : kv.json();
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
        return new Kv(key, value, before == null ? revision : before.create(), revision, before == null ? 1 : before.version() + 1);
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

    private void cas(Operation.Cas cas, ObjectNode value) {
        Kv now = current.get(cas.key());
        boolean holds = now == null ? cas.expect() == null : now.value().equals(cas.expect());
        value.put("succeeded", holds);
        if (holds) {
            put(cas.key(), cas.value());
        } else {
            value.set("kv", json(now));
        }
    }

    private void txn(Operation.Txn txn, ObjectNode value) {
        boolean stale = lies(Lie.STALE_TXN);
        SortedMap<String, @Nullable Kv> before = stale ? new TreeMap<>(previous) : Collections.emptySortedMap();
        int first = changes.size();
        boolean writes = txn.ops().stream().anyMatch(op -> op instanceof MicroOp.Write || op instanceof MicroOp.Delete && current.containsKey(op.key()));
        revision += writes ? 1 : 0;
        ArrayNode ops = value.putArray("ops");
        for (MicroOp op : txn.ops()) {
            ArrayNode words = ops.addArray().add(op.f()).add(op.key());
            if (op instanceof MicroOp.Write write) {
                record(write.key(), next(write.key(), write.value()));
            } else if (op instanceof MicroOp.Delete delete && current.containsKey(delete.key())) {
                record(delete.key(), null);
            } else if (op instanceof MicroOp.Read) {
                Kv kv = stale && before.containsKey(op.key()) ? before.get(op.key()) : current.get(op.key());
                if (kv != null) {
                    words.add(kv.value()).add(kv.mod());
                    continue;
                }
            }
            words.add(op.written());
        }
        deliver(changes.subList(first, changes.size()));
    }

    private @Nullable CallError compact(long at) {
        if (at <= compacted) {
            return new CallError("compacted", true, "");
        }
        compacted = at;
        return null;
    }

    private final class Watch implements WatchedStream {
        private final WatchSpec spec;
        private final WatchSink sink;
        private final String node;
        private boolean open = true;

        Watch(WatchSpec spec, WatchSink sink, String node) {
            this.spec = spec;
            this.sink = sink;
            this.node = node;
        }

        void begin() {
            ObjectNode created = response().put("created", true);
            created.putArray("events");
            sink.response(created, facts());
            if (spec.startRevision() > 0 && spec.startRevision() < compacted) {
                ObjectNode cancelled = response().put("canceled", true).put("compactRevision", compacted);
                cancelled.putArray("events");
                sink.response(cancelled, facts());
                return;
            }
            watches.add(this);
            if (spec.startRevision() > 0) {
                deliver(changes.stream().filter(change -> change.revision() >= spec.startRevision()).toList());
            }
        }

        void deliver(List<Change> batch) {
            ObjectNode response = response();
            ArrayNode events = response.putArray("events");
            for (Change change : batch) {
                if (change.key().startsWith(spec.prefix()) && !lies(Lie.DROPPED_EVENT)) {
                    events.add(change.json());
                    if (lies(Lie.DOUBLED_EVENT)) {
                        events.add(change.json());
                    }
                }
            }
            if (!events.isEmpty() && open) {
                sink.response(response, facts());
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

        private ObjectNode response() {
            return JSON.objectNode().put("revision", revision);
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
