package io.minos.node.apply;

import io.minos.etcd.api.Member;
import io.minos.etcd.api.MemberAddResponse;
import io.minos.etcd.api.MemberPromoteResponse;
import io.minos.etcd.api.MemberRemoveResponse;
import io.minos.etcd.api.MemberUpdateResponse;
import io.minos.etcd.api.ResponseHeader;
import io.minos.node.Invariants;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who belongs to the cluster, as the log has it: what etcd calls the RaftCluster. Whether a change is allowed is asked before
 * it is proposed ({@link MemberRules}); here it is carried out, since Raft has acted upon it already. Ids compare unsigned.
 */
final class Members {
    /** Never changed, but replaced: others may be reading it. */
    private SortedMap<Long, Member> present = Collections.unmodifiableSortedMap(new TreeMap<>(Long::compareUnsigned));
    /** Likewise. */
    private SortedSet<Long> removed = Collections.unmodifiableSortedSet(new TreeSet<>(Long::compareUnsigned));

    SortedMap<Long, Member> present() {
        return present;
    }

    SortedSet<Long> removed() {
        return removed;
    }

    boolean isRemoved(long id) {
        return !removed.isEmpty() && removed.contains(id);
    }

    /** Members of a new cluster, or of a snapshot. */
    void restore(Collection<Member> members, Collection<Long> removedIds) {
        members.forEach(this::put);
        forget(removedIds);
    }

    /** What one who is no member says about itself is void: it may have been removed since it said so. */
    void publish(PublishMember published) {
        Member member = present.get(published.getMemberId());
        if (member != null) {
            put(member.toBuilder().setName(published.getName()).clearClientURLs().addAllClientURLs(published.getClientUrlsList()).build());
        }
    }

    MemberAddResponse add(MemberAdd add, ResponseHeader header) {
        Invariants.check(!present.containsKey(add.getId()) && !isRemoved(add.getId()), "the id of a member that is added was never used: " + Long.toHexString(add.getId()));
        Member member = Member.newBuilder().setID(add.getId()).addAllPeerURLs(add.getPeerUrlsList()).setIsLearner(add.getIsLearner()).build();
        put(member);
        return MemberAddResponse.newBuilder().setHeader(header).setMember(member).addAllMembers(present.values()).build();
    }

    MemberRemoveResponse remove(MemberRemove remove, ResponseHeader header) {
        existing(remove.getId());
        TreeMap<Long, Member> next = new TreeMap<>(present);
        next.remove(remove.getId());
        present = Collections.unmodifiableSortedMap(next);
        forget(List.of(remove.getId()));
        return MemberRemoveResponse.newBuilder().setHeader(header).addAllMembers(present.values()).build();
    }

    MemberUpdateResponse update(MemberUpdate update, ResponseHeader header) {
        put(existing(update.getId()).toBuilder().clearPeerURLs().addAllPeerURLs(update.getPeerUrlsList()).build());
        return MemberUpdateResponse.newBuilder().setHeader(header).addAllMembers(present.values()).build();
    }

    MemberPromoteResponse promote(MemberPromote promote, ResponseHeader header) {
        Member learner = existing(promote.getId());
        Invariants.check(learner.getIsLearner(), "a member that is promoted is a learner: " + Long.toHexString(promote.getId()));
        put(learner.toBuilder().setIsLearner(false).build());
        return MemberPromoteResponse.newBuilder().setHeader(header).addAllMembers(present.values()).build();
    }

    private void forget(Collection<Long> ids) {
        TreeSet<Long> next = new TreeSet<>(removed);
        next.addAll(ids);
        removed = Collections.unmodifiableSortedSet(next);
    }

    private Member existing(long id) {
        Member member = present.get(id);
        Invariants.check(member != null, "a change is about a member, not " + Long.toHexString(id));
        return member;
    }

    private void put(Member member) {
        TreeMap<Long, Member> next = new TreeMap<>(present);
        next.put(member.getID(), member);
        present = Collections.unmodifiableSortedMap(next);
    }
}
