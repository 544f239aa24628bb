package io.minos.checker.txn;

/**
 * Transactions, in order of invocation, as columns: a million of them take some tens of megabytes. Each is a row of micro
 * operations, which are numbered through the whole history. Keys, values and processes are small numbers; {@link Names}
 * has their names. Made by a {@link TxnsBuilder}. Immutable.
 */
public final class Txns {
    /** The value of a key that is missing. */
    public static final int NIL = -1;
    public static final long NEVER = Long.MAX_VALUE;

    public enum Outcome {
        OK,
        /** Certainly did not happen. */
        FAIL,
        /** May have happened, at any time since its invocation. */
        INFO
    }

    enum Kind {
        APPEND, READ_LIST, WRITE, READ;

        boolean writes() {
            return this == APPEND || this == WRITE;
        }

        boolean ofList() {
            return this == APPEND || this == READ_LIST;
        }
    }

    private static final Outcome[] OUTCOMES = Outcome.values();
    private static final Kind[] KINDS = Kind.values();

    private final Names names;
    private final Lists lists;
    private final int keyCount;
    private final long[] ids;
    private final int[] processes;
    private final long[] invoked;
    private final long[] returned;
    private final byte[] outcomes;
    private final long[] revisions;
    private final int[] first;
    private final byte[] kinds;
    private final int[] keys;
    private final int[] values;
    private final int[] listOf;
    private final long[] mods;
    private final int[] owners;

    Txns(TxnsBuilder builder, Names names) {
        this.names = names;
        this.lists = builder.lists;
        this.keyCount = builder.keyCount;
        this.ids = builder.ids.toArray();
        this.processes = builder.processes.toArray();
        this.invoked = builder.invoked.toArray();
        this.returned = builder.returned.toArray();
        this.outcomes = builder.outcomes.toBytes();
        this.revisions = builder.revisions.toArray();
        this.kinds = builder.kinds.toBytes();
        this.keys = builder.keys.toArray();
        this.values = builder.values.toArray();
        this.listOf = builder.listOf.toArray();
        this.mods = builder.mods.toArray();
        this.owners = builder.owners.toArray();
        builder.first.add(kinds.length);
        this.first = builder.first.toArray();
    }

    public int size() {
        return ids.length;
    }

    int micros() {
        return kinds.length;
    }

    int keyCount() {
        return keyCount;
    }

    Names names() {
        return names;
    }

    Lists lists() {
        return lists;
    }

    long id(int txn) {
        return ids[txn];
    }

    int process(int txn) {
        return processes[txn];
    }

    long invoked(int txn) {
        return invoked[txn];
    }

    long returned(int txn) {
        return returned[txn];
    }

    Outcome outcome(int txn) {
        return OUTCOMES[outcomes[txn]];
    }

    boolean ok(int txn) {
        return outcomes[txn] == Outcome.OK.ordinal();
    }

    /** Of the answer; 0 if not known. */
    long revision(int txn) {
        return txn < revisions.length ? revisions[txn] : 0;
    }

    /** The first micro operation of a transaction; of {@code size()}, the number of all. */
    int first(int txn) {
        return first[txn];
    }

    Kind kind(int micro) {
        return KINDS[kinds[micro]];
    }

    int key(int micro) {
        return keys[micro];
    }

    /** What is appended, written or read; the length of a list that is read. */
    int value(int micro) {
        return values[micro];
    }

    /** The list that a list's reading is the beginning of. */
    int list(int micro) {
        return listOf[micro];
    }

    /** The revision that last changed what was read; 0 if not known. */
    long mod(int micro) {
        return micro < mods.length ? mods[micro] : 0;
    }

    /** The transaction of a micro operation. */
    int owner(int micro) {
        return owners[micro];
    }
}
