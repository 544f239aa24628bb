package io.minos.node.boot;

import io.minos.etcd.api.Member;
import io.minos.node.replica.Published;
import java.util.Collection;
import java.util.Optional;

/**
 * Whether a member with an empty disk may begin. One that has taken part before, and lost its disk, must not: it would vote,
 * and hold entries, as if it had promised nothing. etcd asks as well ({@code isMemberBootstrapped}), but begins when nobody
 * answers.
 *
 * <p>The others are asked, and what makes a member known to them is that it has published its addresses (see
 * {@link io.minos.node.replica.Publication}), which it does as soon as it knows a leader.
 *
 * <p>Why {@link Answer#NOTHING_YET} from so many will do: whatever this member promised, an entry's or a leader's majority
 * promised too. Of that majority at least one other is among any {@code n - majority + 1} of the others, and is no more
 * where a new cluster begins.
 *
 * <p>What remains unsafe:
 * <ul>
 * <li>A member that loses its disk after it voted or took entries, and before what it published was committed (about half a
 *     second after it first saw a leader, in which it saw it): the others have never heard its name.
 * <li>After {@code patience}, a majority at the beginning, this member included, may begin although the rest is silent, or a
 *     new cluster could not begin without its last member. It is wrong if the rest, with this member, did something while
 *     all who answer heard of nothing: not of a candidate, nor of a leader.
 * <li>Several who lost their disks at once vouch for each other: a majority that did is a new cluster.
 * <li>In five members or more, a vote whose candidate is silent, and for which nobody else has voted yet.
 * </ul>
 */
public final class FirstStart {
    /** What one of the others says. */
    public enum Answer {
        /** The member has published its addresses: it has taken part. */
        KNOWN,
        /** The cluster has begun, and this is no member of it: it has been removed. */
        NO_MEMBER,
        /** The cluster has begun, and as of now the member has published nothing: a late first start. */
        NOT_KNOWN,
        /** The one that answers is itself where a new cluster begins: no vote, no entry, no leader was ever seen. */
        NOTHING_YET
    }

    public enum Decision { BEGIN, REFUSE_KNOWN, REFUSE_NO_MEMBER, ASK_AGAIN }

    private FirstStart() {}

    /**
     * @param members of the new cluster, the one that asks included
     * @param answers of the others, the last of each; those that gave none are left out
     * @param patienceIsOver {@link #isMajorityAtTheBeginning} has held for a while
     */
    public static Decision decide(int members, Collection<Answer> answers, boolean patienceIsOver) {
        if (answers.contains(Answer.KNOWN)) {
            return Decision.REFUSE_KNOWN;
        }
        if (answers.contains(Answer.NO_MEMBER)) {
            return Decision.REFUSE_NO_MEMBER;
        }
        boolean proven = count(answers) >= Math.min(members - 1, members - majority(members) + 1);
        boolean plausible = patienceIsOver && isMajorityAtTheBeginning(members, answers);
        return answers.contains(Answer.NOT_KNOWN) || proven || plausible ? Decision.BEGIN : Decision.ASK_AGAIN;
    }

    /**
     * Likewise for one that joins a running cluster: one word of a member that has read, as of now, decides. That others are
     * where a new cluster begins says nothing: it is another cluster, or they lost their disks.
     */
    public static Decision decideJoining(Collection<Answer> answers) {
        if (answers.contains(Answer.KNOWN)) {
            return Decision.REFUSE_KNOWN;
        }
        if (answers.contains(Answer.NO_MEMBER)) {
            return Decision.REFUSE_NO_MEMBER;
        }
        return answers.contains(Answer.NOT_KNOWN) ? Decision.BEGIN : Decision.ASK_AGAIN;
    }

    /** With fewer a new cluster could do nothing anyway: waiting for more costs nothing. */
    public static boolean isMajorityAtTheBeginning(int members, Collection<Answer> answers) {
        return count(answers) + 1 >= majority(members);
    }

    private static long count(Collection<Answer> answers) {
        return answers.stream().filter(Answer.NOTHING_YET::equals).count();
    }

    private static int majority(int members) {
        return members / 2 + 1;
    }

    /**
     * What a running member says at once. Empty if it has to read first, linearizably, and then say {@link #afterReading}: its
     * own state may be old.
     */
    public static Optional<Answer> atOnce(Published now, long asker) {
        if (isPublished(now, asker)) {
            return Optional.of(Answer.KNOWN);
        }
        boolean isJoining = now.raft().membership().voters().isEmpty();
        return now.raft().term() <= 1 && !isJoining ? Optional.of(Answer.NOTHING_YET) : Optional.empty();
    }

    /** @param now at a moment when a linearizable read was granted */
    public static Answer afterReading(Published now, long asker) {
        if (isPublished(now, asker)) {
            return Answer.KNOWN;
        }
        return now.members().containsKey(asker) ? Answer.NOT_KNOWN : Answer.NO_MEMBER;
    }

    private static boolean isPublished(Published now, long asker) {
        Member member = now.members().getOrDefault(asker, Member.getDefaultInstance());
        return member.getClientURLsCount() > 0;
    }
}
