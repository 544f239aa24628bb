package io.minos.node.wal;

import com.google.protobuf.ByteString;
import io.minos.node.raft.Durable;
import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.Membership;
import io.minos.node.raft.SnapshotMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Short words for the tests. */
public final class Batches {
    private Batches() {}

    /** Entries {@code from} to {@code to} of a term, each with data of its own. */
    public static List<Entry> entries(long term, long from, long to, int dataBytes) {
        List<Entry> entries = new ArrayList<>();
        for (long index = from; index <= to; index++) {
            entries.add(entry(term, index, dataBytes));
        }
        return entries;
    }

    public static Entry entry(long term, long index, int dataBytes) {
        byte[] data = new byte[dataBytes];
        new SplittableRandom(term * 1_000_003 + index).nextBytes(data);
        Entry.Kind kind = index % 7 == 0 ? Entry.Kind.MEMBERSHIP : Entry.Kind.COMMAND;
        return new Entry(term, index, kind, ByteString.copyFrom(data));
    }

    public static Durable batch(List<Entry> entries) {
        return new Durable(Optional.empty(), entries, Optional.empty());
    }

    public static Durable batch(List<Entry> entries, HardState state) {
        return new Durable(Optional.empty(), entries, Optional.of(state));
    }

    public static Durable installed(SnapshotMark mark) {
        return new Durable(Optional.of(mark), List.of(), Optional.empty());
    }

    public static SnapshotMark mark(long index, long term) {
        return new SnapshotMark(index, term, new Membership(new TreeSet<>(List.of(1L, -2L, 3L)), new TreeSet<>(List.of(9L))));
    }
}
