package io.minos.checker.txn;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The order of each list's appends, which is that of the longest list read of it; and how other lists agree with it. */
final class ListVersions {
    static final int UNSEEN = -1;

    private final Txns txns;
    private final int[][] writers;
    private final int[] agrees;
    private final int[] place;
    /** By list; asked for only where there is something to tell. */
    private Ints @Nullable [] reads;

    private ListVersions(Txns txns) {
        this.txns = txns;
        this.writers = new int[txns.lists().count()][];
        this.agrees = new int[txns.lists().count()];
        this.place = new int[txns.lists().count() == 0 ? 0 : txns.micros()];
        Arrays.fill(place, UNSEEN);
    }

    static ListVersions of(Txns txns, Writes writes, Pace pace) {
        ListVersions versions = new ListVersions(txns);
        Lists lists = txns.lists();
        for (int list = 0; list < lists.count(); list++) {
            int key = lists.key(list);
            int main = lists.main(key);
            Ints elements = lists.list(list);
            pace.steps(elements.size());
            versions.writers[list] = new int[elements.size()];
            for (int i = 0; i < elements.size(); i++) versions.writers[list][i] = writes.of(key, elements.get(i));
            versions.agrees[list] = list == main ? elements.size() : lists.list(main).common(elements);
            if (list == main) versions.place(versions.writers[list]);
        }
        return versions;
    }

    private void place(int[] appends) {
        for (int i = 0; i < appends.length; i++) {
            if (appends[i] != Writes.NOBODY && place[appends[i]] == UNSEEN) place[appends[i]] = i;
        }
    }

    /** The micro operations that appended a list's elements, or {@link Writes#NOBODY}. */
    int[] writers(int list) {
        return writers[list];
    }

    /** How many of a list's elements are those with which the key's main list begins. */
    int agrees(int list) {
        return agrees[list];
    }

    /** Whether what was read is the beginning of the key's main list. */
    boolean fits(int read) {
        return txns.value(read) <= agrees[txns.list(read)];
    }

    /** Where the main list has what was appended; {@link #UNSEEN}: no such place. */
    int place(int append) {
        return place.length == 0 ? UNSEEN : place[append];
    }

    /** Whether a main list has at this index what it had before. */
    boolean repeated(int[] main, int index) {
        return main[index] != Writes.NOBODY && place[main[index]] != index;
    }

    /** The first read of the list that is at least so long. */
    int reader(int list, int length) {
        if (reads == null) reads = reads();
        int i = 0;
        while (txns.value(reads[list].get(i)) < length) i++;
        return reads[list].get(i);
    }

    private Ints[] reads() {
        Ints[] reads = new Ints[writers.length];
        Arrays.setAll(reads, list -> new Ints(1));
        for (int micro = 0; micro < txns.micros(); micro++) if (txns.kind(micro) == Txns.Kind.READ_LIST) reads[txns.list(micro)].add(micro);
        return reads;
    }
}
