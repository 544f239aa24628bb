package io.minos.node.raft;

import com.google.protobuf.ByteString;

/** One entry of the log (Raft, figure 2). An entry without data is the one a new leader appends. */
public record Entry(long term, long index, Kind kind, ByteString data) {
    /** What the data is: a command for the state machine, or the cluster's next {@link Membership}. */
    public enum Kind { COMMAND, MEMBERSHIP }
}
