package io.minos.node.raft;

import com.google.protobuf.ByteString;
import java.util.Objects;

/** One entry of the log (Raft, figure 2). A command without data is the entry a new leader appends. */
public record Entry(long term, long index, Kind kind, ByteString data) {
    /** What the data is: a command for the state machine, or the cluster's next {@link Membership}. */
    public enum Kind { COMMAND, MEMBERSHIP }

    /** What an entry weighs beyond its data, so that many tiny entries are not free. */
    private static final int OVERHEAD_BYTES = 24;

    public Entry {
        if (term <= 0 || index <= 0) {
            throw new IllegalArgumentException("an entry's term and index are positive: term=" + term + " index=" + index);
        }
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(data, "data");
    }

    /** As a leader would have it in its log; for one who makes a log by decree. */
    public static Entry ofMembership(long term, long index, Membership next, ByteString cause) {
        return new Entry(term, index, Kind.MEMBERSHIP, new MembershipChange(next, cause).encoded());
    }

    /** For the state machine: of a change of membership what caused it. Empty if there is nothing for it, as in a new leader's entry. */
    public ByteString command() {
        return kind == Kind.MEMBERSHIP ? MembershipChange.decoded(data).context() : data;
    }

    /** @throws IllegalArgumentException if it holds none */
    public Membership membership() {
        if (kind != Kind.MEMBERSHIP) {
            throw new IllegalArgumentException("entry " + index + " holds a " + kind + ", no membership");
        }
        return MembershipChange.decoded(data).next();
    }

    /** What this entry counts for in limits of bytes. */
    int weightBytes() {
        return OVERHEAD_BYTES + data.size();
    }
}
