package io.minos.node.raft;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The cluster that the commands of one script drive. The commands are documented beside the scripts. */
final class ScriptedCluster {
    private static final int DELIVERIES_MAX = 2000;

    private final Map<String, Consumer<ScriptCommand>> commands = new TreeMap<>();
    private final List<String> said = new ArrayList<>();
    private final ScriptedNetwork network = new ScriptedNetwork(said::add);
    private final ScriptedPromises promises = new ScriptedPromises();
    private final TreeMap<Long, ScriptedMember> members = new TreeMap<>();
    private int electionTicks = 3;
    private int electionSpreadTicks = 1;
    private int heartbeatTicks = 1;
    private boolean preVote;
    private boolean checkQuorum;
    private int appendBytes = 1 << 20;
    private int inflight = 256;
    private int chunkBytes = 1 << 20;

    ScriptedCluster() {
        commands.put("options", this::options);
        commands.put("add-nodes", this::addNodes);
        commands.put("campaign", c -> member(c.id()).with(Raft::campaign));
        commands.put("tick", this::tick);
        commands.put("propose", this::propose);
        commands.put("propose-membership", this::proposeMembership);
        commands.put("read-index", this::readIndex);
        commands.put("transfer-leadership", this::transferLeadership);
        commands.put("deliver", this::deliver);
        commands.put("drop", this::drop);
        commands.put("in-flight", this::inFlight);
        commands.put("stabilize", this::stabilize);
        commands.put("cut", c -> c.rest().forEach(word -> network.cut(Link.of(word))));
        commands.put("heal", c -> network.heal());
        commands.put("slow-disk", c -> each(c, m -> m.diskIsSlow(true)));
        commands.put("fast-disk", c -> each(c, m -> m.diskIsSlow(false)));
        commands.put("sync", this::sync);
        commands.put("store", c -> each(c, member -> {
            member.storeParts();
            member.carryOut();
        }));
        commands.put("crash", this::crash);
        commands.put("restart", c -> each(c, ScriptedMember::start));
        commands.put("compact", this::compact);
        commands.put("status", c -> each(c, ScriptedMember::showStatus));
        commands.put("raft-log", c -> each(c, ScriptedMember::showLog));
        commands.put("disk", c -> each(c, ScriptedMember::showDisk));
        commands.put("applied", c -> each(c, ScriptedMember::showApplied));
    }

    /** Returns what there is to say of it, a line each; nothing after {@code quietly}. */
    List<String> run(String line) {
        boolean quietly = line.startsWith("quietly ");
        ScriptCommand command = new ScriptCommand(quietly ? line.substring("quietly ".length()) : line);
        Consumer<ScriptCommand> action = commands.get(command.name());
        if (action == null) {
            throw command.wrong("no such command; there are " + commands.keySet());
        }
        action.accept(command);
        command.done();
        List<String> lines = quietly ? List.of() : List.copyOf(said);
        said.clear();
        return lines;
    }

    private ScriptedMember member(long id) {
        return Optional.ofNullable(members.get(id)).orElseThrow(() -> new IllegalArgumentException("there is no member " + id));
    }

    /** The members that the command names, all that are up if it names none. */
    private Collection<Long> ids(ScriptCommand command) {
        return command.ids(members.keySet().stream().filter(id -> member(id).isUp()).toList());
    }

    private void each(ScriptCommand command, Consumer<ScriptedMember> action) {
        ids(command).forEach(id -> action.accept(member(id)));
    }

    // ---------------------------------------------------------------- the cluster

    private void options(ScriptCommand command) {
        preVote = command.flag("pre-vote");
        checkQuorum = command.flag("check-quorum");
        electionTicks = (int) command.number("election-ticks", electionTicks);
        electionSpreadTicks = (int) command.number("election-spread-ticks", electionSpreadTicks);
        heartbeatTicks = (int) command.number("heartbeat-ticks", heartbeatTicks);
        appendBytes = (int) command.number("append-bytes", appendBytes);
        inflight = (int) command.number("inflight", inflight);
        chunkBytes = (int) command.number("chunk-bytes", chunkBytes);
    }

    private void addNodes(ScriptCommand command) {
        HardState hardState = new HardState(command.number("term", 0), command.number("vote", 0), command.number("commit", 0));
        SnapshotMark beginning = new SnapshotMark(0, 0, command.membership());
        List<Entry> log = command.option("log").map(ScriptedCluster::log).orElse(List.of());
        for (long id : command.ids(List.of())) {
            RaftConfig config = new RaftConfig(id, electionTicks, electionSpreadTicks, heartbeatTicks, preVote, checkQuorum, appendBytes, inflight, 1 << 20);
            ScriptedMember member = new ScriptedMember(config, chunkBytes, new SimulatedDisk(hardState, beginning, log), network, promises, said::add);
            members.put(id, member);
            member.start();
        }
    }

