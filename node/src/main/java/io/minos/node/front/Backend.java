package io.minos.node.front;

import io.minos.etcd.api.*;
import java.util.concurrent.CompletableFuture;

/**
 * What the client API is made of; the front only translates. Every call returns at once and completes on any thread;
 * it completes exceptionally with {@link RpcException} and nothing else. Each has a deadline of its own.
 */
public interface Backend {
    CompletableFuture<RangeResponse> range(RangeRequest request);

    CompletableFuture<PutResponse> put(PutRequest request);

    CompletableFuture<DeleteRangeResponse> deleteRange(DeleteRangeRequest request);

    CompletableFuture<TxnResponse> txn(TxnRequest request);

    CompletableFuture<CompactionResponse> compact(CompactionRequest request);

    CompletableFuture<LeaseGrantResponse> leaseGrant(LeaseGrantRequest request);

    CompletableFuture<LeaseRevokeResponse> leaseRevoke(LeaseRevokeRequest request);

    CompletableFuture<LeaseKeepAliveResponse> leaseKeepAlive(LeaseKeepAliveRequest request);

    CompletableFuture<LeaseTimeToLiveResponse> leaseTimeToLive(LeaseTimeToLiveRequest request);

    CompletableFuture<LeaseLeasesResponse> leaseLeases(LeaseLeasesRequest request);

    CompletableFuture<MemberListResponse> memberList(MemberListRequest request);

    CompletableFuture<StatusResponse> status(StatusRequest request);

    CompletableFuture<AlarmResponse> alarm(AlarmRequest request);

    CompletableFuture<DefragmentResponse> defragment(DefragmentRequest request);

    CompletableFuture<HashResponse> hash(HashRequest request);

    CompletableFuture<HashKVResponse> hashKv(HashKVRequest request);

    /** {@code {"health":"true"}}: a linearizable read went through, and no alarm is raised. */
    CompletableFuture<Boolean> healthy();

    /** Opens a stream; responses come one at a time, in order, to {@code out}. */
    WatchStream watch(WatchSink out);

    interface WatchSink {
        void send(WatchResponse response);

        /** False while the client is not reading: the watch then waits and catches up from history, memory stays bounded. */
        boolean isReady();

        /** The stream ends with this error. */
        void fail(RpcException error);
    }

    interface WatchStream {
        void request(WatchRequest request);

        /** The sink became ready again. */
        void ready();

        /** The client is gone: nothing of it remains. */
        void close();
    }

    /** Prometheus text of the node's metrics. */
    String metrics();

}
