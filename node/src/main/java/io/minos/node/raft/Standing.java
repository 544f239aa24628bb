package io.minos.node.raft;

/** A member's role with the state that lives and dies with it: a new one for each term, so nothing stale survives. */
sealed interface Standing permits Following, Ballot, Leadership {
    Role role();
}
