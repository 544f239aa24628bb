package io.minos.node.differential;

import io.minos.etcd.api.Compare;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.TxnRequest;

/** Requests for keys, and transactions of them. */
final class RandomKv {
    /** etcd's {@code --max-txn-ops}. */
    private static final int TXN_OPS_MAX = 128;

    private final Choice choice;

    RandomKv(Choice choice) {
        this.choice = choice;
    }

    PutRequest put() {
        PutRequest.Builder put = PutRequest.newBuilder().setKey(choice.key()).setPrevKv(choice.chance(30)).setIgnoreValue(choice.chance(10));
        if (!put.getIgnoreValue() || choice.chance(10)) {
            put.setValue(choice.value());
        }
        put.setIgnoreLease(choice.chance(10));
        if (choice.chance(put.getIgnoreLease() ? 10 : 25)) {
            put.setLease(choice.lease());
        }
        return put.build();
    }

    DeleteRangeRequest delete() {
        return DeleteRangeRequest.newBuilder().setKey(choice.key()).setRangeEnd(choice.end()).setPrevKv(choice.chance(50)).build();
    }

    RangeRequest range() {
        RangeRequest.Builder range = RangeRequest.newBuilder().setKey(choice.key()).setRangeEnd(choice.end());
        if (choice.chance(40)) {
            range.setRevision(choice.revision());
        }
        if (choice.chance(30)) {
            range.setLimit(choice.chance(5) ? choice.oneOf(Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 1, Integer.MAX_VALUE) : choice.below(5) - 1);
        }
        if (choice.chance(35)) {
            range.setSortOrderValue(choice.chance(5) ? 7 : choice.below(3)).setSortTargetValue(choice.below(5));
        }
        if (choice.chance(20)) {
            range.setMinModRevision(choice.revision()).setMaxModRevision(choice.chance(50) ? 0 : choice.revision());
        }
        if (choice.chance(15)) {
            range.setMaxCreateRevision(choice.revision()).setMinCreateRevision(choice.chance(50) ? 0 : choice.revision());
        }
        return range.setSerializable(choice.chance(30)).setKeysOnly(choice.chance(15)).setCountOnly(choice.chance(15)).build();
    }

    TxnRequest txn() {
        return switch (choice.weighted(195, 3, 2)) {
            case 0 -> txn(0);
            case 1 -> long_();
            default -> deep();
        };
    }

    private TxnRequest txn(int depth) {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        for (int i = choice.below(3); i > 0; i--) {
            txn.addCompare(compare());
        }
        for (int i = choice.below(4); i > 0; i--) {
            txn.addSuccess(operation(depth));
        }
        for (int i = choice.below(4); i > 0; i--) {
            txn.addFailure(operation(depth));
        }
        return txn.build();
    }

    /** As many operations as are allowed, or one more. */
    private TxnRequest long_() {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        int list = choice.below(3);
        for (int i = TXN_OPS_MAX + choice.below(2); i > 0; i--) {
            RequestOp range = RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(choice.key().concat(choice.end()))).build();
            if (list == 0) {
                txn.addCompare(compare());
            } else if (list == 1) {
                txn.addSuccess(range);
            } else {
                txn.addFailure(range);
            }
        }
        return txn.build();
    }

    /** Nested as deep as is allowed, about. */
    private TxnRequest deep() {
        TxnRequest txn = TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestPut(put())).build();
        for (int depth = (int) choice.oneOf(4, 90, TXN_OPS_MAX - 2, TXN_OPS_MAX - 1, TXN_OPS_MAX); depth > 1; depth--) {
            txn = TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestTxn(txn)).build();
        }
        return txn;
    }

    private RequestOp operation(int depth) {
        RequestOp.Builder operation = RequestOp.newBuilder();
        int kind = choice.weighted(45, 20, 15, 18, 1);
        if (kind == 0) {
            // one with a lease or an ignore that makes the whole fail is rarer here: most transactions should go through
            PutRequest plain = PutRequest.newBuilder().setKey(choice.key()).setValue(choice.value()).build();
            return operation.setRequestPut(choice.chance(70) ? plain : put()).build();
        } else if (kind == 1) {
            RangeRequest range = range();
            return operation.setRequestRange(choice.chance(70) ? range.toBuilder().setRevision(0).build() : range).build();
        } else if (kind == 2) {
            return operation.setRequestDeleteRange(delete()).build();
        } else if (kind == 3 && depth < 3) {
            return operation.setRequestTxn(txn(depth + 1)).build();
        }
        return choice.chance(30) ? operation.build() : operation.setRequestRange(range().toBuilder().setRevision(0)).build();
    }

    private Compare compare() {
        Compare.Builder compare = Compare.newBuilder().setKey(choice.key()).setResultValue(choice.chance(2) ? 9 : choice.below(4));
        if (choice.chance(20)) {
            compare.setRangeEnd(choice.end());
        }
        switch (choice.below(5)) {
            case 0 -> compare.setVersion(choice.below(4));
            case 1 -> compare.setCreateRevision(choice.chance(50) ? 0 : choice.revision());
            case 2 -> compare.setModRevision(choice.chance(30) ? 0 : choice.revision());
            case 3 -> compare.setValue(choice.value());
            // which of two ids that servers chose is greater is theirs to know
            default -> compare.setLease(choice.chance(50) ? 0 : isOrder(compare.getResult()) ? choice.explicitLease() : choice.lease());
        }
        int target = switch (compare.getTargetUnionCase()) {
            case VERSION -> 0;
            case CREATE_REVISION -> 1;
            case MOD_REVISION -> 2;
            case VALUE -> 3;
            default -> 4;
        };
        // now and then the operand is another kind's, or the target none at all
        return compare.setTargetValue(choice.chance(4) ? (int) choice.oneOf(0, 1, 2, 3, 4, 9) : target).build();
    }

    private static boolean isOrder(Compare.CompareResult result) {
        return result == Compare.CompareResult.GREATER || result == Compare.CompareResult.LESS;
    }
}
