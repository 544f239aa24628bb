package io.minos.client.operation;

import io.minos.checker.history.LockAction;
import io.minos.client.Outcome;
import io.minos.client.Rpc;
import io.minos.etcd.api.Compare;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.DeleteRangeResponse;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RangeResponse;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.TxnRequest;
import io.minos.etcd.api.TxnResponse;
import java.util.concurrent.CompletableFuture;

/** Locks in etcd's calls, as its own client's recipe ({@code clientv3/concurrency}) makes them, and its answers in the history's words. */
final class LockCalls {
    private LockCalls() {}

    static CompletableFuture<Outcome<Answer>> perform(LockOperation operation, EtcdStore.Calls calls, Wording wording) {
        if (operation instanceof LockOperation.Try attempt) {
            return calls.send(Rpc.TXN, enter(attempt), TxnResponse::getHeader, answer -> entered(attempt, answer, wording));
        } else if (operation instanceof LockOperation.Release release) {
            var request = DeleteRangeRequest.newBuilder().setKey(EtcdStore.bytes(release.key())).build();
            return calls.send(Rpc.DELETE, request, DeleteRangeResponse::getHeader, answer -> new LockAction.Release(release.key(), answer.getDeleted()));
        } else if (operation instanceof LockOperation.GuardedRead read) {
            return calls.send(Rpc.RANGE, get(read.key()), RangeResponse::getHeader, answer -> new LockAction.GuardedRead(read.key(), read.holder(), wording.first(answer.getKvsList())));
        }
        var write = (LockOperation.GuardedWrite) operation;
        return calls.send(Rpc.TXN, guarded(write), TxnResponse::getHeader, answer -> written(write, answer, wording));
    }

    /** Creates the contender's key unless it is there, and looks at the oldest in either case. */
    private static TxnRequest enter(LockOperation.Try attempt) {
        var oldest = RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(EtcdStore.bytes(attempt.lock())).setRangeEnd(EtcdStore.prefixEnd(EtcdStore.bytes(attempt.lock())))
                .setSortTarget(RangeRequest.SortTarget.CREATE).setSortOrder(RangeRequest.SortOrder.ASCEND).setLimit(1));
        return TxnRequest.newBuilder()
                .addCompare(created(attempt.key(), 0))
                .addSuccess(RequestOp.newBuilder().setRequestPut(PutRequest.newBuilder().setKey(EtcdStore.bytes(attempt.key())).setLease(attempt.lease())))
                .addSuccess(oldest)
                .addFailure(RequestOp.newBuilder().setRequestRange(get(attempt.key())))
                .addFailure(oldest)
                .build();
    }

    private static LockAction entered(LockOperation.Try attempt, TxnResponse answer, Wording wording) {
        long create = answer.getSucceeded() ? answer.getHeader().getRevision() : answer.getResponses(0).getResponseRange().getKvs(0).getCreateRevision();
        return new LockAction.Try(attempt.lock(), attempt.key(), attempt.lease(), answer.getSucceeded(), create, wording.first(answer.getResponses(1).getResponseRange().getKvsList()));
    }

    private static TxnRequest guarded(LockOperation.GuardedWrite write) {
        var request = TxnRequest.newBuilder();
        if (write.fenced()) {
            request.addCompare(created(write.holder(), write.create()));
        }
        return request.addSuccess(RequestOp.newBuilder().setRequestPut(PutRequest.newBuilder().setKey(EtcdStore.bytes(write.key())).setValue(EtcdStore.bytes(write.value())).setPrevKv(true))).build();
    }

    private static LockAction written(LockOperation.GuardedWrite write, TxnResponse answer, Wording wording) {
        boolean succeeded = answer.getSucceeded();
        var put = succeeded ? answer.getResponses(0).getResponsePut() : null;
        return new LockAction.GuardedWrite(write.key(), write.value(), write.holder(), write.create(), write.fenced(), succeeded,
                put == null ? null : wording.seen(put.hasPrevKv() ? put.getPrevKv() : null));
    }

    private static Compare created(String key, long revision) {
        return Compare.newBuilder().setKey(EtcdStore.bytes(key)).setTarget(Compare.CompareTarget.CREATE).setResult(Compare.CompareResult.EQUAL).setCreateRevision(revision).build();
    }

    private static RangeRequest get(String key) {
        return RangeRequest.newBuilder().setKey(EtcdStore.bytes(key)).build();
    }
}
