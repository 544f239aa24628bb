package io.minos.node.apply;

import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.TxnRequest;
import io.minos.node.mvcc.View;
import io.minos.node.outcome.EtcdError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which way a transaction goes, and those nested in it. All is decided on the state before the transaction: no compare, however
 * deep, sees the transaction's own writes.
 *
 * @param nested of the operations that are transactions, in their order
 */
record Branch(boolean succeeded, List<RequestOp> operations, List<Branch> nested) {
    Branch {
        nested = List.copyOf(nested);
    }

    static Branch decide(View before, TxnRequest txn) {
        boolean succeeded = Compares.allHold(before, txn.getCompareList());
        List<RequestOp> operations = succeeded ? txn.getSuccessList() : txn.getFailureList();
        List<Branch> nested = new ArrayList<>();
        for (RequestOp operation : operations) {
            if (operation.hasRequestTxn()) {
                nested.add(decide(before, operation.getRequestTxn()));
            }
        }
        return new Branch(succeeded, operations, nested);
    }

    /** What may refuse an operation. */
    interface Check {
        Optional<EtcdError> refusal(RequestOp operation);
    }

    /** The first refusal, depth first. */
    Optional<EtcdError> refusal(Check check) {
        int txns = 0;
        for (RequestOp operation : operations) {
            Optional<EtcdError> refusal = operation.hasRequestTxn() ? nested.get(txns++).refusal(check) : check.refusal(operation);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    /** Ranges at a revision must be readable on the state before the transaction; unlike elsewhere, so must negative ones. */
    static Optional<EtcdError> rangeRefusal(View before, RequestOp operation) {
        long revision = operation.getRequestRange().getRevision();
        if (!operation.hasRequestRange() || revision == 0) {
            return Optional.empty();
        }
        if (revision > before.revision()) {
            return Optional.of(EtcdError.FUTURE_REVISION);
        }
        return revision < before.compactRevision() ? Optional.of(EtcdError.COMPACTED) : Optional.empty();
    }
}
