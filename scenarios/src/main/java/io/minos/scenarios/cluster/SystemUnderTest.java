package io.minos.scenarios.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.client.operation.Store;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import io.minos.checker.history.Recorder;

/** A store that a run can judge. */
public interface SystemUnderTest extends Closeable {
    /** Who leads, and since when. */
    record Leadership(String node, long term) {}

    /** Of the keys that the harness itself changes; no workload's begins so. */
    String OWN_PREFIX = "p/";

    List<String> nodes();

    /** What the history's first line shall say of it: target, version, how faults reach it. In order. */
    Map<String, String> facts();

    /** Starts it, and returns when every node serves. Node states go to the recorder, until {@link #stop} returned. */
    void start(Recorder recorder, ProcessIds ids) throws IOException;

    /** A new connection to this node, by the way clients go, where faults can hit it. */
    Store connect(String node, Duration timeout);

    /** A new connection past the faults, for what the harness itself wants to know. */
    Store connectDirectly(String node, Duration timeout);

    /** Asked now, at most about a second; empty when nobody says. */
    Optional<Leadership> leadership();

    /** What an operator does when all faults are healed: starts what is dead, frees what is full. May be called again and again. */
    void recover() throws IOException;

    /** Each node's log so far, to be read after {@link #stop}. */
    Map<String, Supplier<Stream<String>>> logs();

    /** Stops every node, gently if it can be. What was written stays until {@link #close}. */
    void stop() throws IOException;

    /** What is in each member's Raft log, in the words of {@link io.minos.checker.history.F#RAFT_LOG}, after {@link #stop}; empty: nobody can read it. */
    List<ObjectNode> raftLogs() throws IOException;

    /** Copies the nodes' data to where it outlives {@link #close}. */
    void keepData() throws IOException;

    /** Stops whatever is left, and removes the nodes' data. */
    @Override
    void close() throws IOException;
}
