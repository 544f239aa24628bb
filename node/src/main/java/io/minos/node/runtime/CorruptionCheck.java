package io.minos.node.runtime;

import io.minos.etcd.api.HashKVRequest;
import io.minos.etcd.api.HashKVResponse;
import io.minos.node.apply.Reads;
import io.minos.node.front.RpcException;
import io.minos.node.metrics.Metrics;
import io.minos.node.mvcc.View;
import io.minos.node.outcome.Outcome;
import io.minos.node.raft.Role;
import io.minos.node.replica.Event;
import io.minos.node.replica.Published;
import io.minos.node.runtime.HashComparison.Answer;
import io.minos.node.runtime.HashComparison.Finding;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the members hold the same keys: asked before one serves, and by the leader now and then. */
final class CorruptionCheck {
    private static final Logger LOG = LoggerFactory.getLogger("io.minos.node");

    private final MemberIdentity self;
    private final HashCalls peers;
    private final Executor longReads;
    private final Metrics metrics;

    CorruptionCheck(MemberIdentity self, HashCalls peers, Executor longReads, Metrics metrics) {
        this.self = self;
        this.peers = peers;
        this.longReads = longReads;
        this.metrics = metrics;
    }

    /**
     * Before anybody is served. Peers that do not answer, are behind or have compacted more say nothing, as in etcd.
     *
     * @param begun as of all that is known to be committed
     * @throws StartException if this member's keys are not those of a peer
     */
    void initial(View view, Published begun) throws StartException {
        LOG.info("{} starts its initial corruption check", self.member());
        HashKVResponse ours = hash(view, begun, HashKVRequest.getDefaultInstance()).join();
        List<Finding> findings = HashComparison.initial(ours, peers.ask(others(begun.members().keySet()), ours.getHeader().getRevision()));
        findings.forEach(finding -> LOG.warn("{} {}", self.member(), finding.text()));
        if (findings.stream().anyMatch(finding -> finding.suspect().isPresent())) {
            throw new StartException(self.member() + " found data inconsistency with peers");
        }
        LOG.info("{} initial corruption checking passed; no corruption", self.member());
    }

    /** What peers are told while this member does not serve yet: members that start together can compare themselves. */
    void serve(View view, Published begun) {
        peers.serve(request -> hash(view, begun, request));
    }

    /** What peers are told from then on. */
    void serve(ReplicaCalls replica) {
        peers.serve(request -> hash(replica, true, request));
    }

    /** One round; it waits for the peers. At others than the leader it does nothing. */
    void check(Supplier<Published> published, ReplicaCalls replica, Consumer<Event> events) {
        if (published.get().raft().role() != Role.LEADER) {
            return;
        }
        try {
            HashKVResponse before = hash(replica, true, HashKVRequest.getDefaultInstance()).join();
            List<Answer> answers = peers.ask(others(published.get().members().keySet()), before.getHeader().getRevision());
            HashKVResponse after = hash(replica, false, HashKVRequest.getDefaultInstance()).join();
            answers.stream().filter(answer -> answer.response().isEmpty())
                    .forEach(answer -> LOG.debug("{} has no hash of peer {}: {}", self.member(), Long.toHexString(answer.peer()), answer.refusal()));
            List<Finding> findings = HashComparison.atLeader(self.memberId(), before, after, answers);
            findings.forEach(finding -> LOG.warn("{} {}", self.member(), finding.text()));
            findings.stream().flatMap(finding -> finding.suspect().stream()).findFirst().ifPresent(suspect -> events.accept(new Event.FoundCorrupt(suspect)));
        } catch (CompletionException failed) {
            LOG.warn("{} failed to check its peers' hashes: {}", self.member(), String.valueOf(RpcException.of(failed).getMessage()));
        }
    }

    private Collection<Long> others(Collection<Long> members) {
        return members.stream().filter(member -> member != self.memberId()).toList();
    }

    private CompletableFuture<HashKVResponse> hash(View view, Published now, HashKVRequest request) {
        return CompletableFuture.supplyAsync(() -> {
            Outcome<HashKVResponse> outcome = metrics.hashing(true, () -> Reads.hashKv(view, request, now.stamp()));
            if (outcome instanceof Outcome.Refused<HashKVResponse> refused) {
                throw new RpcException(refused.error());
            }
            return ((Outcome.Done<HashKVResponse>) outcome).response();
        }, longReads);
    }

    /** Nobody's rights are asked: it is the members' own matter. */
    private CompletableFuture<HashKVResponse> hash(ReplicaCalls replica, boolean serializable, HashKVRequest request) {
        return replica.read(serializable, true, access -> Optional.empty(), granted -> metrics.hashing(true, () -> Reads.hashKv(granted.view(), request, granted.stamp())));
    }
}
