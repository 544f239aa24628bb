package io.minos.checker.txn;

import io.minos.checker.txn.Txns.Kind;
import java.util.BitSet;

/** What one transaction appended to one list must stand in it in the order in which it was appended. */
final class OwnOrder {
    private OwnOrder() {}

    static void judge(Txns txns, Writes writes, ListVersions versions, BitSet happened, Findings findings, Pace pace) {
        int[] before = new int[txns.keyCount()];
        for (int micro = 0; micro < txns.micros(); micro++) {
            pace.step();
            int txn = txns.owner(micro);
            int key = txns.key(micro);
            if (txns.kind(micro) != Kind.APPEND || !happened.get(txn) || !writes.judged(key)) continue;
            int earlier = before[key] - 1;
            before[key] = micro + 1;
            if (earlier < 0 || txns.owner(earlier) != txn || inOrder(versions, earlier, micro)) continue;
            if (findings.more(Phenomenon.INCOMPATIBLE_ORDER)) findings.explain(explained(txns, versions, earlier, micro));
        }
    }

    private static boolean inOrder(ListVersions versions, int earlier, int later) {
        if (versions.place(later) == ListVersions.UNSEEN) return true;
        return versions.place(earlier) != ListVersions.UNSEEN && versions.place(earlier) < versions.place(later);
    }

    private static TxnAnomaly explained(Txns txns, ListVersions versions, int earlier, int later) {
        Story story = new Story(txns);
        int read = versions.reader(txns.lists().main(txns.key(later)), versions.place(later) + 1);
        String words = story.write(earlier) + " and only then " + story.written(later) + ", but " + story.read(read) + ".";
        return story.anomaly(Phenomenon.INCOMPATIBLE_ORDER, read, words);
    }
}
