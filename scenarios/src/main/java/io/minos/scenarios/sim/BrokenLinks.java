package io.minos.scenarios.sim;

import io.minos.nemesis.fault.Evidence;
import io.minos.nemesis.fault.FaultSpec;
import io.minos.nemesis.network.Way;
import io.minos.node.sim.Network;
import io.minos.node.sim.Network.Link;
import io.minos.node.sim.Network.Traffic;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.ToLongFunction;

/** Something is wrong with links. What messages met with on them is the evidence. */
final class BrokenLinks implements SimulatedFault {
    /**
     * What is wrong.
     *
     * @param word for what messages met with
     * @param count of such messages
     */
    private record Defect(String word, Consumer<Link> begin, Consumer<Link> end, ToLongFunction<Traffic> count) {}

    private record Broken(Link link, long countBefore) {}

    private final Network network;
    private final Defect defect;
    private final List<Link> links;
    private final List<Broken> broken = new ArrayList<>();
    private final List<Evidence> met = new ArrayList<>();

    BrokenLinks(Network network, FaultSpec spec, List<Way> ways) {
        this.network = network;
        this.defect = defect(network, spec);
        this.links = ways.stream().map(way -> new Link(end(way.from()), end(way.to()))).toList();
    }

    private static long end(String party) {
        return party.equals(Way.CLIENTS) ? Network.CLIENTS : SimulatedRoster.id(party);
    }

    private static Defect defect(Network network, FaultSpec spec) {
        long latency = spec.latency().toNanos();
        long jitter = spec.jitter().toNanos();
        double rate = spec.rate();
        return switch (spec.kind()) {
            case PARTITION, PARTITION_ONE_WAY, CLIENT_PARTITION -> new Defect("swallowed", network::cut, network::mend, Traffic::swallowed);
            case LATENCY -> new Defect("delayed", link -> network.delay(link, latency, jitter), link -> network.undoDelay(link, latency, jitter), Traffic::delayed);
            case LOSS -> new Defect("lost", link -> network.lose(link, rate), link -> network.undoLose(link, rate), Traffic::lost);
            case DUPLICATE -> new Defect("duplicated", link -> network.duplicate(link, rate), link -> network.undoDuplicate(link, rate), Traffic::duplicated);
            case CLOG -> new Defect("held", network::clog, network::unclog, Traffic::held);
            default -> throw new IllegalArgumentException(spec.kind().text() + " is not of the network");
        };
    }

    @Override
    public void inject(Consumer<Evidence> seen) {
        for (Link link : links) {
            broken.add(new Broken(link, defect.count().applyAsLong(network.traffic(link))));
            defect.begin().accept(link);
        }
    }

    @Override
    public void heal(LongPredicate whose, Consumer<Evidence> seen) {
        for (Iterator<Broken> i = broken.iterator(); i.hasNext(); ) {
            Broken one = i.next();
            if (isOf(whose, one.link().from()) && isOf(whose, one.link().to())) {
                look(one);
                defect.end().accept(one.link());
                i.remove();
            }
        }
    }

    private static boolean isOf(LongPredicate whose, long end) {
        return end == Network.CLIENTS || whose.test(end);
    }

    private void look(Broken one) {
        long messages = defect.count().applyAsLong(network.traffic(one.link())) - one.countBefore();
        if (messages > 0) {
            met.add(Evidence.proof("messages-" + defect.word(), "n" + one.link().from() + "→n" + one.link().to() + ": " + messages));
        }
    }

    /** Between peers: of clients it costs nobody else anything. */
    @Override
    public SortedSet<Long> limping() {
        SortedSet<Long> limping = new TreeSet<>();
        for (Broken one : broken) {
            if (one.link().from() != Network.CLIENTS && one.link().to() != Network.CLIENTS) {
                limping.add(one.link().from());
                limping.add(one.link().to());
            }
        }
        return limping;
    }

    @Override
    public void conclude(Consumer<Evidence> seen) {
        broken.forEach(this::look);
        met.forEach(seen);
    }
}
