package io.minos.node.sim;

import io.minos.node.raft.Message;
import java.util.Arrays;
import java.util.Optional;

/** Carries messages between members, and between clients and members, late, twice or never. */
public final class Network {
    /** All clients together are one end of a link. */
    public static final long CLIENTS = 0;

    private static final int ENDS_MAX = 1 << 12;

    /** One direction. */
    public record Link(long from, long to) {
        public Link reversed() {
            return new Link(to, from);
        }
    }

    /**
     * What faults have done to messages since the world began; what the world does of itself ({@link WorldOptions.Net}) is not
     * counted.
     *
     * @param swallowed by a cut link
     * @param lost on a lossy one
     * @param duplicated arrived twice
     * @param delayed arrived later than they would have
     * @param held by a clogged link, for a time or for ever
     */
    public record Traffic(long swallowed, long lost, long duplicated, long delayed, long held) {
        /** Whatever happened to them. */
        public long touched() {
            return swallowed + lost + duplicated + delayed + held;
        }
    }

    private final Agenda agenda;
    private final WorldOptions.Net options;
    private final Randomness randomness;
    private Way[][] ways = new Way[0][];
    /** The share that is lost without any fault. */
    private double loss;

    Network(Agenda agenda, WorldOptions.Net options, Randomness randomness) {
        this.agenda = agenda;
        this.options = options;
        this.randomness = randomness;
        this.loss = options.loss();
    }

    /** From now on nothing is lost but by faults. */
    public void loseNoMore() {
        loss = 0;
    }

    // ------------------------------------------------------------------ faults: each as often undone as done

    /** Nothing passes any more, what is under way included. It is whole again when it has been mended as often as cut. */
    public void cut(Link link) {
        way(link).cut();
    }

    public void mend(Link link) {
        way(link).mend();
    }

    public boolean isCut(Link link) {
        return way(link).isCut();
    }

    /** A share of the peers' messages is lost, besides what the world loses of itself; of several such shares the greatest. */
    public void lose(Link link, double share) {
        way(link).loss.begin(share);
    }

    public void undoLose(Link link, double share) {
        way(link).loss.end(share);
    }

    /** A share of the peers' messages arrives twice; the second has a latency of its own. */
    public void duplicate(Link link, double share) {
        way(link).duplication.begin(share);
    }

    public void undoDuplicate(Link link, double share) {
        way(link).duplication.end(share);
    }

    /** Every message takes so much longer; of several such faults the slowest counts. */
    public void delay(Link link, long extraNanos, long jitterNanos) {
        way(link).extra.begin(extraNanos);
        way(link).jitter.begin(jitterNanos);
    }

    public void undoDelay(Link link, long extraNanos, long jitterNanos) {
        way(link).extra.end(extraNanos);
        way(link).jitter.end(jitterNanos);
    }

    /** Messages pile up at the end of the link, and arrive, all at once and in order, when it has been unclogged as often as clogged. */
    public void clog(Link link) {
        way(link).clog();
    }

    public void unclog(Link link) {
        way(link).unclog();
    }

    public boolean isClogged(Link link) {
        return way(link).isClogged();
    }

    public Traffic traffic(Link link) {
        return way(link).traffic();
    }

    // ------------------------------------------------------------------ messages

    /** A peer's message: may be lost, repeated, and, unless the world is {@code ordered}, overtaken. */
    void send(Message message, Runnable arrive) {
        Way way = way(message.from(), message.to());
        Optional<Conversation> order = options.ordered() ? Optional.of(way.laneOf(message)) : Optional.empty();
        way.send(agenda.now(), order, loss, mayRepeat(message), arrive);
    }

    /** Raft takes whatever comes again for what it is; but a client's command it knows nothing of, and says so, see {@link Message.Propose}. */
    private static boolean mayRepeat(Message message) {
        return !(message instanceof Message.Propose);
    }

    /** Between a client and a member, as on a connection of its own: whole and once, unless the link is cut. */
    public void carry(long from, long to, Runnable arrive) {
        way(from, to).carry(agenda.now(), Optional.empty(), arrive, Way.NOBODY_KNOWS);
    }

    /**
     * As {@link #carry(long, long, Runnable)}, and not before what the same conversation carried earlier.
     *
     * @param swallowed instead of {@code arrive}, when the message is gone for good: nothing may arrive after a gap
     */
    public void carry(long from, long to, Conversation conversation, Runnable arrive, Runnable swallowed) {
        way(from, to).carry(agenda.now(), Optional.of(conversation), arrive, swallowed);
    }

    private Way way(Link link) {
        return way(link.from(), link.to());
    }

    private Way way(long from, long to) {
        if (from < 0 || to < 0 || Math.max(from, to) >= ENDS_MAX) {
            throw new IllegalArgumentException("a link from " + from + " to " + to + ": ids in the simulator are small");
        }
        while (ways.length <= from) {
            ways = Arrays.copyOf(ways, ways.length + 1);
            ways[ways.length - 1] = new Way[0];
        }
        if (ways[(int) from].length <= to) {
            ways[(int) from] = Arrays.copyOf(ways[(int) from], (int) to + 1);
        }
        Way way = ways[(int) from][(int) to];
        if (way == null) {
            way = new Way(agenda, options, randomness.stream("link", from * ENDS_MAX + to));
            ways[(int) from][(int) to] = way;
        }
        return way;
    }
}
