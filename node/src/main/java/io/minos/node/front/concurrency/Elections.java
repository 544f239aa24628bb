package io.minos.node.front.concurrency;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.CampaignRequest;
import io.minos.etcd.api.CampaignResponse;
import io.minos.etcd.api.KeyValue;
import io.minos.etcd.api.LeaderKey;
import io.minos.etcd.api.LeaderRequest;
import io.minos.etcd.api.LeaderResponse;
import io.minos.etcd.api.ProclaimRequest;
import io.minos.etcd.api.ProclaimResponse;
import io.minos.etcd.api.ResignRequest;
import io.minos.etcd.api.ResignResponse;
import io.minos.etcd.api.TxnRequest;
import io.minos.etcd.api.TxnResponse;
import io.minos.node.front.Backend;
import io.minos.node.front.RpcException;
import io.minos.node.outcome.EtcdError.Code;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The service v3electionpb.Election (etcd 3.4, clientv3/concurrency/election.go). */
public final class Elections {
    private static final RpcException NO_LEADER_KEY = new RpcException(Code.UNKNOWN, "\"leader\" field must be provided");
    private static final RpcException NOT_LEADER = new RpcException(Code.UNKNOWN, "election: not leader");
    private static final RpcException NO_LEADER = new RpcException(Code.UNKNOWN, "election: no leader");

    private final Backend backend;

    public Elections(Backend backend) {
        this.backend = backend;
    }

    /** Answered when the candidate leads. To be cancelled by one that stops waiting: it resigns. */
    public CompletableFuture<CampaignResponse> campaign(CampaignRequest request) {
        CompletableFuture<CampaignResponse> answer = new CompletableFuture<>();
        Sessions.lease(backend, request.getLease())
                .thenAccept(lease -> new Candidacy(request, lease, answer).stand())
                .exceptionally(failure -> ClientErrors.fail(answer, failure));
        return answer;
    }

    public CompletableFuture<ProclaimResponse> proclaim(ProclaimRequest request) {
        return request.hasLeader()
                ? proclaim(request.getLeader(), request.getValue()).thenApply(txn -> ProclaimResponse.newBuilder().setHeader(txn.getHeader()).build())
                : CompletableFuture.failedFuture(NO_LEADER_KEY);
    }

    private CompletableFuture<TxnResponse> proclaim(LeaderKey leader, ByteString value) {
        TxnRequest txn = TxnRequest.newBuilder()
                .addCompare(Keys.createdAt(leader.getKey(), leader.getRev()))
                .addSuccess(Keys.putOp(leader.getKey(), value, leader.getLease()))
                .build();
        return ClientErrors.in(backend.txn(txn)).thenApply(done -> {
            if (!done.getSucceeded()) {
                throw NOT_LEADER;
            }
            return done;
        });
    }

    public CompletableFuture<LeaderResponse> leader(LeaderRequest request) {
        return ClientErrors.in(backend.range(Keys.first(Keys.prefix(request.getName())))).thenApply(range -> {
            if (range.getKvsCount() == 0) {
                throw NO_LEADER;
            }
            return LeaderResponse.newBuilder().setHeader(range.getHeader()).setKv(range.getKvs(0)).build();
        });
    }

    /** One who does not lead any more resigns as well as any. */
    public CompletableFuture<ResignResponse> resign(ResignRequest request) {
        return request.hasLeader()
                ? resign(request.getLeader()).thenApply(txn -> ResignResponse.newBuilder().setHeader(txn.getHeader()).build())
                : CompletableFuture.failedFuture(NO_LEADER_KEY);
    }

    private CompletableFuture<TxnResponse> resign(LeaderKey leader) {
        return ClientErrors.in(backend.txn(TxnRequest.newBuilder()
                .addCompare(Keys.createdAt(leader.getKey(), leader.getRev()))
                .addSuccess(Keys.deleteOp(leader.getKey()))
                .build()));
    }

    /** The listener hears of the leader there is, and of all that follow, from {@link Observation#begin} on. */
    public Observation observe(LeaderRequest request, Observation.Listener listener) {
        return new Observation(backend, Keys.prefix(request.getName()), listener);
    }

    private final class Candidacy {
        private final CampaignRequest request;
        private final LeaderKey.Builder ours;
        private final CompletableFuture<CampaignResponse> answer;

        Candidacy(CampaignRequest request, long lease, CompletableFuture<CampaignResponse> answer) {
            this.request = request;
            this.ours = LeaderKey.newBuilder().setName(request.getName()).setKey(Keys.of(request.getName(), lease)).setLease(lease);
            this.answer = answer;
        }

        void stand() {
            TxnRequest txn = TxnRequest.newBuilder()
                    .addCompare(Keys.createdAt(ours.getKey(), 0))
                    .addSuccess(Keys.putOp(ours.getKey(), request.getValue(), ours.getLease()))
                    .addFailure(Keys.rangeOp(Keys.get(ours.getKey())))
                    .build();
            backend.txn(txn).thenAccept(this::standing).exceptionally(failure -> ClientErrors.fail(answer, failure));
        }

        private void standing(TxnResponse txn) {
            if (txn.getSucceeded()) {
                ours.setRev(txn.getHeader().getRevision());
                awaitTurn(txn);
                return;
            }
            KeyValue before = txn.getResponses(0).getResponseRange().getKvs(0);
            ours.setRev(before.getCreateRevision());
            if (before.getValue().equals(request.getValue())) {
                awaitTurn(txn);
            } else {
                proclaim(ours.build(), request.getValue()).thenAccept(proclaimed -> awaitTurn(txn)).exceptionally(this::withdraw); // the header stays the first one's, as in etcd
            }
        }

        private void awaitTurn(TxnResponse stood) {
            CompletableFuture<Void> turn = Turn.await(backend, Keys.prefix(request.getName()), ours.getRev() - 1);
            answer.whenComplete((elected, failure) -> turn.cancel(false));
            turn.thenAccept(come -> {
                if (!answer.complete(CampaignResponse.newBuilder().setHeader(stood.getHeader()).setLeader(ours).build())) {
                    resign(ours.build());
                }
            }).exceptionally(this::withdraw);
        }

        private @Nullable Void withdraw(Throwable failure) {
            resign(ours.build());
            return answer.isDone() ? null : ClientErrors.fail(answer, failure);
        }
    }
}
