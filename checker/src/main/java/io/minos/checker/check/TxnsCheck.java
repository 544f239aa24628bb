package io.minos.checker.check;

import io.minos.checker.history.History;
import io.minos.checker.linear.Budget;
import io.minos.checker.txn.Txns;
import io.minos.checker.verdict.CheckResult;

/** Transactions that were not recorded by us, judged as {@link SerializableTxn} judges ours. */
public final class TxnsCheck implements Check {
    private final String name;
    private final Txns txns;

    /** @param name of the model: {@code list-append} */
    public TxnsCheck(String name, Txns txns) {
        this.name = name;
        this.txns = txns;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        return SerializableTxn.ruled(name, txns, budget);
    }
}
