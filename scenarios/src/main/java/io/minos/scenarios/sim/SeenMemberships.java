package io.minos.scenarios.sim;

import io.minos.node.raft.Entry;
import io.minos.node.raft.Membership;
import io.minos.node.replica.Effects;
import io.minos.node.sim.Observer;
import io.minos.node.sim.SimulatedMember;
import io.minos.node.sim.promise.Promises;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Every membership that was ever in anybody's log. */
final class SeenMemberships implements Observer {
    private record Seen(long index, long term, Membership membership) {}

    private final Promises promises;
    private final Membership first;
    private final List<Seen> seen = new ArrayList<>();

    /** @param first of the cluster as it begins */
    SeenMemberships(Promises promises, Membership first) {
        this.promises = promises;
        this.first = first;
    }

    @Override
    public void stepped(SimulatedMember member, Effects effects) {
        for (Effects.Persist persist : effects.persists()) {
            for (Entry entry : persist.durable().entries()) {
                if (entry.kind() == Entry.Kind.MEMBERSHIP) {
                    seen.add(new Seen(entry.index(), entry.term(), entry.membership()));
                }
            }
        }
    }

    /** The newest that is committed. */
    Membership newest() {
        return seen.stream().filter(this::isCommitted).max(Comparator.comparingLong(Seen::index)).map(Seen::membership).orElse(first);
    }

    /** Those that are not and, as far as indices tell, may still be. */
    List<Membership> pending() {
        return seen.stream().filter(one -> one.index() > promises.committed()).map(Seen::membership).distinct().toList();
    }

    private boolean isCommitted(Seen one) {
        return one.index() <= promises.committed() && promises.isCommitted(one.index(), one.term());
    }
}
