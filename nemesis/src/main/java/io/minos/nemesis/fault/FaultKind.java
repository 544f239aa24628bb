package io.minos.nemesis.fault;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is broken. The name in files is the lower-case one with dashes. Every kind exists in the simulator; those that need a
 * machine of our own making exist there alone.
 *
 * <p>{@code links} ({@code "n1-n2,n2-n3"}) says which links a fault of the network is on, in place of all that the targets have;
 * of a one-way partition, from the first named to the second.
 */
public enum FaultKind {
    /**
     * The targets are one side, the others the other side: no byte passes between, on connections old and new.
     * {@code groups} ({@code "n1,n2|n3"}) says the sides instead; {@code links} cuts these and leaves the rest.
     */
    PARTITION("partition", World.ANY, "groups", "links"),
    /** Cut one way. {@code direction=out} (default): nothing the targets send arrives; {@code in}: nothing arrives at them. */
    PARTITION_ONE_WAY("partition-one-way", World.ANY, "direction", "links"),
    /** Clients cannot reach the targets; the nodes reach each other. */
    CLIENT_PARTITION("client-partition", World.ANY),
    /** What the targets send to and receive from other nodes arrives {@code latency} (default 100ms) ± {@code jitter} (0ms) late, each way. */
    LATENCY("latency", World.ANY, "latency", "jitter", "links"),
    /** SIGKILL; healing starts the node again. */
    KILL("kill", World.ANY),
    /** SIGSTOP; healing is SIGCONT. */
    PAUSE("pause", World.ANY),
    /** The targets' file systems are full but for {@code leave} bytes (default 0). */
    DISK_FULL("disk-full", World.ANY, "leave"),

    /** The machine loses power, and its disk what was not synced, or some of it; healing starts the node again. */
    POWER_CUT("power-cut", World.SIMULATED),
    /** Of the messages between the targets and other nodes this part is lost: {@code rate} (default 0.2). */
    LOSS("loss", World.SIMULATED, "rate", "links"),
    /** Of the messages between the targets and other nodes this part arrives twice: {@code rate} (default 0.2). */
    DUPLICATE("duplicate", World.SIMULATED, "rate", "links"),
    /** What the targets send to and receive from other nodes piles up, and arrives when the link is unclogged. */
    CLOG("clog", World.SIMULATED, "links"),
    /** Every sync of the targets' disks takes {@code factor} (default 20) times as long. */
    SLOW_DISK("slow-disk", World.SIMULATED, "factor"),
    /** The process ends and a bit of an old record on its disk has flipped. It must not start on that; healing replaces the member, as {@link #MEMBER_REPLACE} does. */
    BIT_FLIP("bit-flip", World.SIMULATED, "learner"),
    /** The process ends and its disk is empty. It must not start as if it were new; healing replaces the member, as {@link #MEMBER_REPLACE} does. */
    WIPE("wipe", World.SIMULATED, "learner"),
    /** The targets' wall clocks jump {@code by} (default 5s; {@code -5s} is back); healing sets them right. */
    CLOCK_JUMP("clock-jump", World.SIMULATED, "by"),
    /** An operator removes the target and adds a new member in its place; with {@code learner=true} it learns first. */
    MEMBER_REPLACE("member-replace", World.SIMULATED, "learner"),
    /** An operator adds a learner and, unless {@code promote=false}, makes it a voter; healing removes it again. The target does not matter. */
    MEMBER_ADD_LEARNER("member-add-learner", World.SIMULATED, "promote"),
    /** An operator removes the target; healing adds a new member. */
    MEMBER_REMOVE("member-remove", World.SIMULATED),
    /** The leader is asked to hand over. There is nothing to heal. */
    TRANSFER_LEADER("transfer-leader", World.SIMULATED);

    private enum World { ANY, SIMULATED }

    private final String text;
    private final World world;
    private final Set<String> parameters;

    FaultKind(String text, World world, String... parameters) {
        this.text = text;
        this.world = world;
        this.parameters = new TreeSet<>(Arrays.asList(parameters));
    }

    public String text() {
        return text;
    }

    /** Whether real processes can be broken in this way. */
    public boolean existsInRealRuns() {
        return world == World.ANY;
    }

    public static FaultKind parse(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst().orElseThrow(() ->
                new IllegalArgumentException("unknown fault " + text + "; there are "
                        + Arrays.stream(values()).map(FaultKind::text).collect(Collectors.joining(", "))));
    }

    void requireKnown(Map<String, String> given) {
        given.keySet().stream().filter(name -> !parameters.contains(name)).sorted().findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(text + " has no parameter " + name
                    + (parameters.isEmpty() ? "" : "; it has " + String.join(", ", parameters)));
        });
    }
}
