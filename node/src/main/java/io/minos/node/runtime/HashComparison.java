package io.minos.node.runtime;

import io.minos.etcd.api.HashKVResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What members' hashes say of their data: etcd 3.4's rules (etcdserver/corrupt.go). */
final class HashComparison {
    /** What a peer answered when asked for its hash at a revision; without a response, {@code refusal} says why. */
    record Answer(long peer, Optional<HashKVResponse> response, String refusal) {}

    /** @param suspect the member whose data must be wrong; none if there is only something to be said */
    record Finding(Optional<Long> suspect, String text) {}

    private HashComparison() {}

    /**
     * Of a member that has just read its data: hashes are comparable only with the same compacted revision.
     *
     * @param ours at the revision that the peers were asked for
     */
    static List<Finding> initial(HashKVResponse ours, List<Answer> answers) {
        List<Finding> findings = new ArrayList<>();
        for (Answer answer : answers) {
            if (answer.response().isEmpty()) {
                findings.add(new Finding(Optional.empty(), "cannot fetch the hash at revision " + ours.getHeader().getRevision() + " from peer " + hex(answer.peer()) + ": " + answer.refusal()));
            } else if (answer.response().get().getHash() != ours.getHash()) {
                boolean isComparable = answer.response().get().getCompactRevision() == ours.getCompactRevision();
                String what = isComparable ? "found different hash values from remote peer " : "found different compact revision values from remote peer ";
                findings.add(new Finding(isComparable ? Optional.of(answer.peer()) : Optional.empty(), what + hex(answer.peer()) + ": " + words(answer.response().get()) + ", here: " + words(ours)));
            }
        }
        return findings;
    }

    /**
     * At a leader.
     *
     * @param before its own, at the revision that the peers were asked for
     * @param after its own, after a linearizable read that came after the answers
     */
    static List<Finding> atLeader(long leader, HashKVResponse before, HashKVResponse after, List<Answer> answers) {
        List<Finding> findings = new ArrayList<>();
        boolean sameState = after.getHeader().getRevision() == before.getHeader().getRevision() && after.getCompactRevision() == before.getCompactRevision();
        if (sameState && after.getHash() != before.getHash()) {
            findings.add(new Finding(Optional.of(leader), "found hash mismatch of this member with itself: " + words(before) + ", then " + words(after)));
        }
        for (Answer answer : answers) {
            answer.response().flatMap(theirs -> wrong(before, after, theirs)).ifPresent(what -> findings.add(new Finding(Optional.of(answer.peer()), what + ", peer " + hex(answer.peer())
                    + " has " + words(answer.response().orElseThrow()) + ", the leader has " + words(before) + ", then " + words(after))));
        }
        return findings;
    }

    private static Optional<String> wrong(HashKVResponse before, HashKVResponse after, HashKVResponse theirs) {
        if (theirs.getHeader().getRevision() > after.getHeader().getRevision()) {
            return Optional.of("revision from follower must be less than or equal to leader's");
        }
        if (theirs.getCompactRevision() > after.getCompactRevision()) {
            return Optional.of("compact revision from follower must be less than or equal to leader's");
        }
        return theirs.getCompactRevision() == before.getCompactRevision() && theirs.getHash() != before.getHash()
                ? Optional.of("same compact revision then hashes must match")
                : Optional.empty();
    }

    private static String words(HashKVResponse one) {
        return "hash " + Integer.toUnsignedString(one.getHash()) + " (revision " + one.getHeader().getRevision() + ", compacted at " + one.getCompactRevision() + ")";
    }

    private static String hex(long member) {
        return Long.toHexString(member);
    }
}
