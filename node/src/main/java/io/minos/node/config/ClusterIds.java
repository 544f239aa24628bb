package io.minos.node.config;

import java.net.URI;
import java.util.Collection;
import java.util.List;

/** Member and cluster ids as etcd computes them, so that the same flags give the same ids. */
public final class ClusterIds {
    private ClusterIds() {}

    public static long memberId(Collection<URI> peerUrls, String token) {
        throw new IllegalStateException("skeleton");
    }

    public static long clusterId(Collection<Long> memberIds) {
        throw new IllegalStateException("skeleton");
    }

    public static List<URI> sorted(Collection<URI> urls) {
        return urls.stream().sorted(java.util.Comparator.comparing(URI::toString)).toList();
    }
}
