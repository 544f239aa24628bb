package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.minos.etcd.api.*;
import io.minos.nemesis.network.Ports;
import io.minos.node.apply.RealEtcd;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a learner answers and what it refuses, and how: as a learner of etcd 3.4.23, request by request. */
@Timeout(120)
class LearnerParityTest {
    private static final String VERSION = "3.4.23";
    private static final ByteString KEY = ByteString.copyFromUtf8("a");
    private static final RangeRequest RANGE = RangeRequest.newBuilder().setKey(KEY).build();
    private static final RangeRequest SERIALIZABLE = RANGE.toBuilder().setSerializable(true).build();

    @TempDir
    private Path directory;

    /** Whether each is answered, or with which error it is refused. */
    private static Map<String, String> answers(URI member) throws Exception {
        ManagedChannel channel = NettyChannelBuilder.forAddress(member.getHost(), member.getPort()).usePlaintext().build();
        KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
        LeaseGrpc.LeaseBlockingStub lease = LeaseGrpc.newBlockingStub(channel);
        MaintenanceGrpc.MaintenanceBlockingStub maintenance = MaintenanceGrpc.newBlockingStub(channel);
        Map<String, String> answers = new LinkedHashMap<>();
        answers.put("serializable range", unary(() -> kv.range(SERIALIZABLE)));
        answers.put("range", unary(() -> kv.range(RANGE)));
        answers.put("serializable range without key", unary(() -> kv.range(RangeRequest.newBuilder().setSerializable(true).build())));
        answers.put("put", unary(() -> kv.put(PutRequest.newBuilder().setKey(KEY).build())));
        answers.put("put without key", unary(() -> kv.put(PutRequest.getDefaultInstance())));
        answers.put("delete", unary(() -> kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(KEY).build())));
        answers.put("serializable txn", unary(() -> kv.txn(TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestRange(SERIALIZABLE)).build())));
        answers.put("empty txn", unary(() -> kv.txn(TxnRequest.getDefaultInstance())));
        answers.put("compaction", unary(() -> kv.compact(CompactionRequest.newBuilder().setRevision(1).build())));
        answers.put("grant", unary(() -> lease.leaseGrant(LeaseGrantRequest.newBuilder().setTTL(60).build())));
        answers.put("revoke", unary(() -> lease.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(1).build())));
        answers.put("time to live", unary(() -> lease.leaseTimeToLive(LeaseTimeToLiveRequest.newBuilder().setID(1).build())));
        answers.put("leases", unary(() -> lease.leaseLeases(LeaseLeasesRequest.getDefaultInstance())));
        answers.put("keep-alive", stream(LeaseGrpc.newStub(channel)::leaseKeepAlive, LeaseKeepAliveRequest.newBuilder().setID(1).build()));
        answers.put("watch", stream(WatchGrpc.newStub(channel)::watch, WatchRequest.newBuilder().setCreateRequest(WatchCreateRequest.newBuilder().setKey(KEY)).build()));
        answers.put("status", unary(() -> assertThat(maintenance.status(StatusRequest.getDefaultInstance()).getIsLearner()).isTrue()));
        answers.put("hash of keys", unary(() -> maintenance.hashKV(HashKVRequest.getDefaultInstance())));
        answers.put("hash", unary(() -> maintenance.hash(HashRequest.getDefaultInstance())));
        answers.put("alarms", unary(() -> maintenance.alarm(AlarmRequest.getDefaultInstance())));
        answers.put("defragmentation", unary(() -> maintenance.defragment(DefragmentRequest.getDefaultInstance())));
        answers.put("move leader", unary(() -> maintenance.moveLeader(MoveLeaderRequest.getDefaultInstance())));
        answers.put("snapshot", unary(() -> maintenance.snapshot(SnapshotRequest.getDefaultInstance()).next()));
        answers.put("members", unary(() -> ClusterGrpc.newBlockingStub(channel).memberList(MemberListRequest.getDefaultInstance())));
        answers.put("member without URL", unary(() -> ClusterGrpc.newBlockingStub(channel).memberAdd(MemberAddRequest.getDefaultInstance())));
        answers.put("promotion", unary(() -> ClusterGrpc.newBlockingStub(channel).memberPromote(MemberPromoteRequest.getDefaultInstance())));
        answers.put("users", unary(() -> AuthGrpc.newBlockingStub(channel).userList(AuthUserListRequest.getDefaultInstance())));
        answers.put("authentication", unary(() -> AuthGrpc.newBlockingStub(channel).authenticate(AuthenticateRequest.getDefaultInstance())));
        answers.put("enabling authentication", unary(() -> AuthGrpc.newBlockingStub(channel).authEnable(AuthEnableRequest.getDefaultInstance())));
        answers.put("lock", unary(() -> LockGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS).lock(LockRequest.newBuilder().setName(KEY).setLease(1).build())));
        answers.put("leader of an election", unary(() -> ElectionGrpc.newBlockingStub(channel).leader(LeaderRequest.newBuilder().setName(KEY).build())));
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        return answers;
    }

    private static String unary(Runnable call) {
        try {
            call.run();
            return "answered";
        } catch (StatusRuntimeException refused) {
            return text(refused.getStatus());
        }
    }

    private static String text(Status status) {
        return status.getCode() + " " + status.getDescription();
    }

    private static <Q, A> String stream(Function<StreamObserver<A>, StreamObserver<Q>> open, Q request) throws Exception {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        StreamObserver<Q> requests = open.apply(new StreamObserver<>() {
            @Override
            public void onNext(A answer) {
                outcome.complete("answered");
            }

            @Override
            public void onError(Throwable failure) {
                outcome.complete(text(Status.fromThrowable(failure)));
            }

            @Override
            public void onCompleted() {
                outcome.complete("ended");
            }
        });
        requests.onNext(request);
        return outcome.get(20, TimeUnit.SECONDS);
    }

    private static Map<String, String> ofEtcd(Path binary) throws Exception {
        try (RealEtcd voter = new RealEtcd(binary)) {
            String peer = "http://127.0.0.1:" + Ports.free();
            voter.post("/v3/kv/put", "{\"key\":\"YQ==\",\"value\":\"YQ==\"}");
            assertThat(voter.post("/v3/cluster/member/add", "{\"peerURLs\":[\"" + peer + "\"],\"isLearner\":true}").has("error")).isFalse();
            try (RealEtcd learner = new RealEtcd(binary, "--name", "learner", "--initial-cluster-state", "existing", "--listen-peer-urls", peer,
                    "--initial-advertise-peer-urls", peer, "--initial-cluster", "default=" + voter.peerUrl() + ",learner=" + peer)) {
                return answers(URI.create(learner.url()));
            }
        }
    }

    private Map<String, String> ofNode() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, 1).startAll()) {
            cluster.leader();
            cluster.put(0, "a", "a");
            int learner = cluster.joiner(directory, List.of(0));
            assertThat(cluster.until(() -> cluster.addMember(0, learner, true)).status()).isEqualTo(200);
            cluster.start(learner);
            cluster.awaitPublished(learner);
            return answers(cluster.clientUrl(learner));
        }
    }

    @Test
    void a_learner_answers_and_refuses_what_etcds_does() throws Exception {
        Optional<Path> binary = RealEtcd.binary();
        assumeTrue(binary.isPresent(), "skipped: there is no etcd on the PATH to compare with");
        String version = RealEtcd.version(binary.get());
        assumeTrue(VERSION.equals(version), "skipped: the etcd on the PATH is " + version + ", its answers are known to differ from " + VERSION);
        Map<String, String> expected = ofEtcd(binary.get());
        assertThat(expected).containsEntry("serializable range", "answered").containsEntry("put", "UNAVAILABLE etcdserver: rpc not supported for learner");
        assertThat(ofNode()).isEqualTo(expected);
    }
}
