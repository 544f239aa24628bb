package io.minos.scenarios.sim;

import io.minos.etcd.api.Member;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Who belongs to the simulated cluster as its operator sees it: not whom he removed; and whose disks are lost. */
final class SimulatedRoster {
    private final SimulatedCluster cluster;
    private final SortedSet<Long> voters = new TreeSet<>();
    private final SortedSet<Long> learners = new TreeSet<>();
    private final SortedSet<Long> gone = new TreeSet<>();
    private final SortedSet<Long> lost = new TreeSet<>();

    SimulatedRoster(SimulatedCluster cluster) {
        this.cluster = cluster;
        this.voters.addAll(cluster.members().keySet());
    }

    /** By the names that histories and scenarios know, in order of their ids. */
    List<String> nodes() {
        List<String> nodes = new ArrayList<>();
        for (SimulatedMember member : cluster.members().values()) {
            if (!gone.contains(member.id()) && !member.isRemoved()) {
                nodes.add(SimulatedSystem.name(member.id()));
            }
        }
        return nodes;
    }

    static long id(String node) {
        return Long.parseLong(node.substring(1));
    }

    SimulatedMember member(String node) {
        return cluster.member(id(node));
    }

    Optional<String> leader() {
        return cluster.leader().map(leader -> SimulatedSystem.name(leader.id()));
    }

    void isVoter(long id) {
        learners.remove(id);
        voters.add(id);
    }

    void isLearner(long id) {
        learners.add(id);
    }

    /** A cluster takes no second one. */
    boolean hasLearner() {
        return !learners.isEmpty();
    }

    void isGone(long id) {
        voters.remove(id);
        learners.remove(id);
        gone.add(id);
        lost.remove(id);
    }

    /** Its disk is. */
    void isLost(long id) {
        lost.add(id);
    }

    SortedSet<Long> lost() {
        return Collections.unmodifiableSortedSet(lost);
    }

    /**
     * Whether the cluster can do without one more voter's disk. That a majority's is lost would be nobody's bug; nor that one
     * whose name nobody has heard yet begins anew, see {@link io.minos.node.boot.FirstStart}.
     */
    boolean mayLose(long id) {
        return voters.contains(id) && lost.size() + 1 <= (voters.size() - 1) / 2 && cluster.leader().filter(leader -> isPublished(leader, id)).isPresent();
    }

    private static boolean isPublished(SimulatedMember leader, long id) {
        Map<Long, Member> members = leader.published().members();
        return members.containsKey(id) && members.get(id).getClientURLsCount() > 0;
    }

    /** Whether it is one of as many voters as the cluster had at its beginning, all with their disks, and no learner besides. */
    boolean isOneOfAll(long id) {
        return voters.contains(id) && voters.size() == cluster.options().members() && !hasLearner() && lost.isEmpty();
    }
}
