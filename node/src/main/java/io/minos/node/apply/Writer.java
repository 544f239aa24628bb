package io.minos.node.apply;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.DeleteRangeResponse;
import io.minos.etcd.api.KeyValue;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.PutResponse;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.ResponseHeader;
import io.minos.etcd.api.ResponseOp;
import io.minos.etcd.api.TxnResponse;
import io.minos.node.lease.Lessor;
import io.minos.node.mvcc.KeyRange;
import io.minos.node.mvcc.Store;
import io.minos.node.mvcc.View;
import io.minos.node.outcome.EtcdError;
import java.util.List;
import java.util.Optional;

/** Does what has been checked: puts, deletes and transactions within one revision, keys attached to leases as they go. */
final class Writer {
    private final Store.Write write;
    private final Lessor lessor;

    Writer(Store.Write write, Lessor lessor) {
        this.write = write;
        this.lessor = lessor;
    }

    /** Why the put cannot be done, on the state before it. */
    static Optional<EtcdError> refusal(View before, Lessor lessor, PutRequest put) {
        boolean needsPrevious = put.getIgnoreValue() || put.getIgnoreLease();
        if (needsPrevious && before.find(put.getKey()).isEmpty()) {
            return Optional.of(EtcdError.KEY_NOT_FOUND);
        }
        return hasNoLease(lessor, put) ? Optional.of(EtcdError.LEASE_NOT_FOUND) : Optional.empty();
    }

    static boolean hasNoLease(Lessor lessor, PutRequest put) {
        return put.getLease() != 0 && !lessor.exists(put.getLease());
    }

    /** The answer's header has a revision only. */
    PutResponse.Builder put(PutRequest put) {
        PutResponse.Builder response = PutResponse.newBuilder().setHeader(revision(write.revision()));
        ByteString value = put.getValue();
        long leaseId = put.getLease();
        if (put.getIgnoreValue() || put.getIgnoreLease() || put.getPrevKv()) {
            Optional<KeyValue> previous = write.glance().find(put.getKey());
            if (put.getPrevKv()) {
                previous.ifPresent(response::setPrevKv);
            }
            // Gone only if a deletion of all keys from one on came before it in this very transaction; etcd 3.4 panics then.
            KeyValue kept = previous.orElse(KeyValue.getDefaultInstance());
            value = put.getIgnoreValue() ? kept.getValue() : value;
            leaseId = put.getIgnoreLease() ? kept.getLease() : leaseId;
        }
        long replaced = write.put(put.getKey(), value, leaseId);
        if (replaced != 0) {
            lessor.detach(replaced, put.getKey());
        }
        if (leaseId != 0) {
            lessor.attach(leaseId, put.getKey());
        }
        return response;
    }

    DeleteRangeResponse.Builder delete(DeleteRangeRequest delete) {
        List<KeyValue> deleted = delete(KeyRange.of(delete.getKey(), delete.getRangeEnd()));
        DeleteRangeResponse.Builder response = DeleteRangeResponse.newBuilder()
                .setHeader(revision(write.glance().revision()))
                .setDeleted(deleted.size());
        return delete.getPrevKv() ? response.addAllPrevKvs(deleted) : response;
    }

    private List<KeyValue> delete(KeyRange range) {
        List<KeyValue> deleted = write.delete(range);
        for (KeyValue kv : deleted) {
            if (kv.getLease() != 0) {
                lessor.detach(kv.getLease(), kv.getKey());
            }
        }
        return deleted;
    }

    /** The lease is gone, and all its keys, in their order. */
    void revoke(long leaseId) {
        for (ByteString key : lessor.keys(leaseId)) {
            delete(KeyRange.one(key));
        }
        lessor.revoke(leaseId);
    }

    /** Without header, as nested transactions are answered. */
    TxnResponse.Builder txn(Branch branch) {
        TxnResponse.Builder response = TxnResponse.newBuilder().setSucceeded(branch.succeeded());
        int txns = 0;
        for (RequestOp operation : branch.operations()) {
            ResponseOp.Builder answer = response.addResponsesBuilder();
            switch (operation.getRequestCase()) {
                case REQUEST_RANGE -> {
                    View seen = write.glance();
                    answer.setResponseRange(Ranges.evaluate(seen, operation.getRequestRange()).setHeader(revision(seen.revision())));
                }
                case REQUEST_PUT -> answer.setResponsePut(put(operation.getRequestPut()));
                case REQUEST_DELETE_RANGE -> answer.setResponseDeleteRange(delete(operation.getRequestDeleteRange()));
                case REQUEST_TXN -> answer.setResponseTxn(txn(branch.nested().get(txns++)).setHeader(ResponseHeader.getDefaultInstance()));
                case REQUEST_NOT_SET -> { }
            }
        }
        return response;
    }

    private static ResponseHeader revision(long revision) {
        return ResponseHeader.newBuilder().setRevision(revision).build();
    }
}
