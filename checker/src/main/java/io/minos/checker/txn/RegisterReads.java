package io.minos.checker.txn;

import io.minos.checker.txn.Txns.Kind;
import io.minos.checker.txn.Txns.Outcome;
import java.util.BitSet;

/** What a register must not show: a value of nobody, of who failed, or from the middle of a transaction. */
final class RegisterReads {
    private RegisterReads() {}

    static void judge(Txns txns, Writes writes, BitSet external, Findings findings, Pace pace) {
        for (int read = external.nextSetBit(0); read >= 0; read = external.nextSetBit(read + 1)) {
            pace.step();
            if (txns.kind(read) != Kind.READ || txns.value(read) == Txns.NIL) continue;
            int write = writes.of(txns.key(read), txns.value(read));
            Story story = new Story(txns);
            if (write == Writes.NOBODY) {
                if (findings.more(Phenomenon.GARBAGE_READ)) findings.explain(story.anomaly(Phenomenon.GARBAGE_READ, read, story.read(read) + ", but nobody wrote that."));
            } else if (txns.outcome(txns.owner(write)) == Outcome.FAIL) {
                if (findings.more(Phenomenon.G1A)) findings.explain(story.anomaly(Phenomenon.G1A, read, story.read(read) + ", but " + story.write(write) + " and failed."));
            } else if (writes.intermediate(write) && txns.owner(write) != txns.owner(read)) {
                if (findings.more(Phenomenon.G1B)) findings.explain(story.anomaly(Phenomenon.G1B, read, story.read(read) + ", but after " + story.write(write) + " it wrote it again."));
            }
        }
    }
}
