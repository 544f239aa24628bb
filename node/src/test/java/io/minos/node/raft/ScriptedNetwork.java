package io.minos.node.raft;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What is on its way between the members of a script, in the order it was sent. */
final class ScriptedNetwork {
    private final Consumer<String> out;
    private final List<Message> inFlight = new ArrayList<>();
    private final List<Link> cut = new ArrayList<>();

    ScriptedNetwork(Consumer<String> out) {
        this.out = out;
    }

    void send(Message message) {
        boolean lost = cut.stream().anyMatch(link -> link.carries(message));
        out.accept(Wording.of(message) + (lost ? " (lost)" : ""));
        if (!lost) {
            inFlight.add(message);
        }
    }

    List<Message> on(Link link) {
        return inFlight.stream().filter(link::carries).toList();
    }

    /** The oldest one between these members. */
    Optional<Message> takeAmong(Collection<Long> members) {
        Optional<Message> next = inFlight.stream().filter(m -> members.contains(m.from()) && members.contains(m.to())).findFirst();
        next.ifPresent(inFlight::remove);
        return next;
    }

    void remove(Message message) {
        inFlight.remove(message);
    }

    /** What is sent on this link from now on is lost; what is on its way already is not. */
    void cut(Link link) {
        cut.add(link);
    }

    void heal() {
        cut.clear();
    }
}
