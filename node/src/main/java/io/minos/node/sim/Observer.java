package io.minos.node.sim;

import io.minos.node.raft.Message;
import io.minos.node.replica.Effects;
import io.minos.node.wal.Recovered;

/**
 * Sees all that happens to members, when it happens; changes nothing. Throws {@link BrokenPromise} at what must not be. What it
 * does at a step must not grow with the length of the simulation.
 */
public interface Observer {
    /** A life begins, from what the disk held. The replica has made no step yet. */
    default void started(SimulatedMember member, Recovered recovered) {}

    /** The replica made a step; its effects are about to be carried out. */
    default void stepped(SimulatedMember member, Effects effects) {}

    /** A message leaves the member, whether it will arrive or not. */
    default void sent(SimulatedMember member, Message message) {}

    /** What was handed to the disk up to this ticket is durable. */
    default void persisted(SimulatedMember member, Effects.Persist persist) {}

    /** A life ended. */
    default void died(SimulatedMember member) {}

    /** Its disk is empty from now on. Should it ever start again, it was right to begin anew. */
    default void wiped(SimulatedMember member) {}
}
