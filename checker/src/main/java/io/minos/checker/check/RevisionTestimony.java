package io.minos.checker.check;

import io.minos.checker.history.History;
import io.minos.checker.linear.Budget;
import io.minos.checker.linear.witness.Columns;
import io.minos.checker.linear.witness.Testimony;
import io.minos.checker.linear.witness.Testimony.Explained;
import io.minos.checker.linear.witness.Testimony.Undecided;
import io.minos.checker.linear.witness.Verifier;
import io.minos.checker.linear.witness.Witness;

/** What the revisions of a whole history say, worked out once for all checks that ask. */
record RevisionTestimony(Testimony testimony) {
    static Testimony of(History history, Budget budget) {
        return history.derived(RevisionTestimony.class, of -> new RevisionTestimony(of.isWhole() ? testify(WitnessColumns.of(of), budget.share(4)) : new Undecided("a part of a history has revisions without changes"))).testimony();
    }

    private static Testimony testify(WitnessColumns operations, Budget budget) {
        if (operations.unfit()) return new Undecided("there are operations that this version cannot place by revisions");
        Columns columns = operations.build();
        Testimony testimony = Witness.of(columns, budget);
        if (testimony instanceof Explained explained && !Verifier.holds(explained, columns)) return new Undecided("the order it found did not pass the verifier");
        return testimony;
    }
}
