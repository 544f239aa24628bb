package io.minos.node.front;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.*;
import io.minos.node.apply.StateMachine;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.EtcdError.Code;
import io.minos.node.snapshot.etcd.EtcdSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** As much of etcd as it takes to tell whether the front passes things on rightly: a map, a revision, leases, watches. */
public final class FakeBackend implements Backend {
    /** Another than that of an empty state. */
    volatile @Nullable EtcdSnapshot snapshot;
    static final long CLUSTER = 0xcdf818194e3a8c32L;
    static final long MEMBER = 0x8e9e05c52164694dL;

    public final TreeMap<ByteString, KeyValue> keys = new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    final TreeMap<Long, Long> leases = new TreeMap<>();
    final List<FakeWatch> watches = new CopyOnWriteArrayList<>();
    /** Set to have answers wait until they are completed by the test. */
    volatile boolean holding;
    final List<CompletableFuture<?>> held = new CopyOnWriteArrayList<>();
    volatile boolean health = true;
    volatile int healthAsked;
    volatile boolean leader = true;
    volatile Set<String> healthExcluded = Set.of();
    private long revision = 1;

    ResponseHeader.Builder header() {
        return ResponseHeader.newBuilder().setClusterId(CLUSTER).setMemberId(MEMBER).setRevision(revision).setRaftTerm(2);
    }

    private <A> CompletableFuture<A> answer(A answer) {
        CompletableFuture<A> future = new CompletableFuture<>();
        if (holding) {
            held.add(future);
        } else {
            future.complete(answer);
        }
        return future;
    }

    private static <A> CompletableFuture<A> refuse(Code code, String text) {
        return CompletableFuture.failedFuture(new RpcException(code, text));
    }

    /** Who called last. */
    volatile Caller caller = Caller.NOBODY;

    @Override
    public Backend as(Caller caller) {
        this.caller = caller;
        return this;
    }

    @Override
    public AuthApi auth() {
        return (AuthApi) Proxy.newProxyInstance(AuthApi.class.getClassLoader(), new Class<?>[] {AuthApi.class},
                (proxy, method, arguments) -> CompletableFuture.failedFuture(new RpcException(EtcdError.AUTH_NOT_ENABLED)));
    }

    @Override
    public synchronized CompletableFuture<RangeResponse> range(RangeRequest request) {
        if (request.getKey().isEmpty()) {
            return refuse(Code.INVALID_ARGUMENT, "etcdserver: key is not provided");
        }
        if (request.getRevision() > revision) {
            return CompletableFuture.failedFuture(new RpcException(EtcdError.FUTURE_REVISION));
        }
        RangeResponse.Builder response = RangeResponse.newBuilder().setHeader(header());
        keys.forEach((key, value) -> {
            boolean within = request.getRangeEnd().isEmpty()
                    ? key.equals(request.getKey())
                    : ByteString.unsignedLexicographicalComparator().compare(key, request.getKey()) >= 0;
            if (within) {
                response.addKvs(value);
            }
        });
        return answer(response.setCount(response.getKvsCount()).build());
    }

    @Override
    public synchronized CompletableFuture<PutResponse> put(PutRequest request) {
        if (request.getKey().isEmpty()) {
            return refuse(Code.INVALID_ARGUMENT, "etcdserver: key is not provided");
        }
        if (request.getKey().toStringUtf8().equals("one too many")) {
            return CompletableFuture.failedFuture(new RpcException(EtcdError.TOO_MANY_REQUESTS));
        }
        if (request.getLease() != 0 && !leases.containsKey(request.getLease())) {
            return refuse(Code.NOT_FOUND, "etcdserver: requested lease not found");
        }
        revision++;
        KeyValue before = keys.getOrDefault(request.getKey(), KeyValue.newBuilder().setKey(request.getKey()).setCreateRevision(revision).build());
        KeyValue now = before.toBuilder().setModRevision(revision).setVersion(before.getVersion() + 1)
                .setValue(request.getValue()).setLease(request.getLease()).build();
        keys.put(request.getKey(), now);
        watches.forEach(watch -> watch.saw(Event.newBuilder().setKv(now).build()));
        PutResponse.Builder response = PutResponse.newBuilder().setHeader(header());
        if (request.getPrevKv() && before.getVersion() > 0) {
            response.setPrevKv(before);
        }
        return answer(response.build());
    }

    @Override
    public synchronized CompletableFuture<DeleteRangeResponse> deleteRange(DeleteRangeRequest request) {
        DeleteRangeResponse.Builder response = DeleteRangeResponse.newBuilder();
        KeyValue before = keys.remove(request.getKey());
        if (before != null) {
            revision++;
            response.setDeleted(1).addPrevKvs(before);
            KeyValue gone = KeyValue.newBuilder().setKey(request.getKey()).setModRevision(revision).build();
            watches.forEach(watch -> watch.saw(Event.newBuilder().setType(Event.EventType.DELETE).setKv(gone).build()));
        }
        if (!request.getPrevKv()) {
            response.clearPrevKvs();
        }
        return answer(response.setHeader(header()).build());
    }

