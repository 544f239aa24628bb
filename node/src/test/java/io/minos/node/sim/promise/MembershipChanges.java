package io.minos.node.sim.promise;

import io.minos.node.apply.Command;
import io.minos.node.apply.MemberAdd;
import io.minos.node.apply.MemberPromote;
import io.minos.node.apply.MemberRemove;
import io.minos.node.replica.Event;
import io.minos.node.sim.SimulatedCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** An operator who adds members, promotes learners and removes members, while there are three to six of them. */
final class MembershipChanges {
    private static final int MEMBERS_MIN = 3;
    private static final int MEMBERS_MAX = 6;

    private final SimulatedCluster cluster;
    private final Clients clients;
    private final RandomGenerator random;
    private long newest;
    private int changes;

    MembershipChanges(SimulatedCluster cluster, Clients clients, RandomGenerator random) {
        this.cluster = cluster;
        this.clients = clients;
        this.random = random;
        this.newest = cluster.members().lastKey();
    }

    /** As far as it was told. */
    int changes() {
        return changes;
    }

    /** Asks the leader, if there is one, for one change that its membership has room for. */
    void change() {
        cluster.leader().ifPresent(leader -> {
            Command change = drawn(List.copyOf(leader.status().membership().voters()), List.copyOf(leader.status().membership().learners()));
            clients.ask(leader, call -> new Event.ChangeMembers(call, change), Writers.whenAnswered(answer -> changes++));
        });
    }

    private Command drawn(List<Long> voters, List<Long> learners) {
        List<Long> all = new ArrayList<>(voters);
        all.addAll(learners);
        if (!learners.isEmpty() && random.nextBoolean()) {
            return Command.newBuilder().setMemberPromote(MemberPromote.newBuilder().setId(learners.get(0))).build();
        }
        if (all.size() <= MEMBERS_MIN || all.size() < MEMBERS_MAX && random.nextBoolean()) {
            return add();
        }
        return Command.newBuilder().setMemberRemove(MemberRemove.newBuilder().setId(all.get(random.nextInt(all.size())))).build();
    }

    private Command add() {
        cluster.newcomer(++newest).start();
        return Command.newBuilder().setMemberAdd(MemberAdd.newBuilder().setId(newest).setIsLearner(random.nextBoolean()).addPeerUrls("http://n" + newest)).build();
    }
}
