package io.minos.node.runtime;

import io.minos.etcd.api.Member;
import io.minos.node.config.ClusterIds;
import io.minos.node.config.NodeConfig;
import java.net.URI;
import java.util.List;

/** The members that a new cluster begins with, as the flags name them. */
final class Members {
    private Members() {}

    static List<Member> ofNewCluster(NodeConfig config) {
        return config.initialCluster().entrySet().stream().map(member -> describe(member.getKey(), member.getValue(), config.initialClusterToken())).toList();
    }

    private static Member describe(String name, List<URI> peerUrls, String token) {
        return Member.newBuilder().setID(ClusterIds.memberId(peerUrls, token)).setName(name)
                .addAllPeerURLs(peerUrls.stream().map(URI::toString).sorted().toList()).build();
    }
}
