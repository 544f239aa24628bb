package io.minos.node.sim.promise;

import io.minos.node.raft.Membership;
import java.util.function.LongPredicate;

/** More than half of the voters. Counted here anew, since what is judged may count wrong. */
final class Majority {
    private Majority() {}

    static boolean of(Membership membership, LongPredicate counts) {
        int count = 0;
        for (long voter : membership.voters()) {
            count += counts.test(voter) ? 1 : 0;
        }
        return 2 * count > membership.voters().size();
    }
}
