package io.minos.scenarios.bench;

import io.minos.checker.txn.TxnNotation;
import io.minos.checker.txn.Txns.Outcome;
import io.minos.checker.txn.Txns;
import io.minos.checker.txn.TxnsBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a strictly serializable store of lists would do under some processes that append and read at random: each transaction
 * takes effect at one moment between its call and its answer. Some fail, some stay without an answer. Lines of other
 * transactions may be put in between, at moments when nothing else runs.
 */
final class TxnLoad {
    private static final int PROCESSES = 20;
    private static final int MICROS = 4;
    private static final int KEYS = 32;
    private static final int APPENDS_A_KEY = 64;
    private static final int PERCENT_FAILED = 1;
    private static final int PERCENT_UNKNOWN = 1;

    /** A list while it is in use. It only grows: whoever read it keeps the array and the length it had. */
    private static final class Key {
        private final int number;
        private int[] elements = new int[0];
        private int size;
        private int asked;

        private Key(int number) {
            this.number = number;
        }
    }

    private static final class Txn {
        private final int process;
        private final long invoked;
        private final Key[] keys = new Key[MICROS];
        /** What is appended; -1: it is a read. */
        private final int[] values = new int[MICROS];
        private final int[][] seen = new int[MICROS][];
        private final int[] lengths = new int[MICROS];
        private Outcome outcome = Outcome.OK;
        private long returned;
        private boolean done;
        private boolean over;

        private Txn(int process, long invoked) {
            this.process = process;
            this.invoked = invoked;
        }
    }

    private final RandomGenerator random;
    private final TxnsBuilder builder = new TxnsBuilder();
    private final List<Key> keys = new ArrayList<>();
    private final Txn[] running = new Txn[PROCESSES];
    private final int[] processes = new int[PROCESSES];
    private final Deque<Txn> open = new ArrayDeque<>();
    private int nextKey;
    private int nextProcess;
    private long nextId;
    private long time;

    TxnLoad(RandomGenerator random) {
        this.random = random;
        for (int i = 0; i < KEYS; i++) keys.add(new Key(nextKey++));
        for (int i = 0; i < PROCESSES; i++) processes[i] = nextProcess++;
    }

    void run(int txns) {
        for (int begun = 0; begun < txns; ) {
            int place = random.nextInt(PROCESSES);
            if (running[place] == null) {
                begin(place);
                begun++;
            } else advance(place);
        }
    }

    /** @return the id of the line's first transaction */
    long plant(String line) {
        for (int place = 0; place < PROCESSES; place++) while (running[place] != null) advance(place);
        TxnNotation notation = TxnNotation.of(line);
        long first = nextId;
        notation.addTo(builder, new TxnNotation.First(first, nextKey, nextProcess, time));
        nextId += notation.size();
        nextKey += notation.keys();
        // Every transaction may have been of a process of its own.
        nextProcess += notation.size();
        time += notation.duration();
        return first;
    }

    TxnsBuilder finish() {
        for (int place = 0; place < PROCESSES; place++) while (running[place] != null) advance(place);
        return builder;
    }

    private void begin(int place) {
        Txn txn = new Txn(processes[place], time++);
        int luck = random.nextInt(100);
        txn.outcome = luck < PERCENT_FAILED ? Outcome.FAIL : luck < PERCENT_FAILED + PERCENT_UNKNOWN ? Outcome.INFO : Outcome.OK;
        for (int i = 0; i < MICROS; i++) {
            int which = random.nextInt(KEYS);
            Key key = keys.get(which);
            txn.keys[i] = key;
            txn.values[i] = random.nextBoolean() ? key.asked++ : -1;
            if (key.asked == APPENDS_A_KEY) keys.set(which, new Key(nextKey++));
        }
        running[place] = txn;
        open.add(txn);
    }

    private void advance(int place) {
        Txn txn = running[place];
        if (!txn.done) {
            if (txn.outcome == Outcome.OK || txn.outcome == Outcome.INFO && random.nextBoolean()) takeEffect(txn);
            txn.done = true;
            return;
        }
        txn.returned = time++;
        txn.over = true;
        if (txn.outcome == Outcome.INFO) processes[place] = nextProcess++;
        running[place] = null;
        while (!open.isEmpty() && open.peek().over) write(open.poll());
    }

    private static void takeEffect(Txn txn) {
        for (int i = 0; i < MICROS; i++) {
            Key key = txn.keys[i];
            txn.seen[i] = key.elements;
            txn.lengths[i] = key.size;
            if (txn.values[i] < 0) continue;
            if (key.size == key.elements.length) key.elements = Arrays.copyOf(key.elements, Math.max(8, key.size * 2));
            key.elements[key.size++] = txn.values[i];
        }
    }

    private void write(Txn txn) {
        builder.begin(nextId++, txn.process, txn.invoked, txn.outcome == Outcome.OK ? txn.returned : Txns.NEVER, txn.outcome, 0);
        for (int i = 0; i < MICROS; i++) {
            if (txn.values[i] >= 0) builder.append(txn.keys[i].number, txn.values[i]);
            else if (txn.outcome == Outcome.OK) builder.readList(txn.keys[i].number, txn.seen[i], txn.lengths[i], 0);
        }
    }
}
