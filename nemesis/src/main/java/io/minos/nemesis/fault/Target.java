package io.minos.nemesis.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Which nodes a fault is for; decided when it is injected. */
public sealed interface Target {
    /** The leader at that moment. */
    record Leader() implements Target {}

    /** One that does not lead. */
    record Follower() implements Target {}

    /** One, whichever. */
    record Any() implements Target {}

    record All() implements Target {}

    record Named(List<String> nodes) implements Target {
        public Named {
            nodes = List.copyOf(nodes);
            if (nodes.isEmpty() || nodes.stream().anyMatch(String::isBlank)) {
                throw new IllegalArgumentException("a target by name needs names");
            }
        }
    }

    /** One of these, whichever; one that is listed twice is twice as likely. */
    record OneOf(List<Target> targets) implements Target {
        public OneOf {
            targets = List.copyOf(targets);
            if (targets.isEmpty()) {
                throw new IllegalArgumentException("a choice of targets needs at least one");
            }
        }
    }

    /** Whether it may mean something only while the cluster has a leader. */
    default boolean needsLeader() {
        return this instanceof Leader || this instanceof Follower || this instanceof OneOf one && one.targets().stream().anyMatch(Target::needsLeader);
    }

    /** {@code leader}, {@code follower}, {@code random}, {@code all}, or names with commas between. */
    static Target parse(String text) {
        return switch (text.strip()) {
            case "leader" -> new Leader();
            case "follower" -> new Follower();
            case "random" -> new Any();
            case "all" -> new All();
            default -> new Named(List.of(text.strip().split("\\s*,\\s*")));
        };
    }

    /**
     * The nodes meant now, in the cluster's order.
     *
     * @throws IllegalStateException there is no such node, or none now, for instance no leader
     */
    default List<String> choose(List<String> nodes, Optional<String> leader, RandomGenerator random) {
        if (this instanceof All) {
            return nodes;
        } else if (this instanceof Named named) {
            named.nodes().stream().filter(name -> !nodes.contains(name)).findFirst().ifPresent(name -> {
                throw new IllegalStateException("no node is called " + name + "; there are " + String.join(", ", nodes));
            });
            return nodes.stream().filter(named.nodes()::contains).toList();
        } else if (this instanceof OneOf one) {
            return one.targets().get(random.nextInt(one.targets().size())).choose(nodes, leader, random);
        } else if (this instanceof Any) {
            return List.of(nodes.get(random.nextInt(nodes.size())));
        }
        String leading = leader.orElseThrow(() -> new IllegalStateException("no node says that it leads"));
        if (this instanceof Leader) {
            return List.of(leading);
        }
        List<String> others = new ArrayList<>(nodes);
        others.remove(leading);
        if (others.isEmpty()) {
            throw new IllegalStateException("there is no follower");
        }
        return List.of(others.get(random.nextInt(others.size())));
    }
}
