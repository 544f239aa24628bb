package io.minos.scenarios.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.minos.checker.history.F;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Writes the history of a right etcd under concurrent processes, in the format of histories, line by line: each operation
 * takes effect at one moment between its call and its answer. A few stay without an answer, of which one in two takes effect,
 * perhaps much later. Nothing grows with the number of operations but the file.
 */
final class EtcdLoad implements Closeable {
    private static final int PROCESSES = 20;
    private static final int KEYS = 10_000;
    private static final int KEYS_A_PREFIX = 10;
    private static final int PERCENT_LATE = 2;

    /** What is under a key; null in the table: nothing. */
    private record Entry(String value, long create, long mod, long version) {}

    /** @param kind one of the {@link F} operations */
    private static final class Call {
        private final int process;
        private final String kind;
        private final int key;
        private int otherKey;
        private @Nullable String expect;
        private String value = "";
        private boolean unknown;
        private boolean done;
        private long revision;
        private boolean succeeded;
        private @Nullable Entry seen;
        private @Nullable Entry[] range = {};

        private Call(int process, String kind, int key) {
            this.process = process;
            this.kind = kind;
            this.key = key;
        }
    }

    private final SplittableRandom random;
    private final JsonGenerator json;
    private final @Nullable Entry[] entries = new Entry[KEYS];
    private final @Nullable Call[] running = new Call[PROCESSES];
    private final int[] processes = new int[PROCESSES];
    private final ArrayDeque<Call> late = new ArrayDeque<>();
    private long index;
    private long time;
    private long revision = 1;
    private long values;
    private int nextProcess;

