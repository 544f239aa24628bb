package io.minos.checker.txn;

/**
 * What may be taken for granted of registers; of lists nothing is.
 *
 * @param sequentialKeys each key by itself is sequentially consistent: what a process sees of it never goes back
 * @param linearizableKeys each key by itself is linearizable
 */
public record Options(boolean sequentialKeys, boolean linearizableKeys) {
    public static final Options NOTHING_GRANTED = new Options(false, false);
}
