package io.minos.node.runtime;

import io.minos.node.config.NodeConfig;

/** Whose data this is: a member's for good, whatever the flags of later starts say. */
record MemberIdentity(long clusterId, long memberId) {

    static MemberIdentity ofNewCluster(NodeConfig config) {
        return new MemberIdentity(config.clusterId(), config.memberId());
    }

    String member() {
        return Long.toHexString(memberId);
    }

    String cluster() {
        return Long.toHexString(clusterId);
    }
}
