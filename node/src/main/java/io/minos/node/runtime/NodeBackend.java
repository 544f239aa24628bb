package io.minos.node.runtime;

import com.google.protobuf.Message;
import io.minos.etcd.api.*;
import io.minos.node.apply.Command;
import io.minos.node.apply.EtcdError;
import io.minos.node.apply.Proposals;
import io.minos.node.apply.Reads;
import io.minos.node.apply.Validation;
import io.minos.node.config.NodeConfig;
import io.minos.node.config.Version;
import io.minos.node.front.Backend;
import io.minos.node.front.RpcException;
import io.minos.node.mvcc.Stamp;
import io.minos.node.mvcc.View;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Event;
import io.minos.node.replica.Published;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Turns clients' requests into the replica's events, and its outcomes into answers. */
final class NodeBackend implements Backend {
    private static final long HEALTH_DEADLINE_MILLIS = 1_000;

    private final NodeConfig config;
    private final Calls calls;
    private final Streams streams;
    private final Consumer<Event> events;
    private final Supplier<Published> published;
    private final LeaderCalls leader;
    private final ClusterBackend cluster;
    private final Executor longReads;
    private final Metrics metrics;
    private final RandomGenerator leaseIds;

    NodeBackend(NodeConfig config, Calls calls, Streams streams, Consumer<Event> events, Supplier<Published> published, LeaderCalls leader,
            Executor longReads, Metrics metrics, RandomGenerator leaseIds) {
        this.config = config;
        this.calls = calls;
        this.streams = streams;
        this.events = events;
        this.published = published;
        this.leader = leader;
        this.cluster = new ClusterBackend(this::ask, leader);
        this.longReads = longReads;
        this.metrics = metrics;
        this.leaseIds = leaseIds;
    }

    // ------------------------------------------------------------------ kv

    @Override
    public CompletableFuture<RangeResponse> range(RangeRequest request) {
        Optional<EtcdError> invalid = Validation.range(request);
        if (invalid.isPresent()) {
            return refused(invalid.get());
        }
        return read(request.getSerializable(), !request.getRangeEnd().isEmpty(), (view, stamp) -> Reads.range(view, request, stamp));
    }

    @Override
    public CompletableFuture<PutResponse> put(PutRequest request) {
        return propose(Validation.put(request), Command.newBuilder().setPut(request));
    }

    @Override
    public CompletableFuture<DeleteRangeResponse> deleteRange(DeleteRangeRequest request) {
        return propose(Validation.deleteRange(request), Command.newBuilder().setDeleteRange(request));
    }

    @Override
    public CompletableFuture<TxnResponse> txn(TxnRequest request) {
        Optional<EtcdError> invalid = Validation.txn(request, config.txnOpsMax());
        if (invalid.isEmpty() && Reads.isReadOnly(request)) {
            return read(Reads.isSerializable(request), true, (view, stamp) -> Reads.txn(view, request, stamp));
        }
        return propose(invalid, Command.newBuilder().setTxn(request));
    }

    @Override
    public CompletableFuture<CompactionResponse> compact(CompactionRequest request) {
        return propose(Optional.empty(), Command.newBuilder().setCompaction(request));
    }

    // ------------------------------------------------------------------ leases

    @Override
    public CompletableFuture<LeaseGrantResponse> leaseGrant(LeaseGrantRequest request) {
        return propose(Optional.empty(), Command.newBuilder().setLeaseGrant(Proposals.leaseGrant(request, leaseTtlSecondsMin(), leaseIds)));
    }

    /** etcd's: one and a half election timeouts, rounded up. */
    private long leaseTtlSecondsMin() {
        return (config.electionTimeout().toMillis() * 3 / 2 + 999) / 1000;
    }

    @Override
    public CompletableFuture<LeaseRevokeResponse> leaseRevoke(LeaseRevokeRequest request) {
        return propose(Optional.empty(), Command.newBuilder().setLeaseRevoke(request));
    }

    @Override
    public CompletableFuture<LeaseKeepAliveResponse> leaseKeepAlive(LeaseKeepAliveRequest request) {
        return atLeader(call -> new Event.RenewLease(call, request.getID()), leaderId -> leader.keepAlive(leaderId, request));
    }

