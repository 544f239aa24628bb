package io.minos.node.runtime;

import io.minos.etcd.api.Member;
import io.minos.node.apply.MemberAttributes;
import io.minos.node.config.ClusterIds;
import io.minos.node.config.NodeConfig;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The members as etcd lists them: by id, with what each has published about itself. */
final class Members {
    private Members() {}

    static List<Member> list(NodeConfig config, Map<Long, MemberAttributes> published) {
        return config.initialCluster().entrySet().stream()
                .map(member -> describe(member.getKey(), member.getValue(), config.initialClusterToken(), published))
                .sorted(Comparator.comparing(Member::getID, Long::compareUnsigned))
                .toList();
    }

    private static Member describe(String name, List<URI> peerUrls, String token, Map<Long, MemberAttributes> published) {
        long id = ClusterIds.memberId(peerUrls, token);
        MemberAttributes attributes = published.get(id);
        Member.Builder member = Member.newBuilder().setID(id).setName(attributes == null ? name : attributes.name());
        peerUrls.stream().map(URI::toString).sorted().forEach(member::addPeerURLs);
        if (attributes != null) {
            member.addAllClientURLs(attributes.clientUrls());
        }
        return member.build();
    }
}
