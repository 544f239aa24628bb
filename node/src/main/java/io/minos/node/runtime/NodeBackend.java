package io.minos.node.runtime;

import static io.minos.node.runtime.ReplicaCalls.answer;
import static io.minos.node.runtime.ReplicaCalls.refused;
import static io.minos.node.runtime.ReplicaCalls.unwrapped;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.etcd.api.*;
import io.minos.node.apply.Command;
import io.minos.node.apply.Proposals;
import io.minos.node.apply.Reads;
import io.minos.node.apply.Validation;
import io.minos.node.auth.Access;
import io.minos.node.auth.Claim;
import io.minos.node.config.NodeConfig;
import io.minos.node.config.Version;
import io.minos.node.front.AuthApi;
import io.minos.node.front.Backend;
import io.minos.node.front.Caller;
import io.minos.node.front.RpcException;
import io.minos.node.front.Traffic;
import io.minos.node.metrics.Metrics;
import io.minos.node.outcome.EtcdError;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Event;
import io.minos.node.replica.Published;
import io.minos.node.snapshot.etcd.EtcdSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Turns clients' requests into the replica's events, and its outcomes into answers. */
final class NodeBackend implements Backend {
    private static final long HEALTH_DEADLINE_MILLIS = 1_000;

    private final NodeConfig config;
    private final ReplicaCalls replica;
    private final Streams streams;
    private final Supplier<Published> published;
    private final LeaderCalls leader;
    private final ClusterBackend cluster;
    private final Metrics metrics;
    private final Passwords passwords;
    private final Tokens tokens;
    private final RandomGenerator leaseIds;

    NodeBackend(NodeConfig config, ReplicaCalls replica, Streams streams, Supplier<Published> published, LeaderCalls leader, Metrics metrics,
            Passwords passwords, Tokens tokens, RandomGenerator leaseIds) {
        this.config = config;
        this.replica = replica;
        this.streams = streams;
        this.published = published;
        this.leader = leader;
        this.cluster = new ClusterBackend(this::ask, leader);
        this.metrics = metrics;
        this.passwords = passwords;
        this.tokens = tokens;
        this.leaseIds = leaseIds;
    }

    /** A token counts before a name on a certificate, as in etcd. */
    @Override
    public Backend as(Caller caller) {
        if (caller.token().isPresent()) {
            return as(tokens.claim(caller.token().get()));
        }
        return caller.commonName().isPresent() && config.auth().commonNames() ? as(new Claim.CommonName(caller.commonName().get())) : this;
    }

    private Backend as(Claim claim) {
        return new NodeBackend(config, replica.as(claim), streams, published, leader, metrics, passwords, tokens, leaseIds);
    }

    @Override
    public AuthApi auth() {
        return new AuthCalls(replica, passwords, tokens);
    }

    // ------------------------------------------------------------------ kv

    @Override
    public CompletableFuture<RangeResponse> range(RangeRequest request) {
        Optional<EtcdError> ofLearner = request.getSerializable() ? Optional.empty() : replica.refusalOfLearner();
        Optional<EtcdError> invalid = ofLearner.or(() -> Validation.range(request));
        if (invalid.isPresent()) {
            return refused(invalid.get());
        }
        return replica.read(request.getSerializable(), !request.getRangeEnd().isEmpty(), access -> access.range(request),
                granted -> {
                    metrics.rangesRead(1);
                    return Reads.range(granted.view(), request, granted.stamp());
                });
    }

    @Override
    public CompletableFuture<PutResponse> put(PutRequest request) {
        return replica.propose(Validation.put(request), Command.newBuilder().setPut(request));
    }

    @Override
    public CompletableFuture<DeleteRangeResponse> deleteRange(DeleteRangeRequest request) {
        return replica.propose(Validation.deleteRange(request), Command.newBuilder().setDeleteRange(request));
    }

    @Override
    public CompletableFuture<TxnResponse> txn(TxnRequest request) {
        // even one that only reads, and what this member has
        Optional<EtcdError> invalid = replica.refusalOfLearner().or(() -> Validation.txn(request, config.txnOpsMax()));
        if (invalid.isEmpty() && Reads.isReadOnly(request)) {
            return replica.read(Reads.isSerializable(request), true, access -> access.txn(request, NodeBackend::noLease),
                    granted -> countRanges(Reads.txn(granted.view(), request, granted.stamp())));
        }
        return replica.propose(invalid, Command.newBuilder().setTxn(request));
    }

    private io.minos.node.outcome.Outcome<TxnResponse> countRanges(io.minos.node.outcome.Outcome<TxnResponse> outcome) {
        if (outcome instanceof io.minos.node.outcome.Outcome.Done<TxnResponse> done) {
            metrics.rangesRead(done.response().getResponsesCount());
        }
        return outcome;
    }

    /** What reads only hangs no key on one. */
    private static List<ByteString> noLease(long leaseId) {
        return List.of();
    }