    @Override
    public CompletableFuture<LeaseTimeToLiveResponse> leaseTimeToLive(LeaseTimeToLiveRequest request) {
        return atLeader(call -> new Event.LeaseTimeToLive(call, request.getID(), request.getKeys()), leaderId -> leader.timeToLive(leaderId, request));
    }

    @Override
    public CompletableFuture<LeaseLeasesResponse> leaseLeases(LeaseLeasesRequest request) {
        return unwrapped(ask(Event.LeaseLeases::new).thenApply(NodeBackend::answer));
    }

    private <R extends Message> CompletableFuture<R> atLeader(LongFunction<Event> event, LongFunction<CompletableFuture<R>> forward) {
        return unwrapped(ask(event).thenCompose(outcome -> outcome instanceof Outcome.AskLeader elsewhere
                ? forward.apply(elsewhere.leader())
                : CompletableFuture.completedFuture(answer(outcome))));
    }

    /** For a peer that took us for the leader: no second hop. */
    void serveFollowers() {
        leader.serve(
                request -> ask(call -> new Event.RenewLease(call, request.getID())).thenApply(NodeBackend::answer),
                request -> ask(call -> new Event.LeaseTimeToLive(call, request.getID(), request.getKeys())).thenApply(NodeBackend::answer));
        cluster.serveFollowers();
    }

    // ------------------------------------------------------------------ cluster, maintenance

    @Override
    public CompletableFuture<MemberListResponse> memberList(MemberListRequest request) {
        Published now = published.get();
        return CompletableFuture.completedFuture(MemberListResponse.newBuilder()
                .setHeader(now.stamp().header(0))
                .addAllMembers(now.members().values())
                .build());
    }

    @Override
    public CompletableFuture<MemberAddResponse> memberAdd(MemberAddRequest request) {
        return as(cluster.add(request));
    }

    @Override
    public CompletableFuture<MemberRemoveResponse> memberRemove(MemberRemoveRequest request) {
        return as(cluster.remove(request));
    }

    @Override
    public CompletableFuture<MemberUpdateResponse> memberUpdate(MemberUpdateRequest request) {
        return as(cluster.update(request));
    }

    @Override
    public CompletableFuture<MemberPromoteResponse> memberPromote(MemberPromoteRequest request) {
        return as(cluster.promote(request));
    }

    @Override
    public CompletableFuture<MoveLeaderResponse> moveLeader(MoveLeaderRequest request) {
        return as(cluster.moveLeader(request));
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
                .setDbSizeInUse(now.sizeInUseBytes());
        if (now.raft().leader() == 0) {
            status.addErrors(EtcdError.NO_LEADER.text());
        }
        now.alarms().forEach(alarm -> status.addErrors("memberID:" + Long.toUnsignedString(alarm.getMemberID()) + " alarm:" + alarm.getAlarm() + " "));
        return CompletableFuture.completedFuture(status.build());
    }

    @Override
    public CompletableFuture<AlarmResponse> alarm(AlarmRequest request) {
        return propose(Optional.empty(), Command.newBuilder().setAlarm(request));
    }

    @Override
    public CompletableFuture<DefragmentResponse> defragment(DefragmentRequest request) {
        return unwrapped(ask(Event.Defragment::new).thenApply(NodeBackend::answer));
    }

    @Override
    public CompletableFuture<HashResponse> hash(HashRequest request) {
        return unwrapped(hashKv(HashKVRequest.getDefaultInstance())
                .thenApply(kv -> HashResponse.newBuilder().setHeader(kv.getHeader()).setHash(kv.getHash()).build()));
    }

    @Override
    public CompletableFuture<HashKVResponse> hashKv(HashKVRequest request) {
        return read(true, true, (view, stamp) -> Reads.hashKv(view, request, stamp));
    }

