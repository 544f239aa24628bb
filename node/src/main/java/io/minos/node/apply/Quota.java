package io.minos.node.apply;

import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.TxnRequest;

/** Skeleton. What a request is charged against the space quota; 0 is never refused. */
public final class Quota {
    private Quota() {}

    public static long cost(PutRequest request) {
        return 0;
    }

    public static long cost(TxnRequest request) {
        return 0;
    }

    public static long cost(LeaseGrantRequest request) {
        return 0;
    }
}
