package io.minos.node.mvcc;

import io.minos.etcd.api.ResponseHeader;

/**
 * What a member puts on every answer it gives. The caller makes a new one when the Raft term changes and passes it in;
 * nothing that is replicated depends on it.
 *
 * @param raftTerm the answering member's current term
 */
public record Stamp(long clusterId, long memberId, long raftTerm) {
    public ResponseHeader header(long revision) {
        return ResponseHeader.newBuilder().setClusterId(clusterId).setMemberId(memberId).setRevision(revision).setRaftTerm(raftTerm).build();
    }
}
