package io.minos.node.runtime;

import io.minos.etcd.api.Member;
import io.minos.node.config.NodeConfig;
import io.minos.node.config.PeerUrls;
import io.minos.node.tls.Tls;
import io.minos.node.transport.PeerProto.MemberTable;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A member with an empty disk that joins a running cluster ({@code --initial-cluster-state existing}): who it is, and who the
 * others are, it learns from those that its flags name, by the peer URLs it was added with.
 */
record Joining(MemberIdentity self, MemberTable table, Member us) {
    private static final long NOBODY_NANOS = 10_000_000_000L;
    /** What the flags contradict may be old: a follower learns of a change after its leader. */
    private static final long CONTRADICTED_NANOS = 2_000_000_000L;
    private static final long AGAIN_MILLIS = 100;

    /** Asks until the answer fits the flags, but not for long. */
    static Joining ask(NodeConfig config, Optional<Tls> tls) throws StartException {
        HttpClient.Builder client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(1));
        tls.ifPresent(ours -> client.sslContext(ours.context()));
        HttpClient http = client.build();
        List<URI> others = config.initialCluster().entrySet().stream().filter(entry -> !entry.getKey().equals(config.name()))
                .flatMap(entry -> entry.getValue().stream()).toList();
        long begun = System.nanoTime();
        Optional<Long> answeredFirst = Optional.empty();
        while (true) {
            Optional<MemberTable> table = MemberTables.newest(http, others);
            Optional<String> problem = table.flatMap(answer -> problem(config, answer));
            if (table.isPresent() && problem.isEmpty()) {
                return of(config, table.get());
            }
            long now = System.nanoTime();
            answeredFirst = answeredFirst.or(() -> table.map(answer -> now));
            if (problem.isPresent() && now - answeredFirst.get() > CONTRADICTED_NANOS) {
                throw new StartException(problem.get());
            }
            if (now - begun > NOBODY_NANOS) {
                throw new StartException("cannot fetch cluster info from peer urls: none of " + others + " answers; a member joins through those that --initial-cluster names beside it");
            }
            pause();
        }
    }

    private static Joining of(NodeConfig config, MemberTable table) {
        Member us = at(table, ours(config)).orElseThrow();
        return new Joining(new MemberIdentity(table.getClusterId(), us.getID()), table, us);
    }

    /** As etcd's ValidateClusterAndAssignIDs: the flags name every member, each by its URLs. */
    private static Optional<String> problem(NodeConfig config, MemberTable table) {
        if (at(table, ours(config)).isEmpty()) {
            return Optional.of("error validating peerURLs: nobody with " + ours(config) + " is a member of cluster " + Long.toHexString(table.getClusterId())
                    + ": add it first (etcdctl member add), or correct --initial-cluster");
        }
        if (table.getMembersCount() != config.initialCluster().size()) {
            return Optional.of("error validating peerURLs: member count is unequal: --initial-cluster names " + config.initialCluster().size() + ", the cluster has "
                    + table.getMembersCount() + ": name them all");
        }
        for (Map.Entry<String, List<URI>> named : config.initialCluster().entrySet()) {
            if (at(table, named.getValue()).isEmpty()) {
                return Optional.of("error validating peerURLs: unmatched member while checking PeerURLs: --initial-cluster has " + named.getKey() + " at " + named.getValue()
                        + ", where no member of cluster " + Long.toHexString(table.getClusterId()) + " is");
            }
        }
        return Optional.empty();
    }

    private static List<URI> ours(NodeConfig config) {
        return config.initialCluster().get(config.name());
    }

    private static Optional<Member> at(MemberTable table, List<URI> urls) {
        return table.getMembersList().stream().filter(member -> PeerUrls.same(MemberTables.peerUrls(List.of(member)).get(member.getID()), urls)).findFirst();
    }

    SortedMap<Long, List<URI>> members() {
        return MemberTables.peerUrls(table.getMembersList());
    }

    /** It has published its addresses: it was here before, whatever became of its disk. */
    boolean isKnown() {
        return us.getClientURLsCount() > 0;
    }

    /** The second voter: the first can grant no read without it, but knows all that was ever committed with it. */
    boolean isToldByTheOnlyOther() {
        List<Long> others = table.getMembersList().stream().filter(member -> !member.getIsLearner() && member.getID() != self.memberId()).map(Member::getID).toList();
        return !us.getIsLearner() && others.equals(List.of(table.getSelf()));
    }

    private static void pause() throws StartException {
        try {
            Thread.sleep(AGAIN_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while it asked the running cluster for its members");
        }
    }
}
