package io.minos.checker.txn;

import static io.minos.checker.txn.Dependency.ONWARD;
import static io.minos.checker.txn.Dependency.PROCESS;
import static io.minos.checker.txn.Dependency.REALTIME;
import static io.minos.checker.txn.Dependency.RW;
import static io.minos.checker.txn.Dependency.WR;
import static io.minos.checker.txn.Dependency.WW;

import io.minos.checker.txn.Phenomenon.Order;

/**
 * The kind of cycle that is looked for.
 *
 * @param begins the dependency it must have, and with which the search begins
 * @param mask the dependencies it may go on with
 * @param members the dependencies it may have at all
 * @param ordered must have one of process or time
 * @param again must have a second rw
 * @param apart no two rw next to each other
 */
record Wanted(Phenomenon kind, Dependency begins, int mask, int members, boolean ordered, boolean again, boolean apart) {
    static Wanted of(Phenomenon base, Order order) {
        int time = order == Order.NONE ? 0 : order == Order.PROCESS ? PROCESS.bit() : REALTIME.bit();
        int writes = WW.bit() | time;
        int reads = writes | WR.bit();
        // Whatever goes onward began with a rw.
        int all = reads | RW.bit() | ONWARD.bit();
        boolean ordered = order != Order.NONE;
        Phenomenon kind = Phenomenon.cycle(base, order);
        return switch (base) {
            case G0 -> new Wanted(kind, WW, writes, writes, ordered, false, false);
            case G1C -> new Wanted(kind, WR, reads, reads, ordered, false, false);
            case G_SINGLE -> new Wanted(kind, RW, reads | ONWARD.bit(), all, ordered, false, false);
            case G_NONADJACENT -> new Wanted(kind, RW, all, all, ordered, true, true);
            case G2_ITEM -> new Wanted(kind, RW, all, all, ordered, true, false);
            default -> throw new IllegalArgumentException(base + " is no kind of cycle");
        };
    }
}
