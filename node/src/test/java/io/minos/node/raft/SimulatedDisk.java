package io.minos.node.raft;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What one member keeps over a crash. Writes are under way until they complete; a crash leaves any prefix of them. */
final class SimulatedDisk {
    private HardState hardState;
    private SnapshotMark mark;
    private final ArrayList<Entry> log = new ArrayList<>();
    private final ArrayDeque<Ready> underWay = new ArrayDeque<>();
    private final TreeMap<Long, ByteString> files = new TreeMap<>();

    SimulatedDisk(SnapshotMark first) {
        this(HardState.NONE, first, List.of());
    }

    SimulatedDisk(HardState hardState, SnapshotMark mark, List<Entry> log) {
        this.hardState = hardState;
        this.mark = mark;
        this.log.addAll(log);
    }

    Raft boot(RaftConfig config, RandomGenerator random) {
        return new Raft(config, hardState, mark, List.copyOf(log), random);
    }

    SnapshotMark mark() {
        return mark;
    }

    HardState hardState() {
        return hardState;
    }

    List<Entry> log() {
        return List.copyOf(log);
    }

    void begin(Ready ready) {
        underWay.add(ready);
    }

    int writesUnderWay() {
        return underWay.size();
    }

    /** The oldest write is on disk. */
    Ready complete() {
        Ready ready = underWay.remove();
        write(ready.durable());
        return ready;
    }

    /** Power is lost: some writes under way are done, one perhaps in part, the others not. */
    void crash(RandomGenerator random) {
        int done = random.nextInt(underWay.size() + 1);
        for (int i = 0; i < done; i++) {
            complete();
        }
        if (!underWay.isEmpty() && random.nextBoolean()) {
            tear(random.nextInt(underWay.element().durable().entries().size() + 1));
        }
        loseWritesUnderWay();
    }

    /** Of the oldest write under way only its beginning is done: so many entries, and no hard state. */
    void tear(int entries) {
        Durable torn = underWay.remove().durable();
        write(new Durable(torn.snapshot(), torn.entries().subList(0, entries), Optional.empty()));
    }

    void loseWritesUnderWay() {
        underWay.clear();
    }

    /** The oldest write under way. */
    Optional<Ready> next() {
        return Optional.ofNullable(underWay.peek());
    }

    private void write(Durable durable) {
        durable.snapshot().ifPresent(received -> {
            mark = received;
            log.clear();
        });
        for (Entry entry : durable.entries()) {
            int position = (int) (entry.index() - mark.index() - 1);
            log.subList(position, log.size()).clear();
            log.add(entry);
        }
        durable.hardState().ifPresent(now -> hardState = now);
    }

    void saveFile(long index, ByteString content) {
        files.put(index, content);
    }

    boolean hasFile(long index) {
        return files.containsKey(index);
    }

    ByteString file(long index) {
        return files.get(index);
    }

    void deleteFilesBelow(long index) {
        files.headMap(Math.min(index, mark.index())).clear();
    }

    /** Our own snapshot takes the place of the entries under it, as far as they are here. */
    void release(SnapshotMark own) {
        if (own.index() > mark.index() && holds(own.index(), own.term())) {
            log.subList(0, (int) (own.index() - mark.index())).clear();
            mark = own;
        }
    }

    /** This entry, or a snapshot over it. */
    boolean holds(long index, long term) {
        if (index <= mark.index()) {
            return true;
        }
        int position = (int) (index - mark.index() - 1);
        return position < log.size() && log.get(position).term() == term;
    }
}
