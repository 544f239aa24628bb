package io.minos.checker.txn;

import io.minos.checker.txn.Txns.Kind;
import io.minos.checker.txn.Versions.Source;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The order of registers' versions, where each key by itself may be trusted to be sequential or linearizable. */
final class KeyOrders {
    private static final int NONE = -1;

    /** What a transaction first and last knew of a key. */
    private record Touch(int txn, int first, int last) {}

    private final Txns txns;
    private final Versions versions;
    private final Pace pace;

    private KeyOrders(Txns txns, Versions versions, Pace pace) {
        this.txns = txns;
        this.versions = versions;
        this.pace = pace;
    }

    static void add(Txns txns, Writes writes, BitSet external, BitSet happened, Options options, Versions versions, Pace pace) {
        if (!options.sequentialKeys() && !options.linearizableKeys()) return;
        KeyOrders orders = new KeyOrders(txns, versions, pace);
        for (List<Touch> touches : orders.touches(writes, external, happened)) {
            if (options.sequentialKeys()) orders.sequential(touches);
            if (options.linearizableKeys()) orders.linearizable(touches);
        }
    }

    /** By key, in order of invocation. */
    private List<List<Touch>> touches(Writes writes, BitSet external, BitSet happened) {
        List<List<Touch>> byKey = new ArrayList<>();
        for (int key = 0; key < txns.keyCount(); key++) byKey.add(new ArrayList<>());
        for (int micro = 0; micro < txns.micros(); micro++) {
            pace.step();
            int txn = txns.owner(micro);
            int version = version(micro, writes, external);
            if (version == NONE || !happened.get(txn) || !writes.judged(txns.key(micro))) continue;
            List<Touch> touches = byKey.get(txns.key(micro));
            Touch before = touches.isEmpty() ? new Touch(NONE, NONE, NONE) : touches.get(touches.size() - 1);
            if (before.txn() == txn) touches.set(touches.size() - 1, new Touch(txn, before.first(), version));
            else touches.add(new Touch(txn, version, version));
        }
        return byKey;
    }

    private int version(int micro, Writes writes, BitSet external) {
        if (txns.kind(micro) == Kind.WRITE) return writes.intermediate(micro) ? NONE : micro;
        return txns.kind(micro) == Kind.READ && external.get(micro) ? versions.seen(micro, writes) : NONE;
    }

    private void sequential(List<Touch> touches) {
        Ints last = new Ints();
        for (int i = 0; i < touches.size(); i++) {
            Touch touch = touches.get(i);
            int process = txns.process(touch.txn());
            while (last.size() <= process) last.add(NONE);
            if (last.get(process) != NONE) add(touches.get(last.get(process)), touch, Source.SEQUENTIAL);
            if (txns.ok(touch.txn())) last.set(process, i);
        }
    }

    /** Only from those after which nobody else began and ended before: the others follow from these. */
    private void linearizable(List<Touch> touches) {
        List<Touch> recent = new ArrayList<>();
        for (Touch touch : touches) {
            pace.steps(1 + recent.size());
            long began = txns.invoked(touch.txn());
            long latest = Long.MIN_VALUE;
            for (Touch one : recent) if (txns.returned(one.txn()) < began) latest = Math.max(latest, txns.invoked(one.txn()));
            long bound = latest;
            recent.removeIf(one -> txns.returned(one.txn()) < bound);
            for (Touch one : recent) if (txns.returned(one.txn()) < began) add(one, touch, Source.LINEARIZABLE);
            if (txns.ok(touch.txn())) recent.add(touch);
        }
    }

    private void add(Touch before, Touch after, Source source) {
        if (before.last() != after.first()) versions.add(before.last(), after.first(), source, after.txn());
    }
}
