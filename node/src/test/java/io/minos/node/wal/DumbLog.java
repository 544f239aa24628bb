package io.minos.node.wal;

import io.minos.node.raft.Durable;
import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.SnapshotMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A log as one would explain it: a list of entries, a snapshot, a hard state. Every change makes a new one. */
record DumbLog(List<Entry> entries, Optional<SnapshotMark> snapshot, HardState state) {
    DumbLog() {
        this(List.of(), Optional.empty(), HardState.NONE);
    }

    static DumbLog of(Recovered recovered) {
        return new DumbLog(recovered.log(), recovered.snapshot(), recovered.hardState());
    }

    long snapshotIndex() {
        return snapshot.map(SnapshotMark::index).orElse(0L);
    }

    long lastIndex() {
        return snapshotIndex() + entries.size();
    }

    Recovered recovered() {
        long commit = Math.max(state.commit(), snapshotIndex());
        return new Recovered(new HardState(state.term(), state.vote(), commit), snapshot, entries);
    }

    DumbLog released(SnapshotMark mark) {
        return new DumbLog(entries.stream().filter(entry -> entry.index() > mark.index()).toList(), Optional.of(mark), state);
    }

    /** The state after each record of the batch. */
    List<DumbLog> after(Durable batch) {
        List<DumbLog> states = new ArrayList<>(List.of(this));
        batch.snapshot().ifPresent(mark -> states.add(new DumbLog(List.of(), Optional.of(mark), last(states).state)));
        for (Entry entry : batch.entries()) {
            DumbLog before = last(states);
            List<Entry> longer = new ArrayList<>(before.entries.stream().filter(other -> other.index() < entry.index()).toList());
            longer.add(entry);
            states.add(new DumbLog(longer, before.snapshot, before.state));
        }
        batch.hardState().ifPresent(next -> states.add(new DumbLog(last(states).entries, last(states).snapshot, next)));
        return states.subList(1, states.size());
    }

    private static DumbLog last(List<DumbLog> states) {
        return states.get(states.size() - 1);
    }

    /** A batch that may follow: mostly longer, at times overriding, at times a snapshot, now and then larger than a segment. */
    Durable randomBatch(Random random) {
        long term = Math.max(1, state.term() + (random.nextInt(5) == 0 ? 1 : 0));
        Optional<SnapshotMark> mark = random.nextInt(15) == 0
                ? Optional.of(Batches.mark(Math.max(1, lastIndex() + random.nextInt(20)), term)) : Optional.empty();
        long base = mark.map(SnapshotMark::index).orElse(snapshotIndex());
        long end = mark.map(SnapshotMark::index).orElse(lastIndex());
        long floor = mark.isPresent() ? base : Math.max(base, state.commit());
        long first = random.nextInt(6) == 0 ? floor + 1 + random.nextInt(1 + (int) (end - floor)) : end + 1;
        int count = random.nextInt(random.nextInt(10) == 0 ? 300 : 12);
        int dataBytes = random.nextInt(random.nextInt(10) == 0 ? 5000 : 900);
        List<Entry> entries = Batches.entries(term, first, first + count - 1, dataBytes);
        long last = count == 0 ? end : first + count - 1;
        long commit = Math.max(base, Math.min(last, state.commit() + random.nextInt(30)));
        HardState next = new HardState(term, random.nextInt(3), commit);
        return new Durable(mark, entries, random.nextBoolean() || term > state.term() || state.commit() > last ? Optional.of(next) : Optional.empty());
    }
}
