package io.minos.checker.txn;

/**
 * Which version of a register came before which, pair by pair, and how that is known. A version is the micro operation that
 * wrote it; a key's first, with which it is missing, has a number behind those.
 */
final class Versions {
    /** How it is known. */
    enum Source {
        /** A transaction read the one and wrote the other. */
        REPLACED,
        /** A process had seen the one and then saw the other, or wrote it. */
        SEQUENTIAL,
        /** The one was seen before the other was asked for. */
        LINEARIZABLE,
        /** By the store's revisions. */
        REVISION
    }

    private static final Source[] SOURCES = Source.values();

    private final Txns txns;
    final Ints from = new Ints();
    final Ints to = new Ints();
    private final Bytes sources = new Bytes();
    private final Ints by = new Ints();

    Versions(Txns txns) {
        this.txns = txns;
    }

    /** @param by the transaction that shows it */
    void add(int earlier, int later, Source source, int by) {
        from.add(earlier);
        to.add(later);
        sources.add(source.ordinal());
        this.by.add(by);
    }

    int size() {
        return from.size();
    }

    Source source(int pair) {
        return SOURCES[sources.get(pair)];
    }

    int by(int pair) {
        return by.get(pair);
    }

    int initial(int key) {
        return txns.micros() + key;
    }

    boolean isInitial(int version) {
        return version >= txns.micros();
    }

    int key(int version) {
        return isInitial(version) ? version - txns.micros() : txns.key(version);
    }

    /** The version that a read saw, or {@link Writes#NOBODY} if that cannot be told. */
    int seen(int read, Writes writes) {
        if (txns.value(read) != Txns.NIL) return writes.of(txns.key(read), txns.value(read));
        return writes.deleted(txns.key(read)) ? Writes.NOBODY : initial(txns.key(read));
    }
}
