package io.minos.node.differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.TxnRequest;
import io.minos.etcd.api.WatchRequest;
import java.util.List;
import java.util.stream.Stream;

/** What is not sent, as it ends etcd 3.4.23 or makes it lose its way; the node takes it. */
final class Forbidden {
    private static final ByteString ENDLESS = ByteString.copyFrom(new byte[1]);

    private Forbidden() {}

    static boolean call(Message request) {
        if (request instanceof RangeRequest range) {
            return sortsByNothing(range);
        }
        return request instanceof TxnRequest txn && (anyRangeSortsByNothing(txn) || deletesAllFrom(txn) && keepsSomething(txn));
    }

    /** A target that is none: a nil pointer is sorted by (apply.go, Range). */
    private static boolean sortsByNothing(RangeRequest range) {
        return range.getSortTarget() == RangeRequest.SortTarget.UNRECOGNIZED;
    }

    private static boolean anyRangeSortsByNothing(TxnRequest txn) {
        return operations(txn).stream().anyMatch(operation -> sortsByNothing(operation.getRequestRange()) || anyRangeSortsByNothing(operation.getRequestTxn()));
    }

    /**
     * A deletion of all keys from one on collides with nothing (key.go, checkIntervals), so that a put that keeps the value or lease
     * of a key may find it gone: "unexpected error during txn" (apply.go, applyTxn).
     */
    private static boolean deletesAllFrom(TxnRequest txn) {
        return operations(txn).stream().anyMatch(operation -> operation.getRequestDeleteRange().getRangeEnd().equals(ENDLESS) || deletesAllFrom(operation.getRequestTxn()));
    }

    private static boolean keepsSomething(TxnRequest txn) {
        return operations(txn).stream().anyMatch(operation -> operation.getRequestPut().getIgnoreValue() || operation.getRequestPut().getIgnoreLease() || keepsSomething(operation.getRequestTxn()));
    }

    private static List<RequestOp> operations(TxnRequest txn) {
        return Stream.concat(txn.getSuccessList().stream(), txn.getFailureList().stream()).toList();
    }

    /**
     * From a negative revision, while nothing is compacted: etcd reads all watchers' history from there, which is nothing, and all that
     * are behind miss theirs (watchable_store.go, syncWatchers). With 0 compacted it tells of a compaction at 0, which clients take
     * for progress.
     */
    static boolean watch(WatchRequest request, long compacted) {
        return request.getCreateRequest().getStartRevision() < 0 && compacted <= 0;
    }
}
