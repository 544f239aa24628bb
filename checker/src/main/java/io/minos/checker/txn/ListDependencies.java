package io.minos.checker.txn;

import io.minos.checker.txn.Txns.Kind;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What appends and reads of lists say of the order of transactions. What was appended for certain and is in no read comes
 * after all that is in one: a list that grew only at its end would show it otherwise.
 *
 * <p>The edges' {@code about} is the append that replaces, for ww and rw; the read, for wr; and {@code ~key} for appends that
 * nobody read.
 */
final class ListDependencies {
    private static final int NONE = -1;

    private final Txns txns;
    private final ListVersions versions;
    private final BitSet happened;
    private final Edges edges;
    private final Pace pace;
    /** By key: for each length of the main list, the next append that took effect. */
    private final int[][] next;
    private final @Nullable FanOut[] unread;

    private ListDependencies(Txns txns, ListVersions versions, BitSet happened, Edges edges, Pace pace) {
        this.txns = txns;
        this.versions = versions;
        this.happened = happened;
        this.edges = edges;
        this.pace = pace;
        this.next = new int[txns.keyCount()][];
        this.unread = new FanOut[txns.keyCount()];
    }

    static void find(Txns txns, Writes writes, ListVersions versions, BitSet happened, BitSet external, Edges edges, Pace pace) {
        ListDependencies dependencies = new ListDependencies(txns, versions, happened, edges, pace);
        @Nullable Ints[] unread = dependencies.unread();
        for (int key = 0; key < txns.keyCount(); key++) if (writes.judged(key)) dependencies.appends(key, unread[key]);
        for (int read = external.nextSetBit(0); read >= 0; read = external.nextSetBit(read + 1)) {
            pace.step();
            if (txns.kind(read) == Kind.READ_LIST && versions.fits(read)) dependencies.read(read);
        }
    }

    /** The certain appends of each key that are in no read. */
    private @Nullable Ints[] unread() {
        @Nullable Ints[] unread = new Ints[txns.keyCount()];
        for (int micro = 0; micro < txns.micros(); micro++) {
            pace.step();
            if (txns.kind(micro) != Kind.APPEND || !happened.get(txns.owner(micro)) || versions.place(micro) != ListVersions.UNSEEN) continue;
            int key = txns.key(micro);
            if (unread[key] == null) unread[key] = new Ints(2);
            unread[key].add(micro);
        }
        return unread;
    }

    private void appends(int key, @Nullable Ints unread) {
        int list = txns.lists().main(key);
        int last = list == Lists.NONE ? NONE : chain(key, versions.writers(list));
        if (unread == null) return;
        Ints owners = new Ints(2);
        for (int i = 0; i < unread.size(); i++) {
            int owner = txns.owner(unread.get(i));
            if (owners.size() > 0 && owners.get(owners.size() - 1) == owner) continue;
            owners.add(owner);
            if (last != NONE && txns.owner(last) != owner) edges.add(txns.owner(last), owner, Dependency.WW, unread.get(i));
        }
        this.unread[key] = new FanOut(edges, owners.toArray(), Dependency.RW, ~key);
    }

    /** @return the last append that took effect */
    private int chain(int key, int[] writers) {
        pace.steps(writers.length);
        next[key] = new int[writers.length + 1];
        int before = NONE;
        int from = 0;
        for (int i = 0; i < writers.length; i++) {
            if (!counts(writers, i)) continue;
            for (; from <= i; from++) next[key][from] = writers[i];
            if (before != NONE && txns.owner(before) != txns.owner(writers[i])) edges.add(txns.owner(before), txns.owner(writers[i]), Dependency.WW, writers[i]);
            before = writers[i];
        }
        for (; from <= writers.length; from++) next[key][from] = NONE;
        return before;
    }

    private boolean counts(int[] writers, int index) {
        return writers[index] != Writes.NOBODY && !versions.repeated(writers, index) && happened.get(txns.owner(writers[index]));
    }

    private void read(int read) {
        int txn = txns.owner(read);
        int key = txns.key(read);
        int length = txns.value(read);
        int append = length == 0 ? Writes.NOBODY : versions.writers(txns.list(read))[length - 1];
        if (append != Writes.NOBODY && txns.owner(append) != txn && happened.get(txns.owner(append))) edges.add(txns.owner(append), txn, Dependency.WR, read);
        int replaced = next[key][length];
        FanOut after = unread[key];
        if (replaced == NONE && after != null) after.from(txn);
        else if (replaced != NONE && txns.owner(replaced) != txn) edges.add(txn, txns.owner(replaced), Dependency.RW, replaced);
    }
}
