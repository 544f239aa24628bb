package io.minos.node.sim.promise;

import io.minos.node.apply.Command;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Event;
import io.minos.node.sim.Network;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import io.minos.node.sim.Waiting;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/** How the clients of a test reach members, and whether they hear from them again. */
final class Clients {
    private final SimulatedCluster cluster;
    private final RandomGenerator random;
    private int waiting;

    Clients(SimulatedCluster cluster, RandomGenerator random) {
        this.cluster = cluster;
        this.random = random;
    }

    Optional<SimulatedMember> anyoneUp() {
        List<SimulatedMember> up = cluster.up().stream().filter(this::isMember).toList();
        return up.isEmpty() ? Optional.empty() : Optional.of(up.get(random.nextInt(up.size())));
    }

    /**
     * As far as the leader knows. One that is no member may not know it: a learner that was cut off while it was removed is
     * told by nobody, and one whose addition was undone by a change of leaders waits to be added.
     */
    boolean isMember(SimulatedMember member) {
        return cluster.leader().orElse(member).status().membership().contains(member.id());
    }

    /** Calls that a member has, and has neither answered nor taken to its grave. */
    int waiting() {
        return waiting;
    }

    void propose(Command command, Consumer<Outcome> answered) {
        anyoneUp().ifPresent(member -> ask(member, call -> new Event.Propose(call, command), answered));
    }

    /** If nobody listens, or the connection breaks, the client never hears of it. */
    void ask(SimulatedMember member, LongFunction<Event> call, Consumer<Outcome> answered) {
        cluster.network().carry(Network.CLIENTS, member.id(), () -> {
            boolean taken = member.ask(call, new Waiting() {
                @Override
                public void answered(Outcome outcome) {
                    waiting--;
                    answered.accept(outcome);
                }

                @Override
                public void connectionLost() {
                    waiting--;
                }
            });
            waiting += taken ? 1 : 0;
        });
    }
}
