package io.minos.client;

import com.google.protobuf.Message;
import io.minos.etcd.api.AlarmRequest;
import io.minos.etcd.api.AlarmResponse;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.CompactionResponse;
import io.minos.etcd.api.DefragmentRequest;
import io.minos.etcd.api.DefragmentResponse;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.DeleteRangeResponse;
import io.minos.etcd.api.HashKVRequest;
import io.minos.etcd.api.HashKVResponse;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseGrantResponse;
import io.minos.etcd.api.LeaseKeepAliveRequest;
import io.minos.etcd.api.LeaseKeepAliveResponse;
import io.minos.etcd.api.LeaseLeasesRequest;
import io.minos.etcd.api.LeaseLeasesResponse;
import io.minos.etcd.api.LeaseRevokeRequest;
import io.minos.etcd.api.LeaseRevokeResponse;
import io.minos.etcd.api.LeaseTimeToLiveRequest;
import io.minos.etcd.api.LeaseTimeToLiveResponse;
import io.minos.etcd.api.MemberAddRequest;
import io.minos.etcd.api.MemberAddResponse;
import io.minos.etcd.api.MemberListRequest;
import io.minos.etcd.api.MemberListResponse;
import io.minos.etcd.api.MemberPromoteRequest;
import io.minos.etcd.api.MemberPromoteResponse;
import io.minos.etcd.api.MemberRemoveRequest;
import io.minos.etcd.api.MemberRemoveResponse;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.PutResponse;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RangeResponse;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.StatusRequest;
import io.minos.etcd.api.StatusResponse;
import io.minos.etcd.api.TxnRequest;
import io.minos.etcd.api.TxnResponse;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A call of etcd's JSON gateway.
 *
 * @param path where it is posted, as in etcd's {@code rpc.proto}
 * @param readOnly whether a request changes nothing, so that its failure is always definite
 * @param streamed whether the answer comes in a stream's clothes, {@code {"result":…}}
 */
public record Rpc<Q extends Message, R extends Message>(String path, R answer, Predicate<Q> readOnly, boolean streamed) {
    public static final Rpc<RangeRequest, RangeResponse> RANGE = reading("/v3/kv/range", RangeResponse.getDefaultInstance());
    public static final Rpc<PutRequest, PutResponse> PUT = writing("/v3/kv/put", PutResponse.getDefaultInstance());
    public static final Rpc<DeleteRangeRequest, DeleteRangeResponse> DELETE = writing("/v3/kv/deleterange", DeleteRangeResponse.getDefaultInstance());
    public static final Rpc<TxnRequest, TxnResponse> TXN = new Rpc<>("/v3/kv/txn", TxnResponse.getDefaultInstance(), Rpc::readsOnly, false);
    public static final Rpc<CompactionRequest, CompactionResponse> COMPACT = writing("/v3/kv/compaction", CompactionResponse.getDefaultInstance());
    public static final Rpc<LeaseGrantRequest, LeaseGrantResponse> LEASE_GRANT = writing("/v3/lease/grant", LeaseGrantResponse.getDefaultInstance());
    public static final Rpc<LeaseRevokeRequest, LeaseRevokeResponse> LEASE_REVOKE = writing("/v3/lease/revoke", LeaseRevokeResponse.getDefaultInstance());
    public static final Rpc<LeaseKeepAliveRequest, LeaseKeepAliveResponse> LEASE_KEEP_ALIVE =
            new Rpc<>("/v3/lease/keepalive", LeaseKeepAliveResponse.getDefaultInstance(), q -> false, true);
    public static final Rpc<LeaseTimeToLiveRequest, LeaseTimeToLiveResponse> LEASE_TIME_TO_LIVE =
            reading("/v3/lease/timetolive", LeaseTimeToLiveResponse.getDefaultInstance());
    public static final Rpc<LeaseLeasesRequest, LeaseLeasesResponse> LEASES = reading("/v3/lease/leases", LeaseLeasesResponse.getDefaultInstance());
    public static final Rpc<MemberListRequest, MemberListResponse> MEMBER_LIST = reading("/v3/cluster/member/list", MemberListResponse.getDefaultInstance());
    public static final Rpc<MemberAddRequest, MemberAddResponse> MEMBER_ADD = writing("/v3/cluster/member/add", MemberAddResponse.getDefaultInstance());
    public static final Rpc<MemberRemoveRequest, MemberRemoveResponse> MEMBER_REMOVE = writing("/v3/cluster/member/remove", MemberRemoveResponse.getDefaultInstance());
    public static final Rpc<MemberPromoteRequest, MemberPromoteResponse> MEMBER_PROMOTE = writing("/v3/cluster/member/promote", MemberPromoteResponse.getDefaultInstance());
    public static final Rpc<AlarmRequest, AlarmResponse> ALARM = new Rpc<>("/v3/maintenance/alarm", AlarmResponse.getDefaultInstance(),
            q -> q.getAction() == AlarmRequest.AlarmAction.GET, false);
    public static final Rpc<StatusRequest, StatusResponse> STATUS = reading("/v3/maintenance/status", StatusResponse.getDefaultInstance());
    public static final Rpc<DefragmentRequest, DefragmentResponse> DEFRAGMENT = writing("/v3/maintenance/defragment", DefragmentResponse.getDefaultInstance());
    public static final Rpc<HashKVRequest, HashKVResponse> HASH_KV = reading("/v3/maintenance/hash", HashKVResponse.getDefaultInstance());

    /**
     * What it means that this request had no answer. A request that changes nothing has certainly had no effect. A stream's
     * refusal, on the other hand, says nothing of what the server tried before it: a keepalive is sent to one leader after the
     * other until one answers.
     */
    public Outcome<R> failed(Q request, Failure failure) {
        CallError error = ErrorTable.classify(failure);
        if (streamed && failure instanceof Failure.Refusal) {
            return Outcome.of(error.asIndefinite());
        }
        return Outcome.of(readOnly.test(request) ? error.asDefinite() : error);
    }

    private static <Q extends Message, R extends Message> Rpc<Q, R> reading(String path, R answer) {
        return new Rpc<>(path, answer, q -> true, false);
    }

    private static <Q extends Message, R extends Message> Rpc<Q, R> writing(String path, R answer) {
        return new Rpc<>(path, answer, q -> false, false);
    }

    private static boolean readsOnly(TxnRequest txn) {
        return Stream.concat(txn.getSuccessList().stream(), txn.getFailureList().stream())
                .allMatch(op -> op.getRequestCase() == RequestOp.RequestCase.REQUEST_RANGE);
    }
}
