package io.minos.node.front.concurrency;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.KeyValue;
import io.minos.etcd.api.LockRequest;
import io.minos.etcd.api.LockResponse;
import io.minos.etcd.api.RangeResponse;
import io.minos.etcd.api.TxnRequest;
import io.minos.etcd.api.TxnResponse;
import io.minos.etcd.api.UnlockRequest;
import io.minos.etcd.api.UnlockResponse;
import io.minos.node.front.Backend;
import io.minos.node.front.RpcException;
import io.minos.node.outcome.EtcdError.Code;
import java.util.concurrent.CompletableFuture;

/** The service v3lockpb.Lock (etcd 3.4, clientv3/concurrency/mutex.go). A lock is held until it is unlocked or its lease ends. */
public final class Locks {
    private final Backend backend;

    public Locks(Backend backend) {
        this.backend = backend;
    }

    /** Answered when the lock is held. To be cancelled by a client that stops waiting: its place in the queue is given up. */
    public CompletableFuture<LockResponse> lock(LockRequest request) {
        CompletableFuture<LockResponse> answer = new CompletableFuture<>();
        Sessions.lease(backend, request.getLease())
                .thenAccept(lease -> new Attempt(request.getName(), lease, answer).queue())
                .exceptionally(failure -> ClientErrors.fail(answer, failure));
        return answer;
    }

    public CompletableFuture<UnlockResponse> unlock(UnlockRequest request) {
        return ClientErrors.in(backend.deleteRange(Keys.delete(request.getKey())).thenApply(gone -> UnlockResponse.newBuilder().setHeader(gone.getHeader()).build()));
    }

    private final class Attempt {
        private final ByteString prefix;
        private final ByteString key;
        private final long lease;
        private final CompletableFuture<LockResponse> answer;

        Attempt(ByteString name, long lease, CompletableFuture<LockResponse> answer) {
            this.prefix = Keys.prefix(name);
            this.key = Keys.of(name, lease);
            this.lease = lease;
            this.answer = answer;
        }

        void queue() {
            TxnRequest txn = TxnRequest.newBuilder()
                    .addCompare(Keys.createdAt(key, 0))
                    .addSuccess(Keys.putOp(key, ByteString.EMPTY, lease)).addSuccess(Keys.rangeOp(Keys.first(prefix)))
                    .addFailure(Keys.rangeOp(Keys.get(key))).addFailure(Keys.rangeOp(Keys.first(prefix)))
                    .build();
            backend.txn(txn).thenAccept(this::queued).exceptionally(failure -> ClientErrors.fail(answer, failure));
        }

        private void queued(TxnResponse txn) {
            KeyValue owner = txn.getResponses(1).getResponseRange().getKvs(0);
            if (answer.isCancelled()) {
                leave();
            } else if (owner.getKey().equals(key)) {
                answer.complete(LockResponse.newBuilder().setHeader(txn.getHeader()).setKey(key).build());
            } else {
                long ourRevision = txn.getSucceeded() ? txn.getHeader().getRevision() : txn.getResponses(0).getResponseRange().getKvs(0).getCreateRevision();
                awaitTurn(ourRevision);
            }
        }

        private void awaitTurn(long ourRevision) {
            CompletableFuture<Void> turn = Turn.await(backend, prefix, ourRevision - 1);
            answer.whenComplete((locked, failure) -> turn.cancel(false));
            turn.thenCompose(come -> backend.range(Keys.get(key))).thenAccept(this::come).exceptionally(failure -> {
                leave();
                return answer.isDone() ? null : ClientErrors.fail(answer, failure);
            });
        }

        /** Our own key may have gone while we waited for the others'. */
        private void come(RangeResponse own) {
            if (own.getKvsCount() == 0) {
                ClientErrors.fail(answer, new RpcException(Code.UNKNOWN, "mutex: session is expired"));
            } else if (!answer.complete(LockResponse.newBuilder().setHeader(own.getHeader()).setKey(key).build())) {
                leave();
            }
        }

        private void leave() {
            backend.deleteRange(Keys.delete(key));
        }
    }
}
