package io.minos.node.sim;

import io.minos.node.raft.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Carries messages between members, and between clients and members, late, twice or never. */
public final class Network {
    /** All clients together are one end of a link. */
    public static final long CLIENTS = 0;

    /** One direction. */
    public record Link(long from, long to) {}

    private final Agenda agenda;
    private final WorldOptions.Net options;
    private final RandomGenerator random;
    private final Set<Link> cut = new HashSet<>();
    private final Map<Link, Long> lastArrival = new HashMap<>();

    Network(Agenda agenda, WorldOptions.Net options, RandomGenerator random) {
        this.agenda = agenda;
        this.options = options;
        this.random = random;
    }

    /** Nothing passes any more, what is under way included. */
    public void cut(Link link) {
        cut.add(link);
    }

    public void mend(Link link) {
        cut.remove(link);
    }

    public boolean isCut(Link link) {
        return cut.contains(link);
    }

    /** A peer's message: may be lost, repeated, overtaken. */
    void send(Message message, Runnable arrive) {
        if (random.nextDouble() < options.loss()) {
            return;
        }
        carry(message.from(), message.to(), arrive);
        if (random.nextDouble() < options.duplication()) {
            carry(message.from(), message.to(), arrive);
        }
    }

    /** Carried whole and once, unless the link is cut at either end of its way. */
    public void carry(long from, long to, Runnable arrive) {
        Link link = new Link(from, to);
        if (cut.contains(link)) {
            return;
        }
        long arrival = agenda.now() + options.latencyMin() + latency();
        if (options.ordered()) {
            arrival = Math.max(arrival, lastArrival.getOrDefault(link, 0L));
            lastArrival.put(link, arrival);
        }
        agenda.at(arrival, () -> {
            if (!cut.contains(link)) {
                arrive.run();
            }
        });
    }

    private long latency() {
        return options.latencyMean() == 0 ? 0 : random.nextLong(2 * options.latencyMean());
    }
}
