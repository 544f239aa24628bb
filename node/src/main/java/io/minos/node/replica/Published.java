package io.minos.node.replica;

import io.minos.etcd.api.AlarmMember;
import io.minos.node.apply.MemberAttributes;
import io.minos.node.mvcc.Stamp;
import io.minos.node.mvcc.View;
import io.minos.node.raft.RaftStatus;
import java.util.List;
import java.util.SortedMap;

/** A member's own picture of itself after a step: what needs no agreement (status, serializable reads, metrics). Immutable. */
public record Published(
        RaftStatus raft,
        View view,
        Stamp stamp,
        List<AlarmMember> alarms,
        SortedMap<Long, MemberAttributes> members,
        long sizeBytes,
        long sizeInUseBytes,
        int proposalsPending,
        int watchStreams,
        int watchers) {}
