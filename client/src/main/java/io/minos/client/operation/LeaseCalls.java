package io.minos.client.operation;

import io.minos.checker.history.LeaseAction;
import io.minos.client.Outcome;
import io.minos.client.Rpc;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseGrantResponse;
import io.minos.etcd.api.LeaseKeepAliveRequest;
import io.minos.etcd.api.LeaseKeepAliveResponse;
import io.minos.etcd.api.LeaseRevokeRequest;
import io.minos.etcd.api.LeaseRevokeResponse;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.PutResponse;
import java.util.concurrent.CompletableFuture;

/** Leases in etcd's calls, and its answers in the history's words. */
final class LeaseCalls {
    private LeaseCalls() {}

    static CompletableFuture<Outcome<Answer>> perform(LeaseOperation operation, EtcdStore.Calls calls) {
        if (operation instanceof LeaseOperation.Grant grant) {
            var request = LeaseGrantRequest.newBuilder().setID(grant.lease()).setTTL(grant.ttlSeconds()).build();
            return calls.send(Rpc.LEASE_GRANT, request, LeaseGrantResponse::getHeader, answer -> new LeaseAction.Grant(answer.getID(), grant.ttlSeconds(), answer.getTTL()));
        } else if (operation instanceof LeaseOperation.KeepAlive alive) {
            var request = LeaseKeepAliveRequest.newBuilder().setID(alive.lease()).build();
            return calls.send(Rpc.LEASE_KEEP_ALIVE, request, LeaseKeepAliveResponse::getHeader, answer -> new LeaseAction.KeepAlive(alive.lease(), Math.max(0, answer.getTTL())));
        } else if (operation instanceof LeaseOperation.Put put) {
            var request = PutRequest.newBuilder().setKey(EtcdStore.bytes(put.key())).setValue(EtcdStore.bytes(put.value())).setLease(put.lease()).build();
            return calls.send(Rpc.PUT, request, PutResponse::getHeader, answer -> operation.asked());
        }
        var request = LeaseRevokeRequest.newBuilder().setID(operation.lease()).build();
        return calls.send(Rpc.LEASE_REVOKE, request, LeaseRevokeResponse::getHeader, answer -> operation.asked());
    }
}
