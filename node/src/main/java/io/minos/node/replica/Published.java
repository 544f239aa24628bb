package io.minos.node.replica;

import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.Member;
import io.minos.node.mvcc.Stamp;
import io.minos.node.raft.RaftStatus;
import io.minos.node.v2.auth.V2Auth;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * A member's own picture of itself after a step: what needs no agreement (status, members, metrics). Immutable.
 *
 * @param members as of what it has applied, by id (unsigned)
 * @param removedMembers ids that no member has, or will have, again
 * @param removed it is no member any more and never will be: it serves nobody, and its process may end
 */
public record Published(
        RaftStatus raft,
        long revision,
        long compactRevision,
        long authRevision,
        Stamp stamp,
        List<AlarmMember> alarms,
        SortedMap<Long, Member> members,
        SortedSet<Long> removedMembers,
        V2Auth v2Auth,
        long sizeBytes,
        long sizeInUseBytes,
        int proposalsPending,
        int watchStreams,
        int watchers,
        int watchersBehind,
        boolean removed) {}