    @Override
    public CompletableFuture<CompactionResponse> compact(CompactionRequest request) {
        return replica.propose(Optional.empty(), Command.newBuilder().setCompaction(request));
    }

    // ------------------------------------------------------------------ leases

    @Override
    public CompletableFuture<LeaseGrantResponse> leaseGrant(LeaseGrantRequest request) {
        return replica.propose(Optional.empty(), Command.newBuilder().setLeaseGrant(Proposals.leaseGrant(request, leaseTtlSecondsMin(), leaseIds)));
    }

    /** etcd's: one and a half election timeouts, rounded up. */
    private long leaseTtlSecondsMin() {
        return (config.electionTimeout().toMillis() * 3 / 2 + 999) / 1000;
    }

    @Override
    public CompletableFuture<LeaseRevokeResponse> leaseRevoke(LeaseRevokeRequest request) {
        return replica.propose(Optional.empty(), Command.newBuilder().setLeaseRevoke(request));
    }

    @Override
    public CompletableFuture<LeaseKeepAliveResponse> leaseKeepAlive(LeaseKeepAliveRequest request) {
        return unwrapped(ask(call -> new Event.RenewLease(call, request.getID())).thenCompose(outcome -> outcome instanceof Outcome.AskLeader elsewhere
                ? leader.keepAlive(elsewhere.leader(), request)
                : CompletableFuture.completedFuture(renewed(outcome))));
    }

    private LeaseKeepAliveResponse renewed(Outcome outcome) {
        LeaseKeepAliveResponse answer = answer(outcome);
        if (answer.getTTL() > 0) {
            metrics.leaseRenewed();
        }
        return answer;
    }

    @Override
    public CompletableFuture<LeaseTimeToLiveResponse> leaseTimeToLive(LeaseTimeToLiveRequest request) {
        CompletableFuture<LeaseTimeToLiveResponse> answer =
                atLeader(call -> new Event.LeaseTimeToLive(call, request.getID(), request.getKeys()), leaderId -> leader.timeToLive(leaderId, request));
        return unwrapped(answer.thenCompose(told -> told.getKeysCount() == 0 ? CompletableFuture.completedFuture(told) : ifMayRead(told)));
    }

    /** Whoever's answer it is: a caller is told only of keys that it may read. etcd 3.4 tells anybody. */
    private CompletableFuture<LeaseTimeToLiveResponse> ifMayRead(LeaseTimeToLiveResponse answer) {
        return replica.read(false, false, access -> access.leaseTimeToLive(answer.getKeysList()), granted -> io.minos.node.outcome.Outcome.done(answer));
    }

    @Override
    public CompletableFuture<LeaseLeasesResponse> leaseLeases(LeaseLeasesRequest request) {
        return unwrapped(ask(Event.LeaseLeases::new).thenApply(ReplicaCalls::answer));
    }

    private <R extends Message> CompletableFuture<R> atLeader(LongFunction<Event> event, LongFunction<CompletableFuture<R>> forward) {
        return unwrapped(ask(event).thenCompose(outcome -> outcome instanceof Outcome.AskLeader elsewhere
                ? forward.apply(elsewhere.leader())
                : CompletableFuture.completedFuture(answer(outcome))));
    }

    /** For a peer that took us for the leader: no second hop. */
    void serveFollowers() {
        leader.serve(
                request -> ask(call -> new Event.RenewLease(call, request.getID())).thenApply(this::renewed),
                request -> ask(call -> new Event.LeaseTimeToLive(call, request.getID(), request.getKeys())).thenApply(ReplicaCalls::answer));
        cluster.serveFollowers();
    }

    // ------------------------------------------------------------------ cluster, maintenance

    @Override
    public CompletableFuture<MemberListResponse> memberList(MemberListRequest request) {
        Published now = published.get();
        Optional<EtcdError> refusal = now.removed() ? Optional.of(EtcdError.STOPPED) : replica.refusalOfLearner();
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        return CompletableFuture.completedFuture(MemberListResponse.newBuilder()
                .setHeader(now.stamp().header(0))
                .addAllMembers(now.members().values())
                .build());
    }

    @Override
    public CompletableFuture<MemberAddResponse> memberAdd(MemberAddRequest request) {
        return replica.asAdmin(false, () -> typed(cluster.add(request)));
    }

    @Override
    public CompletableFuture<MemberRemoveResponse> memberRemove(MemberRemoveRequest request) {
        return replica.asAdmin(false, () -> typed(cluster.remove(request)));
    }

    @Override
    public CompletableFuture<MemberUpdateResponse> memberUpdate(MemberUpdateRequest request) {
        return replica.asAdmin(false, () -> typed(cluster.update(request)));
    }

    @Override
    public CompletableFuture<MemberPromoteResponse> memberPromote(MemberPromoteRequest request) {
        return replica.asAdmin(false, () -> typed(cluster.promote(request))).thenApply(response -> {
            metrics.learnerPromoted();
            return (MemberPromoteResponse) response;
        });
    }

