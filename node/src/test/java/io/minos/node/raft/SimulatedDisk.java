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
    private HardState hardState = HardState.NONE;
    private SnapshotMark mark;
    private final ArrayList<Entry> log = new ArrayList<>();
    private final ArrayDeque<Ready> underWay = new ArrayDeque<>();
    private final TreeMap<Long, ByteString> files = new TreeMap<>();

    SimulatedDisk(SnapshotMark first) {
        mark = first;
    }

    Raft boot(RaftConfig config, RandomGenerator random) {
        return new Raft(config, hardState, mark, List.copyOf(log), random);
    }

    SnapshotMark mark() {
        return mark;
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
            Durable torn = underWay.remove().durable();
            int entries = random.nextInt(torn.entries().size() + 1);
            write(new Durable(torn.snapshot(), torn.entries().subList(0, entries), Optional.empty()));
        }
        underWay.clear();
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
