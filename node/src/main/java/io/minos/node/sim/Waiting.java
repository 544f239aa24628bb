package io.minos.node.sim;

import io.minos.node.replica.Effects.Outcome;

/** Who called a member, and waits: one of the two is told, once, or nothing at all when the way back is cut. */
public interface Waiting {
    void answered(Outcome outcome);

    /** The member died with the call in it. */
    void connectionLost();
}