    /** {@code 1*3,4} is a log of terms 1, 1, 1, 4. */
    private static List<Entry> log(String terms) {
        List<Entry> log = new ArrayList<>();
        for (String run : terms.split(",")) {
            String[] termAndCount = run.split("\\*");
            int count = termAndCount.length > 1 ? Integer.parseInt(termAndCount[1]) : 1;
            for (int i = 0; i < count; i++) {
                log.add(new Entry(Long.parseLong(termAndCount[0]), log.size() + 1, Entry.Kind.COMMAND, ByteString.EMPTY));
            }
        }
        return log;
    }

    private void crash(ScriptCommand command) {
        int kept = (int) command.number("keep", 0);
        OptionalInt torn = command.option("torn").map(entries -> OptionalInt.of(Integer.parseInt(entries))).orElse(OptionalInt.empty());
        each(command, member -> member.crash(kept, torn));
    }

    // ---------------------------------------------------------------- what members are told

    private void tick(ScriptCommand command) {
        long times = command.number("times", 1);
        Collection<Long> ids = ids(command);
        for (long i = 0; i < times; i++) {
            ids.forEach(id -> member(id).with(Raft::tick));
        }
    }

    private void propose(ScriptCommand command) {
        ScriptedMember member = member(command.id());
        for (String data : command.rest()) {
            member.tryTo(raft -> raft.propose(ByteString.copyFromUtf8(data)));
        }
        member.carryOut();
    }

    private void proposeMembership(ScriptCommand command) {
        ScriptedMember member = member(command.id());
        Membership next = command.membership();
        member.tryTo(raft -> raft.proposeMembership(next));
        member.carryOut();
    }

    private void readIndex(ScriptCommand command) {
        ScriptedMember member = member(command.id());
        for (String context : command.rest()) {
            member.readIndex(Long.parseLong(context));
        }
        member.carryOut();
    }

    private void transferLeadership(ScriptCommand command) {
        long to = command.number("to", 0);
        member(command.id()).with(raft -> raft.transferLeadership(to));
    }

    private void sync(ScriptCommand command) {
        int writes = (int) command.number("writes", Integer.MAX_VALUE);
        each(command, member -> {
            member.sync(writes);
            member.carryOut();
        });
    }

    private void compact(ScriptCommand command) {
        long kept = command.number("keep", 0);
        each(command, member -> member.compact(kept));
    }

    // ---------------------------------------------------------------- the network

    private void deliver(ScriptCommand command) {
        boolean leavesCopy = command.flag("copy");
        for (Message message : chosen(command)) {
            said.add("> " + Wording.of(message));
            if (!leavesCopy) {
                network.remove(message);
            }
            arrive(message);
        }
    }

    private void drop(ScriptCommand command) {
        for (Message message : chosen(command)) {
            said.add("x " + Wording.of(message));
            network.remove(message);
        }
    }

    private void inFlight(ScriptCommand command) {
        chosen(command).forEach(message -> said.add(Wording.of(message)));
    }

    /** What is on the links named, one after the other; with {@code nth} only that one of them. */
    private List<Message> chosen(ScriptCommand command) {
        int nth = (int) command.number("nth", 0);
        List<String> words = command.rest();
        List<Message> chosen = new ArrayList<>();
        (words.isEmpty() ? List.of("*->*") : words).forEach(word -> chosen.addAll(network.on(Link.of(word))));
        if (nth > chosen.size() || chosen.isEmpty() && command.name().equals("deliver")) {
            throw command.wrong("no such message is in flight");
        }
        return nth == 0 ? chosen : List.of(chosen.get(nth - 1));
    }

    /** All messages between these members arrive, and those that they cause, until none is left. */
    private void stabilize(ScriptCommand command) {
        Collection<Long> ids = command.ids(List.copyOf(members.keySet()));
        for (int i = 0; i < DELIVERIES_MAX; i++) {
            Optional<Message> next = network.takeAmong(ids);
            if (next.isEmpty()) {
                return;
            }
            arrive(next.get());
        }
        throw command.wrong("no end after " + DELIVERIES_MAX + " messages");
    }

    private void arrive(Message message) {
        ScriptedMember to = member(message.to());
        if (to.isUp()) {
            to.with(raft -> raft.step(message));
        } else {
            said.add(Wording.of(message) + " (lost)");
        }
    }
}
