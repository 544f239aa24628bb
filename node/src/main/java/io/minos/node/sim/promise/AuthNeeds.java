package io.minos.node.sim.promise;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.etcd.api.Compare;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.TxnRequest;
import java.util.ArrayList;
import java.util.List;

/** The keys that a request reads and writes. All of them its caller must be permitted, taken branch or not. */
record AuthNeeds(List<Keys> reads, List<Keys> writes) {
    /** As requests name them. */
    record Keys(ByteString key, ByteString rangeEnd) {}

    /** None for what is no request on keys. */
    static AuthNeeds of(Message request) {
        AuthNeeds needs = new AuthNeeds(new ArrayList<>(), new ArrayList<>());
        needs.add(request);
        return needs;
    }

    boolean isEmpty() {
        return reads.isEmpty() && writes.isEmpty();
    }

    private void add(Message request) {
        if (request instanceof RangeRequest range) {
            reads.add(new Keys(range.getKey(), range.getRangeEnd()));
        } else if (request instanceof PutRequest put) {
            change(new Keys(put.getKey(), ByteString.EMPTY), put.getPrevKv());
        } else if (request instanceof DeleteRangeRequest delete) {
            change(new Keys(delete.getKey(), delete.getRangeEnd()), delete.getPrevKv());
        } else if (request instanceof TxnRequest txn) {
            for (Compare compare : txn.getCompareList()) {
                reads.add(new Keys(compare.getKey(), compare.getRangeEnd()));
            }
            txn.getSuccessList().forEach(this::operation);
            txn.getFailureList().forEach(this::operation);
        }
    }

    private void change(Keys keys, boolean tellsPrevious) {
        writes.add(keys);
        if (tellsPrevious) {
            reads.add(keys);
        }
    }

    private void operation(RequestOp operation) {
        switch (operation.getRequestCase()) {
            case REQUEST_RANGE -> add(operation.getRequestRange());
            case REQUEST_PUT -> add(operation.getRequestPut());
            case REQUEST_DELETE_RANGE -> add(operation.getRequestDeleteRange());
            case REQUEST_TXN -> add(operation.getRequestTxn());
            case REQUEST_NOT_SET -> { }
        }
    }
}