    /** Knows compares of version, and puts and deletes. */
    @Override
    public synchronized CompletableFuture<TxnResponse> txn(TxnRequest request) {
        boolean succeeded = request.getCompareList().stream()
                .allMatch(c -> keys.getOrDefault(c.getKey(), KeyValue.getDefaultInstance()).getVersion() == c.getVersion());
        TxnResponse.Builder response = TxnResponse.newBuilder().setSucceeded(succeeded);
        for (RequestOp op : succeeded ? request.getSuccessList() : request.getFailureList()) {
            ResponseOp.Builder made = ResponseOp.newBuilder();
            switch (op.getRequestCase()) {
                case REQUEST_PUT -> made.setResponsePut(put(op.getRequestPut()).join());
                case REQUEST_DELETE_RANGE -> made.setResponseDeleteRange(deleteRange(op.getRequestDeleteRange()).join());
                case REQUEST_RANGE -> made.setResponseRange(range(op.getRequestRange()).join());
                default -> throw new IllegalArgumentException("unknown to this fake: " + op);
            }
            response.addResponses(onlyRevision(made));
        }
        return answer(response.setHeader(header()).build());
    }

    /** In a txn's parts etcd fills in nothing of the header but the revision. */
    private ResponseOp onlyRevision(ResponseOp.Builder op) {
        ResponseHeader header = ResponseHeader.newBuilder().setRevision(revision).build();
        switch (op.getResponseCase()) {
            case RESPONSE_PUT -> op.getResponsePutBuilder().setHeader(header);
            case RESPONSE_DELETE_RANGE -> op.getResponseDeleteRangeBuilder().setHeader(header);
            default -> op.getResponseRangeBuilder().setHeader(header);
        }
        return op.build();
    }

    @Override
    public CompletableFuture<CompactionResponse> compact(CompactionRequest request) {
        return CompletableFuture.failedFuture(new RpcException(EtcdError.COMPACTED));
    }

    @Override
    public synchronized CompletableFuture<LeaseGrantResponse> leaseGrant(LeaseGrantRequest request) {
        if (leases.containsKey(request.getID())) {
            return refuse(Code.FAILED_PRECONDITION, "etcdserver: lease already exists");
        }
        leases.put(request.getID(), request.getTTL());
        return answer(LeaseGrantResponse.newBuilder().setHeader(header()).setID(request.getID()).setTTL(request.getTTL()).build());
    }

    @Override
    public synchronized CompletableFuture<LeaseRevokeResponse> leaseRevoke(LeaseRevokeRequest request) {
        if (leases.remove(request.getID()) == null) {
            return refuse(Code.NOT_FOUND, "etcdserver: requested lease not found");
        }
        return answer(LeaseRevokeResponse.newBuilder().setHeader(header()).build());
    }

    @Override
    public synchronized CompletableFuture<LeaseKeepAliveResponse> leaseKeepAlive(LeaseKeepAliveRequest request) {
        if (request.getID() == 666) {
            return CompletableFuture.failedFuture(new RpcException(EtcdError.NO_LEADER));
        }
        long ttl = leases.getOrDefault(request.getID(), 0L);
        return answer(LeaseKeepAliveResponse.newBuilder().setHeader(header()).setID(request.getID()).setTTL(ttl).build());
    }

    @Override
    public synchronized CompletableFuture<LeaseTimeToLiveResponse> leaseTimeToLive(LeaseTimeToLiveRequest request) {
        LeaseTimeToLiveResponse.Builder response = LeaseTimeToLiveResponse.newBuilder().setHeader(header()).setID(request.getID());
        Long ttl = leases.get(request.getID());
        return answer(ttl == null ? response.setTTL(-1).build() : response.setTTL(ttl - 1).setGrantedTTL(ttl).build());
    }

    @Override
    public synchronized CompletableFuture<LeaseLeasesResponse> leaseLeases(LeaseLeasesRequest request) {
        LeaseLeasesResponse.Builder response = LeaseLeasesResponse.newBuilder().setHeader(header());
        leases.keySet().forEach(id -> response.addLeases(LeaseStatus.newBuilder().setID(id)));
        return answer(response.build());
    }

    @Override
    public CompletableFuture<MemberListResponse> memberList(MemberListRequest request) {
        Member self = Member.newBuilder().setID(MEMBER).setName("default").addPeerURLs("http://127.0.0.1:2380").addClientURLs("http://127.0.0.1:2379").build();
        return answer(MemberListResponse.newBuilder().setHeader(header().clearRevision()).addMembers(self).build());
    }

    @Override
    public CompletableFuture<MemberAddResponse> memberAdd(MemberAddRequest request) {
        Member added = Member.newBuilder().setID(7).addAllPeerURLs(request.getPeerURLsList()).setIsLearner(request.getIsLearner()).build();
        return answer(MemberAddResponse.newBuilder().setHeader(header().clearRevision()).setMember(added).addMembers(added).build());
    }