    @Override
    public CompletableFuture<MoveLeaderResponse> moveLeader(MoveLeaderRequest request) {
        return typed(cluster.moveLeader(request));
    }

    @Override
    public CompletableFuture<StatusResponse> status(StatusRequest request) {
        Published now = published.get();
        StatusResponse.Builder status = StatusResponse.newBuilder()
                .setHeader(now.stamp().header(now.revision()))
                .setVersion(Version.ETCD)
                .setDbSize(now.sizeBytes())
                .setLeader(now.raft().leader())
                .setRaftIndex(now.raft().commit())
                .setRaftTerm(now.raft().term())
                .setRaftAppliedIndex(now.raft().applied())
                .setDbSizeInUse(now.sizeInUseBytes())
                .setIsLearner(replica.refusalOfLearner().isPresent());
        if (now.raft().leader() == 0) {
            status.addErrors(EtcdError.NO_LEADER.text());
        }
        now.alarms().forEach(alarm -> status.addErrors("memberID:" + Long.toUnsignedString(alarm.getMemberID()) + " alarm:" + alarm.getAlarm() + " "));
        return CompletableFuture.completedFuture(status.build());
    }

    @Override
    public CompletableFuture<AlarmResponse> alarm(AlarmRequest request) {
        return replica.propose(Optional.empty(), Command.newBuilder().setAlarm(request));
    }

    @Override
    public CompletableFuture<DefragmentResponse> defragment(DefragmentRequest request) {
        return upkeep(() -> {
            long begun = System.nanoTime();
            metrics.defragmentBegins();
            return ask(Event.Defragment::new).<DefragmentResponse>thenApply(ReplicaCalls::answer)
                    .whenComplete((response, failure) -> metrics.defragmented(System.nanoTime() - begun));
        });
    }

    @Override
    public CompletableFuture<HashResponse> hash(HashRequest request) {
        return unwrapped(hashKv(false, HashKVRequest.getDefaultInstance())
                .thenApply(kv -> HashResponse.newBuilder().setHeader(kv.getHeader()).setHash(kv.getHash()).build()));
    }

    @Override
    public CompletableFuture<HashKVResponse> hashKv(HashKVRequest request) {
        return hashKv(true, request);
    }

    private CompletableFuture<HashKVResponse> hashKv(boolean atRevision, HashKVRequest request) {
        return upkeep(() -> replica.read(true, true, Access::admin,
                granted -> metrics.hashing(atRevision, () -> Reads.hashKv(granted.view(), request, granted.stamp()))));
    }

    /** It is laid out where long reads are. */
    @Override
    public CompletableFuture<EtcdSnapshot> snapshot() {
        return upkeep(() -> ask(Event.Capture::new).thenApplyAsync(outcome -> {
            if (outcome instanceof Outcome.Captured captured) {
                return metrics.layingOutSnapshot(() -> {
                    try {
                        return EtcdSnapshot.of(captured.state());
                    } catch (IOException neverFromMemory) {
                        throw new UncheckedIOException(neverFromMemory);
                    }
                });
            }
            throw ReplicaCalls.error(outcome);
        }, replica.longReads()));
    }

    @Override
    public CompletableFuture<Boolean> healthy(Set<String> alarmsExcluded) {
        return isHealthy(alarmsExcluded).whenComplete((healthy, failure) -> metrics.healthChecked(failure == null && healthy));
    }

    private CompletableFuture<Boolean> isHealthy(Set<String> alarmsExcluded) {
        Published now = published.get();
        if (now.raft().leader() == 0 || now.alarms().stream().anyMatch(alarm -> !alarmsExcluded.contains(alarm.getAlarm().name()))) {
            return CompletableFuture.completedFuture(false);
        }
        return replica.askReplica(Event.Read::new).orTimeout(HEALTH_DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
                .handle((outcome, late) -> outcome instanceof Outcome.Granted);
    }

    @Override
    public boolean hasLeader() {
        return published.get().raft().leader() != 0;
    }

    @Override
    public WatchStream watch(WatchSink out) {
        WatchStream stream = streams.open(out, replica.claim());
        replica.refusalOfLearner().ifPresent(error -> out.fail(new RpcException(error)));
        return stream;
    }

    @Override
    public Traffic traffic() {
        return metrics.traffic();
    }

    @Override
    public String metrics() {
        return metrics.text();
    }

    /** Of this member alone, whether it has a leader or not. */
    private <R> CompletableFuture<R> upkeep(Supplier<CompletableFuture<R>> work) {
        return replica.asAdmin(true, work).exceptionallyCompose(failure -> CompletableFuture.failedFuture(MaintenanceRefusal.of(RpcException.of(failure))));
    }

    private CompletableFuture<Outcome> ask(LongFunction<Event> event) {
        return replica.ask(event);
    }

    @SuppressWarnings("unchecked") // each request is answered with its own response message
    private static <R extends Message> CompletableFuture<R> typed(CompletableFuture<Message> stage) {
        return unwrapped(stage.thenApply(message -> (R) message));
    }
}