    private EtcdLoad(Path file, long seed) throws IOException {
        random = new SplittableRandom(seed);
        json = new JsonFactory().createGenerator(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
        json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
        for (int place = 0; place < PROCESSES; place++) processes[place] = nextProcess++;
    }

    /** @param unknown how many operations have no answer, evenly spread */
    static void write(Path file, int operations, int unknown, long seed) throws IOException {
        try (EtcdLoad load = new EtcdLoad(file, seed)) {
            load.run(operations, unknown);
        }
    }

    private void run(int operations, int unknown) throws IOException {
        event("runner", "info", F.RUN);
        json.writeObjectFieldStart("value");
        json.writeNumberField("historyVersion", 1);
        json.writeEndObject();
        json.writeEndObject();
        int every = unknown == 0 ? Integer.MAX_VALUE : Math.max(1, operations / unknown);
        for (int begun = 0; begun < operations; ) {
            int place = random.nextInt(PROCESSES);
            if (running[place] == null) begin(place, begun++ % every == every / 2);
            else advance(place);
            if (!late.isEmpty() && random.nextInt(100) < PERCENT_LATE) takeEffect(late.poll());
        }
        for (int place = 0; place < PROCESSES; place++) while (running[place] != null) advance(place);
    }

    private void begin(int place, boolean unknown) throws IOException {
        int luck = random.nextInt(100);
        // A read that gets no answer leaves nothing to place.
        String kind = luck < 45 && !unknown ? F.READ : luck < 75 ? F.WRITE : luck < 85 ? F.CAS : luck < 90 ? F.DELETE : luck < 99 || unknown ? F.TXN : F.RANGE;
        Call call = new Call(processes[place], kind, random.nextInt(KEYS));
        call.unknown = unknown;
        call.value = "v" + values++;
        call.otherKey = (call.key + 1 + random.nextInt(KEYS - 1)) % KEYS;
        Entry guess = entries[call.key];
        call.expect = guess == null ? null : guess.value();
        running[place] = call;
        line(call, "invoke");
    }

    private void advance(int place) throws IOException {
        Call call = running[place];
        if (call == null) return;
        if (!call.done) {
            if (!call.unknown) takeEffect(call);
            else if (random.nextBoolean()) late.add(call);
            call.done = true;
            return;
        }
        line(call, call.unknown ? "info" : "ok");
        if (call.unknown) processes[place] = nextProcess++;
        running[place] = null;
    }

    private void takeEffect(Call call) {
        call.seen = entries[call.key];
        switch (call.kind) {
            case F.WRITE -> put(call.key, call.value, ++revision);
            case F.CAS -> {
                String there = call.seen == null ? null : call.seen.value();
                call.succeeded = there == null ? call.expect == null : there.equals(call.expect);
                if (call.succeeded) put(call.key, call.value, ++revision);
            }
            case F.DELETE -> {
                if (call.seen != null) revision++;
                entries[call.key] = null;
            }
            case F.TXN -> put(call.otherKey, call.value, ++revision);
            case F.RANGE -> {
                call.range = new Entry[KEYS_A_PREFIX];
                System.arraycopy(entries, first(call.key), call.range, 0, KEYS_A_PREFIX);
            }
            default -> {}
        }
        call.revision = revision;
    }

    private void put(int key, String value, long at) {
        Entry before = entries[key];
        entries[key] = before == null ? new Entry(value, at, at, 1) : new Entry(value, before.create(), at, before.version() + 1);
    }

    private static int first(int key) {
        return key / KEYS_A_PREFIX * KEYS_A_PREFIX;
    }

    private static String name(int key) {
        return String.format(Locale.ROOT, "k/%04d", key);
    }

    private void event(String process, String type, String f) throws IOException {
        json.writeStartObject();
        json.writeNumberField("index", index++);
        json.writeNumberField("time", time += 1 + random.nextInt(20_000));
        json.writeStringField("process", process);
        if (!process.equals("runner")) json.writeStringField("node", "n" + (1 + random.nextInt(3)));
        json.writeStringField("type", type);
        json.writeStringField("f", f);
    }

    private void line(Call call, String type) throws IOException {
        boolean ok = type.equals("ok");
        event(Integer.toString(call.process), type, call.kind);
        json.writeObjectFieldStart("value");
        switch (call.kind) {
            case F.TXN -> txn(call, ok);
            case F.RANGE -> range(call, ok);
            default -> single(call, ok);
        }
        json.writeEndObject();
        if (type.equals("info")) json.writeStringField("error", "timeout");
        if (ok) {
            json.writeObjectFieldStart("facts");
            json.writeNumberField("revision", call.revision);
            json.writeNumberField("raftTerm", 2);
            json.writeStringField("memberId", "8e9e05c52164694d");
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void single(Call call, boolean ok) throws IOException {
        json.writeStringField("key", name(call.key));
        if (call.kind.equals(F.CAS)) json.writeStringField("expect", call.expect);
        if (call.kind.equals(F.WRITE) || call.kind.equals(F.CAS)) json.writeStringField("value", call.value);
        if (!ok) return;
        if (call.kind.equals(F.CAS)) json.writeBooleanField("succeeded", call.succeeded);
        if (call.kind.equals(F.DELETE)) json.writeNumberField("deleted", call.seen == null ? 0 : 1);
        if (call.kind.equals(F.CAS) && call.succeeded) return;
        json.writeFieldName(call.kind.equals(F.WRITE) || call.kind.equals(F.DELETE) ? "prev" : "kv");
        kv(call.key, call.seen);
    }

    /** Reads one key and writes another. */
    private void txn(Call call, boolean ok) throws IOException {
        json.writeArrayFieldStart("ops");
        json.writeStartArray();
        json.writeString("r");
        json.writeString(name(call.key));
        if (!ok || call.seen == null) {
            json.writeNull();
        } else {
            json.writeString(call.seen.value());
            json.writeNumber(call.seen.mod());
        }
        json.writeEndArray();
        json.writeStartArray();
        json.writeString("w");
        json.writeString(name(call.otherKey));
        json.writeString(call.value);
        json.writeEndArray();
        json.writeEndArray();
    }

    private void range(Call call, boolean ok) throws IOException {
        String any = name(call.key);
        json.writeStringField("prefix", any.substring(0, any.length() - 1));
        if (!ok) return;
        int count = 0;
        json.writeArrayFieldStart("kvs");
        for (int i = 0; i < call.range.length; i++) {
            if (call.range[i] == null) continue;
            kv(first(call.key) + i, call.range[i]);
            count++;
        }
        json.writeEndArray();
        json.writeNumberField("count", count);
    }

    private void kv(int key, @Nullable Entry entry) throws IOException {
        if (entry == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeStringField("key", name(key));
        json.writeStringField("value", entry.value());
        json.writeNumberField("create", entry.create());
        json.writeNumberField("mod", entry.mod());
        json.writeNumberField("version", entry.version());
        json.writeEndObject();
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
