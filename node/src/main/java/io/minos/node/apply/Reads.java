package io.minos.node.apply;

import io.minos.etcd.api.HashKVRequest;
import io.minos.etcd.api.HashKVResponse;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RangeResponse;
import io.minos.etcd.api.TxnRequest;
import io.minos.etcd.api.TxnResponse;
import io.minos.node.mvcc.Stamp;
import io.minos.node.mvcc.View;

/** Skeleton. Requests that need no log entry, on a view; any thread. */
public final class Reads {
    private Reads() {}

    public static Outcome<RangeResponse> range(View view, RangeRequest request, Stamp stamp) {
        throw new IllegalStateException("skeleton");
    }

    /** @param request one that {@link #isReadOnly} */
    public static Outcome<TxnResponse> txn(View view, TxnRequest request, Stamp stamp) {
        throw new IllegalStateException("skeleton");
    }

    public static Outcome<HashKVResponse> hashKv(View view, HashKVRequest request, Stamp stamp) {
        throw new IllegalStateException("skeleton");
    }

    public static boolean isReadOnly(TxnRequest request) {
        return false;
    }

    public static boolean isSerializable(TxnRequest request) {
        return false;
    }
}