    @Override
    public CompletableFuture<Boolean> healthy(Set<String> alarmsExcluded) {
        Published now = published.get();
        if (now.raft().leader() == 0 || now.alarms().stream().anyMatch(alarm -> !alarmsExcluded.contains(alarm.getAlarm().name()))) {
            return CompletableFuture.completedFuture(false);
        }
        return ask(Event.Read::new).orTimeout(HEALTH_DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
                .handle((outcome, late) -> outcome instanceof Outcome.Granted);
    }

    @Override
    public boolean hasLeader() {
        return published.get().raft().leader() != 0;
    }

    @Override
    public WatchStream watch(WatchSink out) {
        return streams.open(out);
    }

    @Override
    public String metrics() {
        return metrics.text();
    }

    // ------------------------------------------------------------------ the ways through the replica

    private <R extends Message> CompletableFuture<R> propose(Optional<EtcdError> invalid, Command.Builder builder) {
        Command command = builder.build();
        Optional<EtcdError> refusal = invalid.or(() -> Validation.size(command, config.requestBytesMax()));
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        return unwrapped(ask(call -> new Event.Propose(call, command)).thenApply(outcome -> {
            if (outcome instanceof Outcome.Refused refused && refused.error() == EtcdError.TIMEOUT) { // not what the state machine refused
                metrics.proposalFailed();
            }
            return answer(outcome);
        }));
    }

    /** Evaluated on an immutable view: a long range never stands in the way of writes. */
    private <R> CompletableFuture<R> read(boolean serializable, boolean isLong, BiFunction<View, Stamp, io.minos.node.apply.Outcome<R>> evaluate) {
        return unwrapped(ask(serializable ? Event.LocalRead::new : Event.Read::new).thenCompose(outcome -> {
            if (outcome instanceof Outcome.Granted granted) {
                return evaluated(isLong, () -> evaluate.apply(granted.view(), granted.stamp()));
            }
            return CompletableFuture.failedFuture(error(outcome));
        }));
    }

    private <R> CompletableFuture<R> evaluated(boolean isLong, Supplier<io.minos.node.apply.Outcome<R>> evaluate) {
        Supplier<R> answer = () -> {
            io.minos.node.apply.Outcome<R> outcome = evaluate.get();
            if (outcome instanceof io.minos.node.apply.Outcome.Done<R> done) {
                return done.response();
            }
            throw new RpcException(((io.minos.node.apply.Outcome.Refused<R>) outcome).error());
        };
        if (isLong) {
            return unwrapped(CompletableFuture.supplyAsync(answer, longReads));
        }
        try {
            return CompletableFuture.completedFuture(answer.get());
        } catch (RpcException error) {
            return CompletableFuture.failedFuture(error);
        }
    }

    private CompletableFuture<Outcome> ask(LongFunction<Event> event) {
        Calls.Opened call = calls.open();
        events.accept(event.apply(call.number()));
        return call.outcome();
    }

    private static <R> CompletableFuture<R> refused(EtcdError error) {
        return CompletableFuture.failedFuture(new RpcException(error));
    }

    @SuppressWarnings("unchecked") // each command is answered with its own response message, see StateMachine.apply
    static <R extends Message> R answer(Outcome outcome) {
        if (outcome instanceof Outcome.Answer answer) {
            return (R) answer.message();
        }
        throw error(outcome);
    }

    @SuppressWarnings("unchecked") // likewise
    private static <R extends Message> CompletableFuture<R> as(CompletableFuture<Message> stage) {
        return unwrapped(stage.thenApply(message -> (R) message));
    }

    /** Dependent stages wrap what was thrown: callers are promised the plain error. */
    private static <R> CompletableFuture<R> unwrapped(CompletableFuture<R> stage) {
        CompletableFuture<R> plain = new CompletableFuture<>();
        stage.whenComplete((answer, thrown) -> {
            if (thrown == null) {
                plain.complete(answer);
            } else {
                Throwable cause = thrown instanceof CompletionException wrapped && wrapped.getCause() != null ? wrapped.getCause() : thrown;
                plain.completeExceptionally(cause instanceof RpcException error ? error : new RpcException(EtcdError.Code.INTERNAL, String.valueOf(cause)));
            }
        });
        return plain;
    }

    private static RpcException error(Outcome outcome) {
        return new RpcException(outcome instanceof Outcome.Refused refused ? refused.error() : EtcdError.NO_LEADER);
    }
}
