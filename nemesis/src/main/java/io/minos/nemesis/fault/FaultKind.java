package io.minos.nemesis.fault;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What is broken. The name in files is the lower-case one with dashes. */
public enum FaultKind {
    /**
     * The targets are one side, the others the other side: no byte passes between, on connections old and new.
     * {@code groups} ({@code "n1,n2|n3"}) says the sides instead.
     */
    PARTITION("partition", Set.of("groups")),
    /** Cut one way. {@code direction=out} (default): nothing the targets send arrives; {@code in}: nothing arrives at them. */
    PARTITION_ONE_WAY("partition-one-way", Set.of("direction")),
    /** Clients cannot reach the targets; the nodes reach each other. */
    CLIENT_PARTITION("client-partition", Set.of()),
    /** What the targets send to and receive from other nodes arrives {@code latency} (default 100ms) ± {@code jitter} (0ms) late, each way. */
    LATENCY("latency", Set.of("latency", "jitter")),
    /** SIGKILL; healing starts the node again. */
    KILL("kill", Set.of()),
    /** SIGSTOP; healing is SIGCONT. */
    PAUSE("pause", Set.of()),
    /** The targets' file systems are full but for {@code leave} bytes (default 0). */
    DISK_FULL("disk-full", Set.of("leave"));

    private final String text;
    private final Set<String> parameters;

    FaultKind(String text, Set<String> parameters) {
        this.text = text;
        this.parameters = parameters;
    }

    public String text() {
        return text;
    }

    public static FaultKind parse(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst().orElseThrow(() ->
                new IllegalArgumentException("unknown fault " + text + "; there are "
                        + Arrays.stream(values()).map(FaultKind::text).collect(Collectors.joining(", "))));
    }

    void requireKnown(Map<String, String> given) {
        given.keySet().stream().filter(name -> !parameters.contains(name)).sorted().findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(text + " has no parameter " + name
                    + (parameters.isEmpty() ? "" : "; it has " + String.join(", ", parameters.stream().sorted().toList())));
        });
    }
}
