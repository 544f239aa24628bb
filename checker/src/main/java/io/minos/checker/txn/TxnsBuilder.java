package io.minos.checker.txn;

import io.minos.checker.txn.Txns.Kind;
import io.minos.checker.txn.Txns.Outcome;

/**
 * Takes transactions in order of invocation: {@link #begin} and then what it did, in order. What a transaction read counts
 * only if it was answered. For one thread, once.
 */
public final class TxnsBuilder {
    final Lists lists = new Lists();
    final Longs ids = new Longs();
    final Ints processes = new Ints();
    final Longs invoked = new Longs();
    final Longs returned = new Longs();
    final Bytes outcomes = new Bytes();
    final Longs revisions = new Longs();
    final Ints first = new Ints();
    final Bytes kinds = new Bytes();
    final Ints keys = new Ints();
    final Ints values = new Ints();
    final Ints listOf = new Ints();
    final Longs mods = new Longs();
    final Ints owners = new Ints();
    int keyCount;

    /**
     * @param id what the transaction is called
     * @param process one that does one thing at a time
     * @param invoked any number that grows with time; not less than that of the transaction before
     * @param returned likewise, greater than {@code invoked}; of no meaning unless the outcome is ok
     * @param revision of the answer; 0: not known
     */
    public TxnsBuilder begin(long id, int process, long invoked, long returned, Outcome outcome, long revision) {
        int txn = ids.size();
        if (txn > 0 && invoked < this.invoked.get(txn - 1)) throw new IllegalArgumentException("#" + id + " was invoked before the transaction that came before it");
        if (outcome == Outcome.OK && returned <= invoked) throw new IllegalArgumentException("#" + id + " returns at " + returned + ", before its invocation at " + invoked);
        ids.add(id);
        processes.add(process);
        this.invoked.add(invoked);
        this.returned.add(outcome == Outcome.OK ? returned : Txns.NEVER);
        outcomes.add(outcome.ordinal());
        if (revision > 0) revisions.set(txn, revision);
        first.add(kinds.size());
        return this;
    }

    public TxnsBuilder append(int key, int value) {
        return micro(Kind.APPEND, key, value(value), Lists.NONE, 0);
    }

    public TxnsBuilder write(int key, int value) {
        return micro(Kind.WRITE, key, value(value), Lists.NONE, 0);
    }

    public TxnsBuilder delete(int key) {
        return micro(Kind.WRITE, key, Txns.NIL, Lists.NONE, 0);
    }

    /**
     * @param value {@link Txns#NIL} if the key was missing
     * @param mod the revision that last changed the key; 0: not known
     */
    public TxnsBuilder read(int key, int value, long mod) {
        return answered() ? micro(Kind.READ, key, value, Lists.NONE, mod) : this;
    }

    /** Reads the first {@code length} of {@code elements}, which the caller may use again. */
    public TxnsBuilder readList(int key, int[] elements, int length, long mod) {
        return answered() ? micro(Kind.READ_LIST, key, length, lists.add(key, elements, length), mod) : this;
    }

    public Txns build(Names names) {
        return new Txns(this, names);
    }

    private boolean answered() {
        return outcomes.get(outcomes.size() - 1) == Outcome.OK.ordinal();
    }

    private static int value(int value) {
        if (value < 0) throw new IllegalArgumentException("Values are numbers from 0 on, not " + value);
        return value;
    }

    private TxnsBuilder micro(Kind kind, int key, int value, int list, long mod) {
        if (key < 0) throw new IllegalArgumentException("Keys are numbers from 0 on, not " + key);
        if (mod > 0) mods.set(kinds.size(), mod);
        kinds.add(kind.ordinal());
        keys.add(key);
        values.add(value);
        listOf.add(list);
        owners.add(ids.size() - 1);
        keyCount = Math.max(keyCount, key + 1);
        return this;
    }
}
