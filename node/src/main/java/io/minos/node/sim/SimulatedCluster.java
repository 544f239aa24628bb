package io.minos.node.sim;

import io.minos.node.raft.Message;
import io.minos.node.raft.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Members on one network, under one clock. */
public final class SimulatedCluster {
    private final Agenda agenda = new Agenda();
    private final EventLog log = new EventLog();
    private final WorldOptions options;
    private final Randomness randomness;
    private final Network network;
    private final SortedMap<Long, SimulatedMember> members = new TreeMap<>();
    private final Observer[] observers;

    /** All members are started. */
    public SimulatedCluster(WorldOptions options, long seed, List<Observer> observers) {
        this.options = options;
        this.randomness = new Randomness(seed);
        this.network = new Network(agenda, options.net(), randomness);
        this.observers = observers.toArray(Observer[]::new);
        List<Long> ids = LongStream.rangeClosed(1, options.members()).boxed().toList();
        ids.forEach(id -> members.put(id, SimulatedMember.ofNewCluster(this, id, ids)));
        members.values().forEach(SimulatedMember::start);
    }

    public Agenda agenda() {
        return agenda;
    }

    public long now() {
        return agenda.now();
    }

    public Network network() {
        return network;
    }

    public EventLog log() {
        return log;
    }

    public WorldOptions options() {
        return options;
    }

    public Randomness randomness() {
        return randomness;
    }

    /** Every one there ever was, by id; those removed stay, dead. */
    public SortedMap<Long, SimulatedMember> members() {
        return members;
    }

    public SimulatedMember member(long id) {
        return Optional.ofNullable(members.get(id)).orElseThrow(() -> new IllegalArgumentException("no member " + id));
    }

    /** A new member with an empty disk, that waits to be added by the others; not started. */
    public SimulatedMember newcomer(long id) {
        SimulatedMember member = SimulatedMember.joining(this, id);
        members.put(id, member);
        return member;
    }

    public List<SimulatedMember> up() {
        return new ArrayList<>(members.values().stream().filter(SimulatedMember::isUp).toList());
    }

    /** The member that leads and is not asleep; if two think so, the one of the later term. */
    public Optional<SimulatedMember> leader() {
        SimulatedMember leader = null;
        for (SimulatedMember member : members.values()) {
            if (member.isUp() && !member.isPaused() && member.status().role() == Role.LEADER
                    && (leader == null || member.status().term() > leader.status().term())) {
                leader = member;
            }
        }
        return Optional.ofNullable(leader);
    }

    void send(Message message) {
        network.send(message, () -> {
            SimulatedMember to = members.get(message.to());
            if (to != null) { // else added, but nobody has made it yet
                to.receive(message);
            }
        });
    }

    /** Not to be changed. */
    Observer[] observers() {
        return observers;
    }
}
