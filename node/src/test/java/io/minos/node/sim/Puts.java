package io.minos.node.sim;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.PutRequest;
import io.minos.node.apply.Command;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Clients that put, and what became of it. */
final class Puts {
    private static final long SECOND = 1_000_000_000L;

    private final SimulatedCluster cluster;
    private final List<Outcome> outcomes = new ArrayList<>();
    private int lost;

    Puts(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    /** From two seconds on, so many, at whichever member is up. */
    Puts anywhere(int count, int perSecond) {
        for (int i = 0; i < count; i++) {
            int number = i;
            cluster.agenda().at(2 * SECOND + i * SECOND / perSecond, () -> {
                List<SimulatedMember> up = cluster.up();
                if (!up.isEmpty()) {
                    put(up.get(number % up.size()), number);
                }
            });
        }
        return this;
    }

    /** From now on, all at one member. */
    Puts at(SimulatedMember member, int count, int perSecond) {
        for (int i = 0; i < count; i++) {
            int number = i;
            cluster.agenda().after(i * SECOND / perSecond, () -> put(member, number));
        }
        return this;
    }

    private void put(SimulatedMember member, int number) {
        LongFunction<Event> event = call -> new Event.Propose(call, Command.newBuilder().setPut(PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("k" + number % 3)).setValue(ByteString.copyFromUtf8("v" + number))).build());
        cluster.network().carry(Network.CLIENTS, member.id(), () -> member.ask(event, new Waiting() {
            @Override
            public void answered(Outcome outcome) {
                outcomes.add(outcome);
            }

            @Override
            public void connectionLost() {
                lost++;
            }
        }));
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    long acknowledged() {
        return outcomes.stream().filter(Outcome.Answer.class::isInstance).count();
    }

    int lost() {
        return lost;
    }
}
