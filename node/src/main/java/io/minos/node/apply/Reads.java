package io.minos.node.apply;

import io.minos.etcd.api.HashKVRequest;
import io.minos.etcd.api.HashKVResponse;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RangeResponse;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.ResponseHeader;
import io.minos.etcd.api.ResponseOp;
import io.minos.etcd.api.TxnRequest;
import io.minos.etcd.api.TxnResponse;
import io.minos.node.Invariants;
import io.minos.node.mvcc.Stamp;
import io.minos.node.mvcc.View;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.Outcome;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Requests that need no entry in the log, answered from a view on any thread. Whether the answer is linearizable is a matter
 * of when the view was taken. Requests are taken to be valid, see {@link Validation}.
 */
public final class Reads {
    private Reads() {}

    public static Outcome<RangeResponse> range(View view, RangeRequest request, Stamp stamp) {
        Optional<EtcdError> refusal = Ranges.refusal(view, request.getRevision());
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        return Outcome.done(Ranges.evaluate(view, request).setHeader(stamp.header(view.revision())).build());
    }

    /** @param request one that {@link #isReadOnly} */
    public static Outcome<TxnResponse> txn(View view, TxnRequest request, Stamp stamp) {
        Invariants.check(isReadOnly(request), "the transaction reads only");
        Branch branch = Branch.decide(view, request);
        Optional<EtcdError> refusal = branch.refusal(operation -> Branch.rangeRefusal(view, operation));
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        TxnResponse.Builder response = TxnResponse.newBuilder().setHeader(stamp.header(view.revision())).setSucceeded(branch.succeeded());
        ResponseHeader inner = ResponseHeader.newBuilder().setRevision(view.revision()).build();
        for (RequestOp operation : branch.operations()) {
            RangeResponse.Builder range = Ranges.evaluate(view, operation.getRequestRange()).setHeader(inner);
            response.addResponses(ResponseOp.newBuilder().setResponseRange(range));
        }
        return Outcome.done(response.build());
    }

    /** Equal to what etcd 3.4.23 answers for the same contents. A revision of 0 is the newest; the compacted one is refused. */
    public static Outcome<HashKVResponse> hashKv(View view, HashKVRequest request, Stamp stamp) {
        long revision = request.getRevision() > 0 ? request.getRevision() : view.revision();
        if (request.getRevision() > 0 && revision <= view.compactRevision()) {
            return Outcome.refused(EtcdError.COMPACTED);
        }
        if (revision > view.revision()) {
            return Outcome.refused(EtcdError.FUTURE_REVISION);
        }
        return Outcome.done(HashKVResponse.newBuilder()
                .setHeader(stamp.header(view.revision()))
                .setHash(view.hashKv(revision))
                .setCompactRevision(view.compactRevision())
                .build());
    }

    /** Whether it needs no entry in the log: ranges only. A nested transaction counts as a write, as in etcd. */
    public static boolean isReadOnly(TxnRequest request) {
        return all(request, RequestOp::hasRequestRange);
    }

    /** Whether any member may answer it from what it has. */
    public static boolean isSerializable(TxnRequest request) {
        return all(request, operation -> operation.hasRequestRange() && operation.getRequestRange().getSerializable());
    }

    private static boolean all(TxnRequest request, Predicate<RequestOp> what) {
        return request.getSuccessList().stream().allMatch(what) && request.getFailureList().stream().allMatch(what);
    }
}
