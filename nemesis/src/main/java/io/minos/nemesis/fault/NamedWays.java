package io.minos.nemesis.fault;

import io.minos.nemesis.network.Way;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where a fault of the network is, when its parameters say it and not its target: the sides of a partition, or single links. */
record NamedWays(List<List<String>> groups, List<Way> links) {
    NamedWays {
        groups = List.copyOf(groups);
        links = List.copyOf(links);
        if (!groups.isEmpty() && !links.isEmpty()) {
            throw new IllegalArgumentException("groups and links exclude each other");
        }
    }

    static NamedWays of(Map<String, String> parameters) {
        return new NamedWays(
                Optional.ofNullable(parameters.get("groups")).map(NamedWays::groups).orElse(List.of()),
                Optional.ofNullable(parameters.get("links")).map(NamedWays::links).orElse(List.of()));
    }

    private static List<List<String>> groups(String text) {
        List<List<String>> groups = new ArrayList<>();
        Set<String> all = new LinkedHashSet<>();
        for (String side : text.split("\\|", -1)) {
            List<String> nodes = List.of(side.strip().split("\\s*,\\s*"));
            if (nodes.stream().anyMatch(node -> node.isEmpty() || !all.add(node))) {
                throw new IllegalArgumentException("groups must look like n1,n2|n3, each node once, not: " + text);
            }
            groups.add(nodes);
        }
        if (groups.size() < 2) {
            throw new IllegalArgumentException("groups must have two sides, as n1,n2|n3 has, not: " + text);
        }
        return groups;
    }

    private static List<Way> links(String text) {
        Set<Way> links = new LinkedHashSet<>();
        for (String link : text.strip().split("\\s*,\\s*", -1)) {
            String[] ends = link.split("-", -1);
            if (ends.length != 2 || ends[0].isBlank() || ends[1].isBlank() || ends[0].equals(ends[1])) {
                throw new IllegalArgumentException("links must look like n1-n2,n2-n3, not: " + text);
            }
            links.add(new Way(ends[0], ends[1]));
        }
        return List.copyOf(links);
    }

    boolean isEmpty() {
        return groups.isEmpty() && links.isEmpty();
    }

    /** Each once. */
    List<String> nodes() {
        Set<String> nodes = new LinkedHashSet<>();
        groups.forEach(nodes::addAll);
        links.forEach(link -> nodes.addAll(List.of(link.from(), link.to())));
        return List.copyOf(nodes);
    }

    /** Both directions between any two sides; of the links both directions too, unless the fault is one of one way. */
    List<Way> ways(boolean oneWay) {
        Set<Way> ways = new LinkedHashSet<>();
        for (int i = 0; i < groups.size(); i++) {
            for (int j = i + 1; j < groups.size(); j++) {
                ways.addAll(Way.between(groups.get(i), groups.get(j)));
            }
        }
        for (Way link : links) {
            ways.add(link);
            if (!oneWay) {
                ways.add(link.back());
            }
        }
        return List.copyOf(ways);
    }
}
