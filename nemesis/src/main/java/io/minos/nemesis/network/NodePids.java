package io.minos.nemesis.network;

import java.util.Map;

/**
 * The processes of the nodes that run now: name to pid. Asked afresh for each new peer connection, from any thread, so it
 * must answer from memory. A process must be in it before its first connection to a peer; a connection of a process that is
 * not in it is dropped (and dialed again by the node).
 */
@FunctionalInterface
public interface NodePids {
    Map<String, Long> running();
}
