package io.minos.checker.linear.witness;

/**
 * What a part of an operation did or was told; the parts of one operation take effect together, each seeing those before it.
 * As numbers, since they stand in a column.
 */
final class Part {
    /** The key was seen so: value, mod, create, version. */
    static final byte READ = 0;
    /** The same, as the value before a change of this operation. */
    static final byte PREV = 1;
    /** Puts the value. */
    static final byte PUT = 2;
    /** Deletes; whether anything was there is not told. */
    static final byte DELETE = 3;
    /** Deletes, and something was there. */
    static final byte DELETE_SOME = 4;
    /** Deletes, and nothing was there. */
    static final byte DELETE_NONE = 5;
    /** Compares with the value: it is so, or nothing of this operation takes effect. */
    static final byte EXPECT = 6;
    /** Compared with the value: it was not so. */
    static final byte REFUSE = 7;
    /** Counted the keys under a prefix, which stands in the place of the key: as {@code value} and as {@code mod}. */
    static final byte COUNT = 8;

    private Part() {}

    static boolean changes(byte kind) {
        return kind >= PUT && kind <= DELETE_SOME;
    }

    static boolean deletes(byte kind) {
        return kind == DELETE || kind == DELETE_SOME;
    }

    /** Whether it tells what is under the key, in the columns of value and revisions. */
    static boolean shows(byte kind) {
        return kind <= PREV;
    }
}
