package io.minos.node.apply;

import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.TxnRequest;
import java.util.Optional;

/** Skeleton. What etcd's API layer refuses before it proposes anything. */
public final class Validation {
    private Validation() {}

    public static Optional<EtcdError> range(RangeRequest request) {
        return Optional.empty();
    }

    public static Optional<EtcdError> put(PutRequest request) {
        return Optional.empty();
    }

    public static Optional<EtcdError> deleteRange(DeleteRangeRequest request) {
        return Optional.empty();
    }

    public static Optional<EtcdError> txn(TxnRequest request, int maxTxnOps) {
        return Optional.empty();
    }

    /** The command as it would stand in the log. */
    public static Optional<EtcdError> size(Command command, int maxRequestBytes) {
        return Optional.empty();
    }
}
