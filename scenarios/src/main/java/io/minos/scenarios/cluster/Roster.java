package io.minos.scenarios.cluster;

import com.google.protobuf.ByteString;
import io.minos.client.Outcome;
import io.minos.client.Rpc;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.StatusRequest;
import io.minos.etcd.api.StatusResponse;
import io.minos.scenarios.cluster.SystemUnderTest.Leadership;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The cluster's members, and what they say of themselves when asked. Thread-safe. */
final class Roster {
    private final Map<String, Member> members = new LinkedHashMap<>();
    /** Learned from each node's own answers. */
    private final Map<Long, String> nodeOfMemberId = new ConcurrentHashMap<>();

    Roster(Collection<Member> members) {
        members.forEach(member -> this.members.put(member.name(), member));
    }

    List<String> names() {
        return List.copyOf(members.keySet());
    }

    Collection<Member> all() {
        return members.values();
    }

    Stream<Member> alive() {
        return members.values().stream().filter(member -> member.process().isAlive());
    }

    /** @throws IllegalArgumentException there is no such node */
    Member member(String node) {
        Member member = members.get(node);
        if (member == null) {
            throw new IllegalArgumentException("there is no node " + node);
        }
        return member;
    }

    Map<String, Long> pids() {
        Map<String, Long> pids = new HashMap<>();
        members.values().forEach(member -> member.process().pid().ifPresent(pid -> pids.put(member.name(), pid)));
        return pids;
    }

    /** Without one etcd serves nobody: the first nodes of a cluster that was killed whole cannot be waited for. */
    boolean majorityRuns() {
        return alive().count() > members.size() / 2;
    }

    /** Whether a linearizable read works, which needs a leader and a majority. */
    boolean serves(Member member) {
        var read = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("ready")).build();
        return member.status().await(Rpc.RANGE, read) instanceof Outcome.Ok && answersStatus(member);
    }

    /** Whether the node answers for itself, leader or not. */
    boolean answersStatus(Member member) {
        return learn(member.name(), member.status().status()).isPresent();
    }

    /** The node with this id as etcd knows it; the id in hexadecimal when that node never answered. */
    String nodeOf(long memberId) {
        return nodeOfMemberId.getOrDefault(memberId, Long.toHexString(memberId));
    }

    /** Asks all that run at once; who leads in the highest term. */
    Optional<Leadership> leadership() {
        Map<String, CompletableFuture<Outcome<StatusResponse>>> asked = new LinkedHashMap<>();
        alive().forEach(member -> asked.put(member.name(), member.status().call(Rpc.STATUS, StatusRequest.getDefaultInstance())));
        return asked.entrySet().stream()
                .flatMap(entry -> learn(entry.getKey(), entry.getValue().join()).stream())
                .filter(status -> status.getLeader() != 0 && nodeOfMemberId.containsKey(status.getLeader()))
                .max(Comparator.comparingLong(StatusResponse::getRaftTerm))
                .map(status -> new Leadership(nodeOf(status.getLeader()), status.getRaftTerm()));
    }

    private Optional<StatusResponse> learn(String node, Outcome<StatusResponse> outcome) {
        outcome.success().ifPresent(status -> nodeOfMemberId.put(status.getHeader().getMemberId(), node));
        return outcome.success();
    }
}
