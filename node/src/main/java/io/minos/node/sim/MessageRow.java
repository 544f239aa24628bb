package io.minos.node.sim;

import io.minos.node.raft.Message;
import io.minos.node.sim.EventLog.What;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Messages as numbers. */
final class MessageRow {
    /** What a message is, and what is told of it besides ends and term. */
    private enum Kind {
        APPEND("index of the entry before, number of entries, commit index"),
        ACCEPTED("match index, read context"),
        REJECTED("index that did not match, hint"),
        PRE_VOTE("last index, last term"),
        VOTE("last index, last term"),
        PRE_GRANTED("-"),
        GRANTED("-"),
        PRE_DENIED("-"),
        DENIED("-"),
        SNAPSHOT("index of the snapshot, offset of the part"),
        SNAPSHOT_HAS("index of the snapshot, offset of the next part"),
        SNAPSHOT_DONE("index of the snapshot"),
        PROPOSE("-, bytes"),
        READ_INDEX("-, context"),
        READ_INDEX_REPLY("index to be applied, context"),
        TIMEOUT_NOW("-"),
        REMOVED("-");

        private final String details;

        Kind(String details) {
            this.details = details;
        }
    }

    private static final Kind[] ALL = Kind.values();

    private MessageRow() {}

    static void add(EventLog log, long nanos, What what, long member, long other, Message message) {
        if (message instanceof Message.Append m) {
            add(log, nanos, what, member, other, m, Kind.APPEND, m.prevIndex(), m.entries().size(), m.commit());
        } else if (message instanceof Message.AppendReply m) {
            add(log, nanos, what, member, other, m, m.success() ? Kind.ACCEPTED : Kind.REJECTED, m.success() ? m.matchIndex() : m.prevIndex(),
                    m.success() ? m.readContext() : m.matchIndex(), 0);
        } else if (message instanceof Message.RequestVote m) {
            add(log, nanos, what, member, other, m, m.preVote() ? Kind.PRE_VOTE : Kind.VOTE, m.lastLogIndex(), m.lastLogTerm(), 0);
        } else if (message instanceof Message.VoteReply m) {
            add(log, nanos, what, member, other, m, voteReply(m), 0, 0, 0);
        } else if (message instanceof Message.InstallSnapshot m) {
            add(log, nanos, what, member, other, m, Kind.SNAPSHOT, m.mark().index(), m.offset(), 0);
        } else if (message instanceof Message.InstallSnapshotReply m) {
            add(log, nanos, what, member, other, m, m.done() ? Kind.SNAPSHOT_DONE : Kind.SNAPSHOT_HAS, m.snapshotIndex(), m.nextOffset(), 0);
        } else if (message instanceof Message.Propose m) {
            add(log, nanos, what, member, other, m, Kind.PROPOSE, 0, m.data().size(), 0);
        } else if (message instanceof Message.ReadIndex m) {
            add(log, nanos, what, member, other, m, Kind.READ_INDEX, 0, m.context(), 0);
        } else if (message instanceof Message.ReadIndexReply m) {
            add(log, nanos, what, member, other, m, Kind.READ_INDEX_REPLY, m.index(), m.context(), 0);
        } else {
            add(log, nanos, what, member, other, message, message instanceof Message.TimeoutNow ? Kind.TIMEOUT_NOW : Kind.REMOVED, 0, 0, 0);
        }
    }

    private static Kind voteReply(Message.VoteReply reply) {
        if (reply.preVote()) {
            return reply.granted() ? Kind.PRE_GRANTED : Kind.PRE_DENIED;
        }
        return reply.granted() ? Kind.GRANTED : Kind.DENIED;
    }

    private static void add(EventLog log, long nanos, What what, long member, long other, Message message, Kind kind, long index, long more, long commit) {
        log.add(nanos, what, member, other, kind.ordinal(), message.term(), index, more, commit);
    }

    static String nameOf(long kind) {
        return ALL[(int) kind].name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> legend() {
        List<String> lines = new ArrayList<>();
        for (Kind kind : ALL) {
            lines.add(String.format(Locale.ROOT, "  %-16s %s", nameOf(kind.ordinal()), kind.details));
        }
        return lines;
    }
}
