package io.minos.node.sim;

import io.minos.node.boot.FirstStart;
import io.minos.node.boot.FirstStart.Answer;
import io.minos.node.boot.FirstStart.Decision;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What {@code runtime.PeersAsked} does, in simulated time: asks again and again, until the answers decide. */
final class Asking {
    private static final long AGAIN_NANOS = 100_000_000L;
    private static final long PATIENCE_NANOS = 1_000_000_000L;

    private final SimulatedCluster cluster;
    private final SimulatedMember member;
    private final Consumer<Decision> decided;
    private final SortedMap<Long, Answer> answers = new TreeMap<>();
    private long plausibleSince = Long.MAX_VALUE;
    private boolean over;

    Asking(SimulatedCluster cluster, SimulatedMember member, Consumer<Decision> decided) {
        this.cluster = cluster;
        this.member = member;
        this.decided = decided;
    }

    /** The process died before it was decided. */
    void end() {
        over = true;
    }

    void round() {
        if (over) {
            return;
        }
        Network network = cluster.network();
        for (SimulatedMember other : cluster.members().values()) {
            if (other != member) {
                network.carry(member.id(), other.id(), () -> other.isKnown(member.id(),
                        answer -> network.carry(other.id(), member.id(), () -> answered(other.id(), answer))));
            }
        }
        cluster.agenda().after(AGAIN_NANOS, () -> {
            decide();
            round();
        });
    }

    private void answered(long other, Answer answer) {
        answers.put(other, answer);
        decide();
    }

    private void decide() {
        if (over) {
            return;
        }
        int members = cluster.members().size();
        if (!FirstStart.isMajorityAtTheBeginning(members, answers.values())) {
            plausibleSince = Long.MAX_VALUE;
        } else if (plausibleSince == Long.MAX_VALUE) {
            plausibleSince = cluster.now();
        }
        boolean patienceIsOver = plausibleSince != Long.MAX_VALUE && cluster.now() - plausibleSince >= PATIENCE_NANOS;
        Decision decision = FirstStart.decide(members, answers.values(), patienceIsOver);
        if (decision != Decision.ASK_AGAIN) {
            over = true;
            decided.accept(decision);
        }
    }
}
