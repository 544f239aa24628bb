package io.minos.checker.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A linearizable etcd in virtual time, driven by concurrent clients and watched: makes valid histories, revisions and all.
 * One seed, one history. Every operation takes effect at one moment between its call and its answer; some never answer, and
 * of those some take effect, perhaps much later.
 */
public final class SimulatedEtcd {
    /** @param operationsPerKey registers and transactions' keys are given up for new ones after so many */
    public record Load(int operations, int clients, int operationsPerKey, double indefinite, boolean registersOnly) {}

    private record Moment(long at, long order, Runnable what) {}

    private record Change(long revision, List<ObjectNode> events) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> NODES = List.of("n1", "n2", "n3");
    private static final long MILLI = 1_000_000;

    private final SplittableRandom random;
    private final Load load;
    private final PriorityQueue<Moment> agenda = new PriorityQueue<>(Comparator.comparingLong(Moment::at).thenComparingLong(Moment::order));
    private final List<Event> events = new ArrayList<>();
    private final TreeMap<String, ObjectNode> kvs = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private long now;
    private long orders;
    private long revision = 1;
    private int issued;
    private int values;
    private int nextProcess;
    private int running;

    private SimulatedEtcd(long seed, Load load) {
        this.random = new SplittableRandom(seed);
        this.load = load;
    }

    public static List<Event> events(long seed, Load load) {
        return new SimulatedEtcd(seed, load).run();
    }

    private List<Event> run() {
        ObjectNode run = JSON.createObjectNode().put(HistoryFormat.VERSION_FIELD, HistoryFormat.VERSION);
        NODES.forEach(run.putArray("nodes")::add);
        record(Event.RUNNER, null, Event.Type.INFO, F.RUN, run, null, 0);
        nextProcess = load.clients();
        for (int client = 0; client < load.clients(); client++) think(client);
        if (!load.registersOnly()) {
            new Watcher("w-r", "r/").open(0);
            new Watcher("w-s", "s/").open(0);
            new Watcher("w-t", "t/").open(1);
            new Watcher("w-all", "").open(1);
        }
        while (!agenda.isEmpty()) {
            Moment moment = agenda.poll();
            now = moment.at();
            moment.what().run();
        }
        for (String node : NODES) finalRead(node);
        return events;
    }

    private void in(long nanos, Runnable what) {
        agenda.add(new Moment(now + nanos, orders++, what));
    }

    private void think(int process) {
        in(random.nextLong(MILLI / 4, 3 * MILLI), () -> issue(process));
    }

    /** Takes effect, and fills the answers into {@code completion}. */
    private interface Effect {
        void apply(ObjectNode completion);
    }

    private void issue(int process) {
        if (issued >= load.operations()) return;
        int number = issued++;
        ObjectNode arguments = JSON.createObjectNode();
        String[] f = {""};
        Effect effect = choose(number, arguments, f);
        String node = NODES.get(random.nextInt(NODES.size()));
        record("" + process, node, Event.Type.INVOKE, f[0], arguments, null, 0);
        running++;
        double fate = random.nextDouble();
        long latency = random.nextLong(MILLI / 2, 4 * MILLI);
        if (fate < load.indefinite()) indefinite(process, node, f[0], effect, arguments);
        else if (fate < load.indefinite() * 1.5) in(latency, () -> end(process, process, node, Event.Type.FAIL, f[0], arguments, 0));
        else in(random.nextLong(latency), () -> {
            ObjectNode completion = arguments.deepCopy();
            effect.apply(completion);
            long told = revision;
            in(random.nextLong(latency), () -> end(process, process, node, Event.Type.OK, f[0], completion, told));
        });
    }

    private void indefinite(int process, String node, String f, Effect effect, ObjectNode arguments) {
        if (random.nextBoolean()) in(random.nextLong(30 * MILLI), () -> effect.apply(arguments.deepCopy()));
        in(random.nextLong(5 * MILLI, 20 * MILLI), () -> end(process, nextProcess++, node, Event.Type.INFO, f, arguments, 0));
    }

