package io.minos.scenarios.load;

import io.minos.client.operation.Operation;
import java.util.ArrayList;
import java.util.List;

/** What is read in the end, and in which order. */
public final class FinalReads {
    public record FinalRead(String node, Operation.FinalRead operation) {}

    private FinalReads() {}

    /** Linearizable reads of everything through each node first: then each has applied all there is, and tells its own state. */
    public static List<FinalRead> of(List<String> nodes, List<String> prefixes) {
        List<FinalRead> reads = new ArrayList<>();
        for (boolean serializable : new boolean[] {false, true}) {
            for (String node : nodes) {
                prefixes.forEach(prefix -> reads.add(new FinalRead(node, new Operation.FinalRead(prefix, serializable))));
            }
        }
        return reads;
    }
}
