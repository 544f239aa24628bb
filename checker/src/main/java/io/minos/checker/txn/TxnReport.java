package io.minos.checker.txn;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an analysis found.
 *
 * @param anomalies the worst first within each sort; of each phenomenon at most a few
 * @param counts how often each phenomenon was found; of cycles at least
 * @param byValues the phenomena that the values show by themselves, without the store's revisions
 * @param doubts why keys, or all the rest, could not be judged, a line each
 * @param finished whether time sufficed; if not, the last of the doubts says how far it went, and there may be more to find
 * @param transactions that took effect for certain
 * @param externalReads answers that say what others did; without any there is nothing to judge
 * @param dependencies how many of each kind there are between transactions
 */
public record TxnReport(List<TxnAnomaly> anomalies, Map<Phenomenon, Long> counts, Set<Phenomenon> byValues, List<String> doubts, boolean finished, long transactions, long externalReads, Map<String, Long> dependencies) {
    public TxnReport {
        anomalies = List.copyOf(anomalies);
        doubts = List.copyOf(doubts);
        counts = Collections.unmodifiableMap(counts);
        byValues = Collections.unmodifiableSet(byValues);
        dependencies = Collections.unmodifiableMap(dependencies);
    }

    /** Whether nothing contradicts strict serializability. */
    public boolean clean() {
        return counts.isEmpty();
    }

    /** The weakest models that cannot have held; {@code trustRevisions}: if the store's revisions are right. */
    public Set<ConsistencyModel> ruledOut(boolean trustRevisions) {
        return ConsistencyModel.ruledOut(trustRevisions ? counts.keySet() : byValues);
    }

    /** Which models the history rules out, and which it does not, in one sentence. */
    public String models() {
        Set<ConsistencyModel> ruledOut = ruledOut(true);
        if (ruledOut.isEmpty()) return "No consistency model is ruled out.";
        String trusting = ruledOut.equals(ruledOut(false)) ? "" : ", if its revisions are right";
        Set<ConsistencyModel> left = ConsistencyModel.mayHold(counts.keySet());
        return "The store did not keep " + join(ruledOut, " nor ") + trusting + "; this does not rule out " + (left.isEmpty() ? "anything weaker" : join(left, ", ")) + ".";
    }

    private static String join(Collection<ConsistencyModel> models, String word) {
        return models.stream().map(ConsistencyModel::toString).collect(Collectors.joining(word));
    }
}
