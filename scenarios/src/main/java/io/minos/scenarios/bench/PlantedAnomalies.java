package io.minos.scenarios.bench;

import io.minos.checker.txn.Phenomenon;
import io.minos.checker.txn.TxnNotation;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** A line of list-append transactions for each phenomenon that lists can show, in the notation of {@link TxnNotation}. */
final class PlantedAnomalies {
    private PlantedAnomalies() {}

    static Map<Phenomenon, String> lines() {
        Map<Phenomenon, String> lines = new EnumMap<>(Phenomenon.class);
        lines.put(Phenomenon.G0, "(0 x+1 y+1 | 1 x+2 y+2 | 0) | 2 x?[1 2] y?[2 1]");
        lines.put(Phenomenon.G1C, "(0 x+1 y?[1] | 1 x?[1] y+1 | 0)");
        lines.put(Phenomenon.G_SINGLE, "(0 x+1 y+1 | 1 x?[1] y?[] | 0) | 2 x?[1] y?[1]");
        lines.put(Phenomenon.G_NONADJACENT, "(0 x+1 | (1 y+1 | (2 x?[1] y?[] | (3 x?[] y?[1] | 0) | 1) | 2) | 3)");
        lines.put(Phenomenon.G2_ITEM, "(0 x?[] y+1 | (1 y?[] x+1 | 0) | 1) | 2 x?[1] y?[1]");
        lines.put(Phenomenon.G0_PROCESS, "0 x+1 | 0 x+2 | 1 x?[2 1]");
        lines.put(Phenomenon.G1C_PROCESS, "0 x?[1] | 0 x+1");
        lines.put(Phenomenon.G_SINGLE_PROCESS, "0 x+1 | 0 x?[]");
        lines.put(Phenomenon.G_NONADJACENT_PROCESS, "(0 x+1 z+1 | (2 z?[1] y?[] | 3 y+1 | 3 x?[] | 0) | 2)");
        lines.put(Phenomenon.G2_ITEM_PROCESS, "(0 x+1 y?[] | 1 y+1 | 1 x?[] | 0)");
        lines.put(Phenomenon.G0_REALTIME, "0 x+1 | 1 x+2 | 2 x?[2 1]");
        lines.put(Phenomenon.G1C_REALTIME, "0 x?[1] | 1 x+1");
        lines.put(Phenomenon.G_SINGLE_REALTIME, "0 x+1 | 1 x?[]");
        lines.put(Phenomenon.G_NONADJACENT_REALTIME, "(0 x+1 z+1 | (2 z?[1] y?[] | 3 y+1 | 4 x?[] | 0) | 2)");
        lines.put(Phenomenon.G2_ITEM_REALTIME, "(0 x+1 y?[] | 1 y+1 | 2 x?[] | 0)");
        lines.put(Phenomenon.INTERNAL, "0 x+1 | 1 x?[1] x+2 x?[2]");
        lines.put(Phenomenon.FUTURE_READ, "0 x?[1] x+1");
        lines.put(Phenomenon.G1A, "0! x+1 | 1 x?[1]");
        lines.put(Phenomenon.G1B, "(0 x+1 x+2 | 1 x?[1] | 0)");
        lines.put(Phenomenon.GARBAGE_READ, "0 x?[7]");
        lines.put(Phenomenon.DIRTY_UPDATE, "0! x+1 | 1 x+2 | 2 x?[1 2]");
        lines.put(Phenomenon.LOST_UPDATE, "(0 x?[] x+1 | 1 x?[] x+2 | 0) | 2 x?[1 2]");
        lines.put(Phenomenon.DUPLICATE_ELEMENTS, "0 x+1 | 1 x+2 | 2 x?[1 2 1]");
        lines.put(Phenomenon.INCOMPATIBLE_ORDER, "0 x+1 | 1 x+2 | 2 x?[1] | 3 x?[2 1]");
        lines.put(Phenomenon.REVISION_ORDER, "0 x+1 @5 | 1 x+2 @4 | 2 x?[1 2] @6");
        return Collections.unmodifiableMap(lines);
    }
}
