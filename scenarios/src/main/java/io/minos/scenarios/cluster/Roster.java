package io.minos.scenarios.cluster;

import com.google.protobuf.ByteString;
import io.minos.client.Outcome;
import io.minos.client.Rpc;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.StatusRequest;
import io.minos.etcd.api.StatusResponse;
import io.minos.scenarios.cluster.SystemUnderTest.Leadership;
import java.util.ArrayList;
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

    /** As the node itself said; 0: it never answered. */
    long memberId(String node) {
        return nodeOfMemberId.entrySet().stream().filter(known -> known.getValue().equals(node)).mapToLong(Map.Entry::getKey).findFirst().orElse(0);
    }

    /**
     * Asks all that run at once, and answers as soon as a majority of the members agree: one that hangs must not make the
     * news of a new leader late. Without such a majority, who leads in the highest term once all have answered.
     */
    Optional<Leadership> leadership() {
        Map<String, CompletableFuture<Outcome<StatusResponse>>> asked = new LinkedHashMap<>();
        alive().forEach(member -> asked.put(member.name(), member.status().call(Rpc.STATUS, StatusRequest.getDefaultInstance())));
        Poll poll = new Poll(asked.size());
        asked.forEach((node, answer) -> answer.thenAccept(outcome -> poll.answered(learn(node, outcome))));
        return poll.result.join().map(status -> new Leadership(nodeOf(status.getLeader()), status.getRaftTerm()));
    }

    /** The answers to one round of questions. */
    private final class Poll {
        private final CompletableFuture<Optional<StatusResponse>> result = new CompletableFuture<>();
        private final List<StatusResponse> answers = new ArrayList<>();
        private int missing;

        Poll(int asked) {
            missing = asked;
            if (asked == 0) {
                result.complete(Optional.empty());
            }
        }

        synchronized void answered(Optional<StatusResponse> answer) {
            missing--;
            answer.filter(status -> status.getLeader() != 0 && nodeOfMemberId.containsKey(status.getLeader())).ifPresent(status -> {
                answers.add(status);
                if (answers.stream().filter(other -> agree(other, status)).count() > members.size() / 2) {
                    result.complete(Optional.of(status));
                }
            });
            if (missing == 0) {
                result.complete(answers.stream().max(Comparator.comparingLong(StatusResponse::getRaftTerm)));
            }
        }

        private static boolean agree(StatusResponse one, StatusResponse other) {
            return one.getLeader() == other.getLeader() && one.getRaftTerm() == other.getRaftTerm();
        }
    }

    private Optional<StatusResponse> learn(String node, Outcome<StatusResponse> outcome) {
        outcome.success().ifPresent(status -> nodeOfMemberId.put(status.getHeader().getMemberId(), node));
        return outcome.success();
    }
}
