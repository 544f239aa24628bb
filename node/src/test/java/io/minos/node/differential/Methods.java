package io.minos.node.differential;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Message;
import io.minos.etcd.api.*;
import java.io.IOException;
import java.util.Map;

/** Where requests go, and what comes back. */
final class Methods {
    static final String KEEP_ALIVE = "etcdserverpb.Lease/LeaseKeepAlive";
    static final String WATCH = "etcdserverpb.Watch/Watch";
    /** Answers are as deep as requests. */
    private static final int NESTING_MAX = 1000;

    private static final Map<Class<? extends Message>, String> PATHS = Map.ofEntries(
            Map.entry(RangeRequest.class, "etcdserverpb.KV/Range"),
            Map.entry(PutRequest.class, "etcdserverpb.KV/Put"),
            Map.entry(DeleteRangeRequest.class, "etcdserverpb.KV/DeleteRange"),
            Map.entry(TxnRequest.class, "etcdserverpb.KV/Txn"),
            Map.entry(CompactionRequest.class, "etcdserverpb.KV/Compact"),
            Map.entry(LeaseGrantRequest.class, "etcdserverpb.Lease/LeaseGrant"),
            Map.entry(LeaseRevokeRequest.class, "etcdserverpb.Lease/LeaseRevoke"),
            Map.entry(LeaseTimeToLiveRequest.class, "etcdserverpb.Lease/LeaseTimeToLive"),
            Map.entry(LeaseLeasesRequest.class, "etcdserverpb.Lease/LeaseLeases"),
            Map.entry(LeaseKeepAliveRequest.class, KEEP_ALIVE),
            Map.entry(StatusRequest.class, "etcdserverpb.Maintenance/Status"),
            Map.entry(AlarmRequest.class, "etcdserverpb.Maintenance/Alarm"),
            Map.entry(HashKVRequest.class, "etcdserverpb.Maintenance/HashKV"));

    private static final Map<String, Message> ANSWERS = Map.ofEntries(
            Map.entry("etcdserverpb.KV/Range", RangeResponse.getDefaultInstance()),
            Map.entry("etcdserverpb.KV/Put", PutResponse.getDefaultInstance()),
            Map.entry("etcdserverpb.KV/DeleteRange", DeleteRangeResponse.getDefaultInstance()),
            Map.entry("etcdserverpb.KV/Txn", TxnResponse.getDefaultInstance()),
            Map.entry("etcdserverpb.KV/Compact", CompactionResponse.getDefaultInstance()),
            Map.entry("etcdserverpb.Lease/LeaseGrant", LeaseGrantResponse.getDefaultInstance()),
            Map.entry("etcdserverpb.Lease/LeaseRevoke", LeaseRevokeResponse.getDefaultInstance()),
            Map.entry("etcdserverpb.Lease/LeaseTimeToLive", LeaseTimeToLiveResponse.getDefaultInstance()),
            Map.entry("etcdserverpb.Lease/LeaseLeases", LeaseLeasesResponse.getDefaultInstance()),
            Map.entry(KEEP_ALIVE, LeaseKeepAliveResponse.getDefaultInstance()),
            Map.entry(WATCH, WatchResponse.getDefaultInstance()),
            Map.entry("etcdserverpb.Maintenance/Status", StatusResponse.getDefaultInstance()),
            Map.entry("etcdserverpb.Maintenance/Alarm", AlarmResponse.getDefaultInstance()),
            Map.entry("etcdserverpb.Maintenance/HashKV", HashKVResponse.getDefaultInstance()));

    private Methods() {}

    static String path(Message request) {
        return PATHS.get(request.getClass());
    }

    static Message answer(String path, byte[] bytes) throws IOException {
        Message prototype = ANSWERS.get(path);
        if (prototype == null) {
            throw new IOException("an answer of a method that is not there: " + path);
        }
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        in.setRecursionLimit(NESTING_MAX);
        return prototype.newBuilderForType().mergeFrom(in).build();
    }
}
