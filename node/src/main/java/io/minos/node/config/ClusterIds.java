package io.minos.node.config;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;

/**
 * Member and cluster ids as etcd computes them (etcd 3.4, etcdserver/api/membership/member.go and cluster.go), so that the
 * same flags give the same ids. Ids are unsigned.
 */
public final class ClusterIds {
    private ClusterIds() {}

    /** The first eight bytes of SHA-1 over the sorted peer URLs and the cluster's token. */
    public static long memberId(Collection<URI> peerUrls, String token) {
        StringBuilder text = new StringBuilder();
        peerUrls.stream().map(URI::toString).sorted().forEach(text::append);
        return firstBytes(text.append(token).toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The id of one added to a running cluster: in place of the token, which etcd leaves out then, the time.
     *
     * @param unixSeconds so that the same URLs may come back after they were removed
     */
    public static long addedMemberId(Collection<URI> peerUrls, long unixSeconds) {
        return memberId(peerUrls, Long.toString(unixSeconds));
    }

    /** The first eight bytes of SHA-1 over the members' ids, in ascending order. */
    public static long clusterId(Collection<Long> memberIds) {
        List<Long> sorted = memberIds.stream().sorted(Long::compareUnsigned).toList();
        ByteBuffer bytes = ByteBuffer.allocate(sorted.size() * Long.BYTES);
        sorted.forEach(bytes::putLong);
        return firstBytes(bytes.array());
    }

    private static long firstBytes(byte[] input) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-1").digest(input)).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
