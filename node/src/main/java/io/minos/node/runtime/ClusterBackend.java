package io.minos.node.runtime;

import com.google.protobuf.Message;
import io.minos.etcd.api.*;
import io.minos.node.apply.Command;
import io.minos.node.apply.MemberAdd;
import io.minos.node.apply.MemberPromote;
import io.minos.node.apply.MemberRemove;
import io.minos.node.apply.MemberUpdate;
import io.minos.node.config.ClusterIds;
import io.minos.node.config.PeerUrls;
import io.minos.node.front.RpcException;
import io.minos.node.outcome.EtcdError;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Event;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * Clients' requests to change the cluster. The leader decides; a follower passes them on to it, once, as etcd's followers
 * do by proposing to it.
 */
final class ClusterBackend {
    private final Function<LongFunction<Event>, CompletableFuture<Outcome>> replica;
    private final LeaderCalls leader;

    /** @param replica makes an event of a call's number, and says what became of it */
    ClusterBackend(Function<LongFunction<Event>, CompletableFuture<Outcome>> replica, LeaderCalls leader) {
        this.replica = replica;
        this.leader = leader;
    }

    CompletableFuture<Message> add(MemberAddRequest request) {
        Optional<List<String>> urls = PeerUrls.wellFormed(request.getPeerURLsList());
        if (urls.isEmpty()) {
            return refused(EtcdError.MEMBER_BAD_URLS);
        }
        long id = ClusterIds.addedMemberId(urls.get().stream().map(URI::create).toList(), System.currentTimeMillis() / 1000);
        MemberAdd add = MemberAdd.newBuilder().setId(id).addAllPeerUrls(urls.get()).setIsLearner(request.getIsLearner()).build();
        return change(Command.newBuilder().setMemberAdd(add).build());
    }

    CompletableFuture<Message> remove(MemberRemoveRequest request) {
        return change(Command.newBuilder().setMemberRemove(MemberRemove.newBuilder().setId(request.getID())).build());
    }

    /** etcd 3.4 takes URLs that are none, and no member of it ever starts again: here they are refused as when adding. */
    CompletableFuture<Message> update(MemberUpdateRequest request) {
        Optional<List<String>> urls = PeerUrls.wellFormed(request.getPeerURLsList());
        if (urls.isEmpty()) {
            return refused(EtcdError.MEMBER_BAD_URLS);
        }
        return change(Command.newBuilder().setMemberUpdate(MemberUpdate.newBuilder().setId(request.getID()).addAllPeerUrls(urls.get())).build());
    }

    CompletableFuture<Message> promote(MemberPromoteRequest request) {
        return change(Command.newBuilder().setMemberPromote(MemberPromote.newBuilder().setId(request.getID())).build());
    }

    /** Not passed on: etcd's clients look for the leader themselves. */
    CompletableFuture<Message> moveLeader(MoveLeaderRequest request) {
        return replica.apply(call -> new Event.MoveLeader(call, request.getTargetID())).thenApply(ReplicaCalls::answer);
    }

    private CompletableFuture<Message> change(Command change) {
        return replica.apply(call -> new Event.ChangeMembers(call, change)).thenCompose(outcome -> outcome instanceof Outcome.AskLeader elsewhere
                ? leader.change(elsewhere.leader(), change).thenCompose(this::asOfHere)
                : CompletableFuture.completedFuture(ReplicaCalls.answer(outcome)));
    }

    /** The leader has applied it; who then asks this member for the members should see it, and who answers is this member. */
    private CompletableFuture<Message> asOfHere(Message answer) {
        return replica.apply(Event.Read::new).thenApply(read -> read instanceof Outcome.Granted granted
                ? answer.toBuilder().setField(answer.getDescriptorForType().findFieldByName("header"), granted.stamp().header(0)).build()
                : answer);
    }

    /** For a peer that took us for the leader: no second hop. */
    void serveFollowers() {
        leader.serveChanges(change -> replica.apply(call -> new Event.ChangeMembers(call, change)));
    }

    private static CompletableFuture<Message> refused(EtcdError error) {
        return CompletableFuture.failedFuture(new RpcException(error));
    }
}
