package io.minos.checker.txn;

import io.minos.checker.txn.Txns.Kind;
import io.minos.checker.txn.Versions.Source;
import java.util.BitSet;

/**
 * What the order of registers' versions says of the order of transactions. Who read that a key was missing, when nobody
 * deletes it, comes before all who write it.
 *
 * <p>The edges' {@code about} is the pair of versions, behind the micro operations, for ww and rw; the read, for wr; and {@code ~key} for who read that
 * the key was missing.
 */
final class RegisterDependencies {
    private final Txns txns;
    private final Writes writes;
    private final BitSet happened;
    private final Versions versions;
    private final Edges edges;
    private final Pace pace;
    /** The transactions that read each version, one behind the other: where those of a version begin. */
    private final int[] first;
    private final int[] readers;

    private RegisterDependencies(Txns txns, Writes writes, BitSet happened, BitSet external, Versions versions, Edges edges, Pace pace) {
        this.txns = txns;
        this.writes = writes;
        this.happened = happened;
        this.versions = versions;
        this.edges = edges;
        this.pace = pace;
        this.first = new int[txns.micros() + txns.keyCount() + 2];
        int[] reads = external.stream().filter(read -> txns.kind(read) == Kind.READ && version(read) != Writes.NOBODY).toArray();
        for (int read : reads) first[version(read) + 2]++;
        for (int i = 2; i < first.length; i++) first[i] += first[i - 1];
        this.readers = new int[reads.length];
        for (int read : reads) readers[first[version(read) + 1]++] = txns.owner(read);
    }

    static void find(Txns txns, Writes writes, BitSet happened, BitSet external, Versions versions, Edges edges, Pace pace) {
        boolean any = external.stream().anyMatch(read -> txns.kind(read) == Kind.READ) || versions.size() > 0;
        if (!any) return;
        RegisterDependencies dependencies = new RegisterDependencies(txns, writes, happened, external, versions, edges, pace);
        dependencies.reads(external);
        for (int pair = 0; pair < versions.size(); pair++) dependencies.pair(pair);
        dependencies.missing();
    }

    /** One step: the version that a read saw. */
    private int version(int read) {
        pace.step();
        return versions.seen(read, writes);
    }

    private void reads(BitSet external) {
        for (int read = external.nextSetBit(0); read >= 0; read = external.nextSetBit(read + 1)) {
            if (txns.kind(read) != Kind.READ) continue;
            int version = version(read);
            if (version == Writes.NOBODY || versions.isInitial(version)) continue;
            if (happened.get(txns.owner(version)) && txns.owner(version) != txns.owner(read)) edges.add(txns.owner(version), txns.owner(read), Dependency.WR, read);
        }
    }

    private void pair(int pair) {
        int earlier = versions.from.get(pair);
        int later = versions.to.get(pair);
        pace.step();
        if (versions.isInitial(earlier) || versions.isInitial(later) || !happened.get(txns.owner(later))) return;
        int after = txns.owner(later);
        if (happened.get(txns.owner(earlier)) && txns.owner(earlier) != after) edges.add(txns.owner(earlier), after, Dependency.WW, txns.micros() + pair);
        for (int i = first[earlier]; i < first[earlier + 1]; i++) if (readers[i] != after) edges.add(readers[i], after, Dependency.RW, txns.micros() + pair);
    }

    /** To those of whose values none is known to come before another's; they lead to the others. */
    private void missing() {
        BitSet follows = new BitSet();
        for (int pair = 0; pair < versions.size(); pair++) {
            int earlier = versions.from.get(pair);
            if (versions.source(pair) != Source.REVISION && !versions.isInitial(earlier) && happened.get(txns.owner(earlier))) follows.set(versions.to.get(pair));
        }
        Ints[] leading = new Ints[txns.keyCount()];
        for (int key = 0; key < leading.length; key++) leading[key] = new Ints(1);
        for (int micro = 0; micro < txns.micros(); micro++) {
            pace.step();
            if (txns.kind(micro) == Kind.WRITE && happened.get(txns.owner(micro)) && !writes.intermediate(micro) && !follows.get(micro)) leading[txns.key(micro)].add(txns.owner(micro));
        }
        for (int key = 0; key < leading.length; key++) {
            FanOut writers = new FanOut(edges, leading[key].toArray(), Dependency.RW, ~key);
            for (int i = first[versions.initial(key)]; i < first[versions.initial(key) + 1]; i++) writers.from(readers[i]);
        }
    }
}