    @Override
    public CompletableFuture<MemberRemoveResponse> memberRemove(MemberRemoveRequest request) {
        return request.getID() == MEMBER
                ? answer(MemberRemoveResponse.newBuilder().setHeader(header().clearRevision()).build())
                : CompletableFuture.failedFuture(new RpcException(EtcdError.MEMBER_NOT_FOUND));
    }

    @Override
    public CompletableFuture<MemberUpdateResponse> memberUpdate(MemberUpdateRequest request) {
        Member updated = Member.newBuilder().setID(request.getID()).addAllPeerURLs(request.getPeerURLsList()).build();
        return answer(MemberUpdateResponse.newBuilder().setHeader(header().clearRevision()).addMembers(updated).build());
    }

    @Override
    public CompletableFuture<MemberPromoteResponse> memberPromote(MemberPromoteRequest request) {
        return CompletableFuture.failedFuture(new RpcException(EtcdError.LEARNER_NOT_READY));
    }

    @Override
    public CompletableFuture<MoveLeaderResponse> moveLeader(MoveLeaderRequest request) {
        return CompletableFuture.failedFuture(new RpcException(EtcdError.BAD_LEADER_TRANSFEREE));
    }

    @Override
    public CompletableFuture<StatusResponse> status(StatusRequest request) {
        return answer(StatusResponse.newBuilder().setHeader(header()).setVersion("3.4.23").setDbSize(20480).setLeader(MEMBER)
                .setRaftIndex(13).setRaftTerm(2).setRaftAppliedIndex(13).setDbSizeInUse(16384).build());
    }

    @Override
    public CompletableFuture<AlarmResponse> alarm(AlarmRequest request) {
        return answer(AlarmResponse.getDefaultInstance());
    }

    @Override
    public CompletableFuture<DefragmentResponse> defragment(DefragmentRequest request) {
        return answer(DefragmentResponse.getDefaultInstance());
    }

    @Override
    public CompletableFuture<HashResponse> hash(HashRequest request) {
        return answer(HashResponse.newBuilder().setHeader(header()).setHash(0xfedcba98).build());
    }

    @Override
    public CompletableFuture<HashKVResponse> hashKv(HashKVRequest request) {
        return answer(HashKVResponse.newBuilder().setHeader(header()).setHash(0xfedcba98).build());
    }

    @Override
    public CompletableFuture<EtcdSnapshot> snapshot() {
        if (snapshot != null) {
            return answer(snapshot);
        }
        try {
            return answer(EtcdSnapshot.of(new StateMachine().capture()));
        } catch (IOException neverFromMemory) {
            throw new UncheckedIOException(neverFromMemory);
        }
    }

    @Override
    public CompletableFuture<Boolean> healthy(Set<String> alarmsExcluded) {
        healthAsked++;
        healthExcluded = alarmsExcluded;
        return CompletableFuture.completedFuture(health);
    }

    @Override
    public boolean hasLeader() {
        return leader;
    }

    @Override
    public WatchStream watch(WatchSink out) {
        FakeWatch watch = new FakeWatch(out);
        watches.add(watch);
        return watch;
    }

    @Override
    public String metrics() {
        return "# HELP etcd_server_has_leader Whether or not a leader exists. 1 is existence, 0 is not.\n"
                + "# TYPE etcd_server_has_leader gauge\netcd_server_has_leader 1\n";
    }

    /** Every event goes to every watch, whatever it asked for. */
    final class FakeWatch implements WatchStream {
        final WatchSink out;
        final List<Long> ids = new ArrayList<>();
        volatile int readyCalls;
        volatile boolean closed;

        FakeWatch(WatchSink out) {
            this.out = out;
        }

        @Override
        public void request(WatchRequest request) {
            switch (request.getRequestUnionCase()) {
                case CREATE_REQUEST -> create(request.getCreateRequest());
                case CANCEL_REQUEST -> out.send(response(request.getCancelRequest().getWatchId()).setCanceled(true).build());
                default -> out.send(response(-1).build());
            }
        }

        private void create(WatchCreateRequest request) {
            long id = ids.size();
            ids.add(id);
            out.send(response(id).setCreated(true).build());
            synchronized (FakeBackend.this) {
                if (request.getStartRevision() > 0) {
                    List<KeyValue> past = keys.values().stream().sorted(Comparator.comparing(KeyValue::getModRevision)).toList();
                    WatchResponse.Builder replay = response(id);
                    past.forEach(kv -> replay.addEvents(Event.newBuilder().setKv(kv)));
                    out.send(replay.build());
                }
            }
        }

        void saw(Event event) {
            ids.forEach(id -> out.send(response(id).addEvents(event).build()));
        }

        private WatchResponse.Builder response(long id) {
            return WatchResponse.newBuilder().setHeader(header()).setWatchId(id);
        }

        @Override
        public void ready() {
            readyCalls++;
        }

        @Override
        public void close() {
            closed = true;
            watches.remove(this);
        }
    }
}
