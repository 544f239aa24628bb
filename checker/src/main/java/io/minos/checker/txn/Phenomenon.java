package io.minos.checker.txn;

import java.util.EnumSet;
import java.util.Set;

/**
 * What an execution can show that some isolation forbids. The names are Adya's (Weak Consistency, MIT 1999), Elle's (Kingsbury
 * and Alvaro, VLDB 2020) and, of the cycles with process and real-time order, those of Elle's source.
 */
public enum Phenomenon {
    /** A cycle of writes over writes. */
    G0("G0"),
    /** A cycle of writes over writes and reads of writes. */
    G1C("G1c"),
    /** A cycle with exactly one read that missed a write. */
    G_SINGLE("G-single"),
    /** A cycle with several reads that missed writes, no two of them next to each other. */
    G_NONADJACENT("G-nonadjacent"),
    /** A cycle with reads that missed writes, two of them next to each other. */
    G2_ITEM("G2-item"),
    G0_PROCESS("G0-process"), G1C_PROCESS("G1c-process"), G_SINGLE_PROCESS("G-single-process"), G_NONADJACENT_PROCESS("G-nonadjacent-process"), G2_ITEM_PROCESS("G2-item-process"),
    G0_REALTIME("G0-realtime"), G1C_REALTIME("G1c-realtime"), G_SINGLE_REALTIME("G-single-realtime"), G_NONADJACENT_REALTIME("G-nonadjacent-realtime"), G2_ITEM_REALTIME("G2-item-realtime"),

    /** A transaction contradicts what it read or wrote itself. */
    INTERNAL("internal"),
    /** A transaction read what it wrote only later. */
    FUTURE_READ("future-read"),
    /** A read of a write of a transaction that failed. */
    G1A("G1a"),
    /** A read of a write that its transaction overwrote itself. */
    G1B("G1b"),
    /** A read of what nobody wrote. */
    GARBAGE_READ("garbage-read"),
    /** A transaction that took effect built on one that failed. */
    DIRTY_UPDATE("dirty-update"),
    /** Two transactions read the same version and both replaced it. */
    LOST_UPDATE("lost-update"),
    /** A list holds an element twice. */
    DUPLICATE_ELEMENTS("duplicate-elements"),
    /** Two lists of one key that cannot both have been. */
    INCOMPATIBLE_ORDER("incompatible-order"),
    /** Values of one key that each came before the other. */
    CYCLIC_VERSIONS("cyclic-versions"),
    /** Revisions contradict the order of the values. */
    REVISION_ORDER("revision-order");

    /** The kinds of cycle, in each of the three orders; the declaration above keeps this order. */
    private static final int BASES = 5;

    private final String text;

    Phenomenon(String text) {
        this.text = text;
    }

    /** What a cycle is made to respect beyond what the transactions read and wrote. */
    enum Order { NONE, PROCESS, REALTIME }

    static Phenomenon cycle(Phenomenon base, Order order) {
        return values()[base.ordinal() + BASES * order.ordinal()];
    }

    boolean isCycle() {
        return ordinal() < 3 * BASES;
    }

    /** Itself, and what is there whenever it is. */
    public Set<Phenomenon> implied() {
        EnumSet<Phenomenon> implied = EnumSet.of(this);
        if (isCycle()) {
            Phenomenon base = values()[ordinal() % BASES];
            for (Phenomenon weaker : bases(base)) {
                for (int order = ordinal() / BASES; order < 3; order++) implied.add(cycle(weaker, Order.values()[order]));
            }
        }
        // A read of what is not there for others, or not for good; a cycle of one transaction; write skew on one key.
        if (this == GARBAGE_READ || this == DIRTY_UPDATE || this == INCOMPATIBLE_ORDER) implied.add(G1A);
        if (this == FUTURE_READ) implied.addAll(G1C.implied());
        if (this == LOST_UPDATE) implied.addAll(G2_ITEM.implied());
        return implied;
    }

    private static Set<Phenomenon> bases(Phenomenon base) {
        return switch (base) {
            case G0 -> EnumSet.of(G0, G1C);
            case G_SINGLE -> EnumSet.of(G_SINGLE, G_NONADJACENT, G2_ITEM);
            case G_NONADJACENT -> EnumSet.of(G_NONADJACENT, G2_ITEM);
            default -> EnumSet.of(base);
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
