package io.minos.node.replica;

import io.minos.etcd.api.AlarmMember;
import io.minos.node.apply.MemberAttributes;
import io.minos.node.mvcc.Stamp;
import io.minos.node.raft.RaftStatus;
import java.util.List;
import java.util.SortedMap;

/** A member's own picture of itself after a step: what needs no agreement (status, members, metrics). Immutable. */
public record Published(
        RaftStatus raft,
        long revision,
        Stamp stamp,
        List<AlarmMember> alarms,
        SortedMap<Long, MemberAttributes> members,
        long sizeBytes,
        long sizeInUseBytes,
        int proposalsPending,
        int watchStreams,
        int watchers) {}