    private void end(int process, int next, String node, Event.Type type, String f, ObjectNode value, long told) {
        record("" + process, node, type, f, value, type == Event.Type.OK ? null : "timeout", told);
        running--;
        think(next);
    }

    private Effect choose(int number, ObjectNode arguments, String[] f) {
        int kind = load.registersOnly() ? 0 : random.nextInt(4);
        int generation = number / load.operationsPerKey();
        if (kind <= 1) return register("r/" + generation + "." + random.nextInt(load.registersOnly() ? 1 : 3), arguments, f);
        return kind == 2 ? set(arguments, f) : txn("t/" + generation + ".", arguments, f);
    }

    private String value() {
        return "v" + ++values;
    }

    private Effect register(String key, ObjectNode arguments, String[] f) {
        arguments.put("key", key);
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3, 4 -> {
                f[0] = F.READ;
                return completion -> completion.set("kv", kvs.get(key));
            }
            case 5, 6, 7 -> {
                f[0] = F.WRITE;
                String value = value();
                arguments.put("value", value);
                return completion -> commit(List.of(put(key, value)));
            }
            case 8 -> {
                f[0] = F.DELETE;
                return completion -> completion.put("deleted", delete(key));
            }
            default -> {
                f[0] = F.CAS;
                ObjectNode guess = kvs.get(key);
                String expect = guess == null ? null : guess.path("value").asText();
                String value = value();
                arguments.put("expect", expect).put("value", value);
                return completion -> cas(key, expect, value, completion);
            }
        }
    }

    private int delete(String key) {
        ObjectNode before = kvs.get(key);
        if (before == null) return 0;
        commit(List.of(remove(key)));
        return 1;
    }

    private void cas(String key, @Nullable String expect, String value, ObjectNode completion) {
        ObjectNode there = kvs.get(key);
        boolean matches = there == null ? expect == null : there.path("value").asText().equals(expect);
        completion.put("succeeded", matches);
        if (matches) commit(List.of(put(key, value)));
        else completion.set("kv", there);
    }

    private Effect set(ObjectNode arguments, String[] f) {
        if (random.nextInt(4) == 0) {
            f[0] = F.MEMBERS;
            arguments.put("prefix", "s/");
            return completion -> range("s/", completion);
        }
        f[0] = F.ADD;
        String value = value();
        arguments.put("key", "s/" + value).put("value", value);
        return completion -> commit(List.of(put("s/" + value, value)));
    }

    private Effect txn(String prefix, ObjectNode arguments, String[] f) {
        f[0] = F.TXN;
        ArrayNode ops = arguments.putArray("ops");
        List<String> keys = new ArrayList<>(List.of(prefix + 0, prefix + 1, prefix + 2, prefix + 3));
        int size = 1 + random.nextInt(3);
        for (int i = 0; i < size; i++) {
            String key = keys.remove(random.nextInt(keys.size()));
            int kind = random.nextInt(8);
            ops.addArray().add(kind < 4 ? "r" : kind < 7 ? "w" : "d").add(key).add(kind >= 4 && kind < 7 ? value() : null);
        }
        return completion -> transact(ops, completion);
    }

    private void transact(ArrayNode ops, ObjectNode completion) {
        List<ObjectNode> done = new ArrayList<>();
        ArrayNode answers = completion.putArray("ops");
        for (var op : ops) {
            String key = op.path(1).asText();
            ArrayNode answer = answers.addArray().add(op.get(0)).add(key);
            switch (op.path(0).asText()) {
                case "r" -> {
                    ObjectNode there = kvs.get(key);
                    if (there == null) answer.addNull();
                    else answer.add(there.get("value")).add(there.get("mod"));
                }
                case "w" -> {
                    answer.add(op.get(2));
                    done.add(put(key, op.path(2).asText()));
                }
                default -> {
                    answer.addNull();
                    if (kvs.containsKey(key)) done.add(remove(key));
                }
            }
        }
        commit(done);
    }

    private ObjectNode put(String key, String value) {
        ObjectNode before = kvs.get(key);
        ObjectNode kv = JSON.createObjectNode().put("key", key).put("value", value)
                .put("create", before == null ? revision + 1 : before.path("create").asLong()).put("mod", revision + 1)
                .put("version", before == null ? 1 : before.path("version").asLong() + 1);
        kvs.put(key, kv);
        ObjectNode event = JSON.createObjectNode().put("type", "put");
        event.set("kv", kv);
        event.set("prev", before);
        return event;
    }

    private ObjectNode remove(String key) {
        ObjectNode event = JSON.createObjectNode().put("type", "delete");
        event.set("kv", JSON.createObjectNode().put("key", key).put("mod", revision + 1));
        event.set("prev", kvs.remove(key));
        return event;
    }

    private void commit(List<ObjectNode> done) {
        if (done.isEmpty()) return;
        revision++;
        changes.add(new Change(revision, done));
    }

    private void range(String prefix, ObjectNode completion) {
        ArrayNode found = completion.putArray("kvs");
        kvs.forEach((key, kv) -> {
            if (key.startsWith(prefix)) found.add(kv);
        });
        completion.put("count", found.size());
    }

    private void finalRead(String node) {
        for (boolean serializable : new boolean[] {false, true}) {
            ObjectNode value = JSON.createObjectNode().put("prefix", "").put("serializable", serializable);
            String process = "final-" + node;
            now += MILLI;
            record(process, node, Event.Type.INVOKE, F.FINAL_READ, value.deepCopy(), null, 0);
            range("", value);
            record(process, node, Event.Type.OK, F.FINAL_READ, value, null, revision);
        }
    }

    private final class Watcher {
        private final String process;
        private final String prefix;
        private long next;
        private int streams;

        Watcher(String process, String prefix) {
            this.process = process;
            this.prefix = prefix;
        }

        void open(long start) {
            String id = "" + ++streams;
            record(process, "n1", Event.Type.INVOKE, F.WATCH, JSON.createObjectNode().put("watch", id).put("prefix", prefix).put("startRevision", start).put("prevKv", true), null, 0);
            next = start == 0 ? revision + 1 : start;
            respond(JSON.createObjectNode().put("watch", id).put("revision", revision).put("created", true));
            in(MILLI, () -> deliver(id));
        }

        private void deliver(String id) {
            List<Change> due = changes.subList((int) Math.min(changes.size(), next - 2 < 0 ? 0 : next - 2), changes.size());
            if (!due.isEmpty()) due = due.subList(0, 1 + random.nextInt(due.size()));
            ObjectNode response = JSON.createObjectNode().put("watch", id).put("revision", revision);
            ArrayNode told = response.putArray("events");
            for (Change change : due) {
                next = change.revision() + 1;
                change.events().stream().filter(event -> event.path("kv").path("key").asText().startsWith(prefix)).forEach(told::add);
            }
            if (!told.isEmpty()) respond(response);
            boolean caughtUp = next > revision;
            if (caughtUp && random.nextInt(20) == 0) respond(JSON.createObjectNode().put("watch", id).put("revision", revision).put("progress", true));
            if (running == 0 && issued >= load.operations() && caughtUp) end(id, Event.Type.OK);
            else if (random.nextInt(200) == 0) {
                end(id, Event.Type.INFO);
                open(next);
            } else in(random.nextLong(MILLI, 8 * MILLI), () -> deliver(id));
        }

        private void respond(ObjectNode response) {
            record(process, "n1", Event.Type.INFO, F.WATCH_RESPONSE, response, null, 0);
        }

        private void end(String id, Event.Type type) {
            record(process, "n1", type, F.WATCH, JSON.createObjectNode().put("watch", id).put("prefix", prefix), null, 0);
        }
    }

    private void record(String process, @Nullable String node, Event.Type type, String f, ObjectNode value, @Nullable String error, long told) {
        Event.Facts facts = told == 0 ? null : new Event.Facts(told, 1, node);
        events.add(new Event(events.size(), now, process, node, type, f, value, error, facts));
    }
}
