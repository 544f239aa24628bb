package io.minos.scenarios.sim;

import io.minos.node.raft.Membership;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Who is healed for good: by chance, as few as can go on without the others. */
final class Survivors {
    private Survivors() {}

    /**
     * A majority of the newest membership's voters. Should a change of membership that is under way come about, it is one of
     * the next membership's voters as well.
     *
     * @param pending those of which the lost leave no majority cannot come about
     * @param lost who cannot be healed
     */
    static SortedSet<Long> drawn(Membership newest, List<Membership> pending, SortedSet<Long> lost, RandomGenerator random) {
        SortedSet<Long> survivors = new TreeSet<>();
        complete(survivors, newest, lost, random);
        if (!isMajority(survivors, newest)) {
            throw new IllegalStateException("of the voters " + newest.voters() + " too many are lost: " + lost);
        }
        pending.forEach(membership -> complete(survivors, membership, lost, random));
        return survivors;
    }

    private static void complete(SortedSet<Long> survivors, Membership membership, SortedSet<Long> lost, RandomGenerator random) {
        List<Long> others = new ArrayList<>(membership.voters());
        others.removeAll(survivors);
        others.removeAll(lost);
        if (membership.voters().size() - countLost(membership, lost) < majority(membership)) {
            return;
        }
        while (!isMajority(survivors, membership)) {
            survivors.add(others.remove(random.nextInt(others.size())));
        }
    }

    private static long countLost(Membership membership, SortedSet<Long> lost) {
        return membership.voters().stream().filter(lost::contains).count();
    }

    private static boolean isMajority(SortedSet<Long> some, Membership membership) {
        return membership.voters().stream().filter(some::contains).count() >= majority(membership);
    }

    private static int majority(Membership membership) {
        return membership.voters().size() / 2 + 1;
    }
}
