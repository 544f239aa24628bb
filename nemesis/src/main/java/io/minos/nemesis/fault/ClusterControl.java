package io.minos.nemesis.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a fault needs of the cluster it breaks. Called from the nemesis thread. Every call ends within its deadline, whatever
 * state the cluster is in; what cannot be told is empty or false, never an old answer.
 */
public interface ClusterControl {
    /** In the order of the scenario. */
    List<String> nodes();

    /** Of the running process; empty when it is dead. */
    OptionalLong pid(String node);

    /**
     * Who leads, asked of the nodes now, directly (not through a proxy); the answer of the highest term. At most 2 s.
     */
    Optional<String> leader();

    /**
     * Kills with SIGKILL and waits for the end; the cluster takes this death as wanted. At most 5 s.
     *
     * @return the exit status, 137 for SIGKILL
     * @throws IOException it did not run, or it would not die
     */
    int kill(String node) throws IOException;

    /**
     * Starts the node again on the data it has and waits until it answers. Does nothing when it runs.
     *
     * @throws IOException it did not answer within the cluster's deadline; the message says what its log said last
     */
    void start(String node) throws IOException;

    /** Whether the node itself answers a request that needs no other node, asked directly, within the deadline. */
    boolean answers(String node, Duration deadline);

    /** One put, asked of this node directly: empty when it was accepted, else why not. At most 3 s. */
    Optional<String> put(String node, String key, byte[] value);

    /** The nodes for which the NOSPACE alarm is raised. */
    Set<String> noSpaceAlarms();

    /** Deletes these keys, compacts, defragments every node and disarms NOSPACE, so that writes are accepted again. At most 30 s. */
    void recoverSpace(String ballastPrefix) throws IOException;
}
