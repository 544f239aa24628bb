package io.minos.node.raft;

import com.google.protobuf.ByteString;
import java.util.List;

/** What members say to each other. {@code term} is the sender's, but for pre-votes, where it is the term it would have. */
public sealed interface Message {
    long from();

    long to();

    long term();

    private static void checkEnvelope(long from, long to, long term) {
        if (from == 0 || to == 0 || term < 0) {
            throw new IllegalArgumentException("no message: from=" + from + " to=" + to + " term=" + term);
        }
    }

    record RequestVote(long from, long to, long term, boolean preVote, long lastLogIndex, long lastLogTerm, boolean leaderTransfer) implements Message {
        public RequestVote {
            Message.checkEnvelope(from, to, term);
        }
    }

    record VoteReply(long from, long to, long term, boolean preVote, boolean granted) implements Message {
        public VoteReply {
            Message.checkEnvelope(from, to, term);
        }
    }

    /** AppendEntries. {@code readContext}: a heartbeat carries the number of the newest read it confirms, 0 for none. */
    record Append(long from, long to, long term, long prevIndex, long prevTerm, List<Entry> entries, long commit, long readContext) implements Message {
        public Append {
            Message.checkEnvelope(from, to, term);
            entries = List.copyOf(entries);
        }
    }

    /**
     * @param matchIndex on success: the last index known to equal the leader's; else a hint where the logs may agree
     * @param hintTerm on rejection: the term at the hint
     */
    record AppendReply(long from, long to, long term, boolean success, long prevIndex, long matchIndex, long hintTerm, long readContext) implements Message {
        public AppendReply {
            Message.checkEnvelope(from, to, term);
        }
    }

    /** A part of a snapshot file, {@code data} filled in by the rim, see {@link SnapshotSend}. */
    record InstallSnapshot(long from, long to, long term, SnapshotMark mark, long offset, ByteString data, boolean last) implements Message {
        public InstallSnapshot {
            Message.checkEnvelope(from, to, term);
        }
    }

    /** {@code nextOffset}: how much of the file the follower has stored; {@code done}: it is installed and durable. */
    record InstallSnapshotReply(long from, long to, long term, long snapshotIndex, long nextOffset, boolean done) implements Message {
        public InstallSnapshotReply {
            Message.checkEnvelope(from, to, term);
        }
    }

    /** A follower hands a client's command to the leader. Never sent twice. */
    record Propose(long from, long to, long term, ByteString data) implements Message {
        public Propose {
            Message.checkEnvelope(from, to, term);
        }
    }

    /** A follower asks the leader for a read index. {@code context} is the asker's own number. */
    record ReadIndex(long from, long to, long term, long context) implements Message {
        public ReadIndex {
            Message.checkEnvelope(from, to, term);
        }
    }

    record ReadIndexReply(long from, long to, long term, long context, long index) implements Message {
        public ReadIndexReply {
            Message.checkEnvelope(from, to, term);
        }
    }

    record TimeoutNow(long from, long to, long term) implements Message {
        public TimeoutNow {
            Message.checkEnvelope(from, to, term);
        }
    }

    /**
     * {@code to} has been removed from the cluster, for good: that is committed. Raft itself knows nothing of it, since a
     * membership does not tell those who were removed from those who will be added.
     */
    record Removed(long from, long to, long term) implements Message {
        public Removed {
            Message.checkEnvelope(from, to, term);
        }
    }
}
