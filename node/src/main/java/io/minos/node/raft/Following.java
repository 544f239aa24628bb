package io.minos.node.raft;

/** Raft §5.1: a follower is passive. */
record Following() implements Standing {
    @Override
    public Role role() {
        return Role.FOLLOWER;
    }
}
