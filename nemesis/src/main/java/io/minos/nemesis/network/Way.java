package io.minos.nemesis.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * One direction between two parties: all bytes that {@code from} sends to {@code to}, whichever of them dialed. etcd's peers
 * use both kinds of connection at once, so a way has two lanes: upstream on what {@code from} dialed and downstream on what
 * {@code to} dialed.
 *
 * @param from a node, or {@link #CLIENTS}
 */
public record Way(String from, String to) {
    /** Stands for all clients; they dial and are not dialed. */
    public static final String CLIENTS = "clients";

    public Way {
        if (from.equals(to)) {
            throw new IllegalArgumentException("no way leads from " + from + " to itself");
        }
    }

    public Way back() {
        return new Way(to, from);
    }

    /** Every way from one of these to one of those. */
    public static List<Way> fromTo(Collection<String> froms, Collection<String> tos) {
        List<Way> ways = new ArrayList<>();
        for (String from : froms) {
            for (String to : tos) {
                if (!from.equals(to)) {
                    ways.add(new Way(from, to));
                }
            }
        }
        return ways;
    }

    /** Both directions between each of these and each of those. */
    public static List<Way> between(Collection<String> some, Collection<String> others) {
        List<Way> ways = new ArrayList<>(fromTo(some, others));
        fromTo(others, some).stream().filter(way -> !ways.contains(way)).forEach(ways::add);
        return ways;
    }

    @Override
    public String toString() {
        return from + "→" + to;
    }
}
