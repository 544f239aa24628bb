package io.minos.node.front;

import io.minos.etcd.api.*;
import io.minos.node.snapshot.etcd.EtcdSnapshot;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What the client API is made of; the front only translates. Every call returns at once and completes on any thread;
 * it completes exceptionally with {@link RpcException} and nothing else. Each has a deadline of its own. Unless {@link #as} says
 * who calls, it is nobody.
 */
public interface Backend {
    /** The same for one caller: what it may not do is refused. Cheap, to be asked for each request. */
    Backend as(Caller caller);

    AuthApi auth();

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

    /** The new member's id is of this moment; it is not started by this. */
    CompletableFuture<MemberAddResponse> memberAdd(MemberAddRequest request);

    CompletableFuture<MemberRemoveResponse> memberRemove(MemberRemoveRequest request);

    CompletableFuture<MemberUpdateResponse> memberUpdate(MemberUpdateRequest request);

    CompletableFuture<MemberPromoteResponse> memberPromote(MemberPromoteRequest request);

    CompletableFuture<StatusResponse> status(StatusRequest request);

    CompletableFuture<AlarmResponse> alarm(AlarmRequest request);

    CompletableFuture<DefragmentResponse> defragment(DefragmentRequest request);

    CompletableFuture<HashResponse> hash(HashRequest request);

    CompletableFuture<HashKVResponse> hashKv(HashKVRequest request);

    /** At the leader alone; answered when the other leads, as far as is known here. */
    CompletableFuture<MoveLeaderResponse> moveLeader(MoveLeaderRequest request);

    /** This member's whole state as it is now, however old, for {@code snapshot save}; nothing of it is written yet. */
    CompletableFuture<EtcdSnapshot> snapshot();

    /**
     * {@code {"health":"true"}}: no alarm but the excluded ones is raised, there is a leader, and a linearizable read
     * went through within a second.
     *
     * @param alarmsExcluded names as in {@link AlarmType}, from {@code /health?exclude=}; unknown names mean nothing
     */
    CompletableFuture<Boolean> healthy(Set<String> alarmsExcluded);

    /** Whether this member knows of a leader. */
    boolean hasLeader();

    /** Opens a stream; responses come one at a time, in order, to {@code out}, none before the first request. */
    WatchStream watch(WatchSink out);

    /** The way back to one client. Any thread, but one at a time. */
    interface WatchSink {
        /** Takes the response in any case: {@link #isReady} is advice that keeps memory bounded, not a gate. */
        void send(WatchResponse response);

        /** False while the client is not reading: the watch then waits and catches up from history, memory stays bounded. */
        boolean isReady();

        /** The stream ends with this error. */
        void fail(RpcException error);
    }

    /** One client's stream. Called on transport threads, one at a time for {@code request}; must not block. */
    interface WatchStream {
        void request(WatchRequest request);

        /** The sink became ready again, after {@code isReady()} had said no. */
        void ready();

        /** The stream ended or the client is gone: nothing of it remains. Called once. */
        void close();
    }

    /** Who is told of gRPC calls. */
    default Traffic traffic() {
        return Traffic.NONE;
    }

    /** Prometheus text of the node's metrics. */
    String metrics();
}
