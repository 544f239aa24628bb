package io.minos.node.raft;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How scripts show what passes between members: one line each. An entry is {@code term/index data}. */
final class Wording {
    private Wording() {}

    static String of(Message message) {
        return message.from() + "->" + message.to() + " " + content(message);
    }

    private static String content(Message message) {
        if (message instanceof Message.RequestVote m) {
            return (m.preVote() ? "PreVote" : "RequestVote") + term(m) + " last=" + m.lastLogTerm() + "/" + m.lastLogIndex()
                    + (m.leaderTransfer() ? " leader-transfer" : "");
        }
        if (message instanceof Message.VoteReply m) {
            return (m.preVote() ? "PreVoteReply" : "VoteReply") + term(m) + (m.granted() ? " granted" : " refused");
        }
        if (message instanceof Message.Append m) {
            return "Append" + term(m) + " prev=" + m.prevTerm() + "/" + m.prevIndex() + " commit=" + m.commit() + " "
                    + of(m.entries()) + read(m.readContext());
        }
        if (message instanceof Message.AppendReply m) {
            return "AppendReply" + term(m) + " prev=" + m.prevIndex()
                    + (m.success() ? " match=" + m.matchIndex() : " refused hint=" + m.hintTerm() + "/" + m.matchIndex())
                    + read(m.readContext());
        }
        return lessFrequent(message);
    }

    private static String lessFrequent(Message message) {
        if (message instanceof Message.InstallSnapshot m) {
            return "InstallSnapshot" + term(m) + " mark=" + of(m.mark()) + " offset=" + m.offset() + " bytes=" + m.data().size()
                    + (m.last() ? " last" : "");
        }
        if (message instanceof Message.InstallSnapshotReply m) {
            return "InstallSnapshotReply" + term(m) + " index=" + m.snapshotIndex() + (m.done() ? " done" : " next=" + m.nextOffset());
        }
        if (message instanceof Message.Propose m) {
            return "Propose" + term(m) + " " + m.data().toStringUtf8();
        }
        if (message instanceof Message.ReadIndex m) {
            return "ReadIndex" + term(m) + " context=" + m.context();
        }
        if (message instanceof Message.ReadIndexReply m) {
            return "ReadIndexReply" + term(m) + " context=" + m.context() + " index=" + m.index();
        }
        return message.getClass().getSimpleName() + term(message);
    }

    private static String term(Message message) {
        return " term=" + message.term();
    }

    private static String read(long readContext) {
        return readContext == 0 ? "" : " read=" + readContext;
    }

    static String of(List<Entry> entries) {
        return entries.stream().map(Wording::of).collect(Collectors.joining(", ", "[", "]"));
    }

    static String of(Entry entry) {
        String data = entry.kind() == Entry.Kind.MEMBERSHIP ? of(entry.membership()) : entry.data().toStringUtf8();
        return (entry.term() + "/" + entry.index() + " " + data).strip();
    }

    static String of(SnapshotMark mark) {
        return mark.term() + "/" + mark.index();
    }

    static String of(Membership membership) {
        return "voters=" + ids(membership.voters()) + (membership.learners().isEmpty() ? "" : " learners=" + ids(membership.learners()));
    }

    private static String ids(Iterable<Long> members) {
        StringBuilder ids = new StringBuilder();
        for (long id : members) {
            ids.append(ids.isEmpty() ? "" : ",").append(id);
        }
        return ids.toString();
    }

    static String of(HardState state) {
        return "term=" + state.term() + " vote=" + state.vote() + " commit=" + state.commit();
    }

    static String of(Durable durable) {
        StringBuilder written = new StringBuilder();
        durable.snapshot().ifPresent(mark -> written.append(" snapshot=").append(of(mark)));
        if (!durable.entries().isEmpty()) {
            written.append(' ').append(of(durable.entries()));
        }
        durable.hardState().ifPresent(state -> written.append(' ').append(of(state)));
        return written.substring(1);
    }

    static String of(Transition change) {
        String roles = change.from() == change.to() ? of(change.to()) : of(change.from()) + "->" + of(change.to());
        return roles + " term=" + change.term() + " leader=" + change.leader() + " reason=" + change.reason();
    }

    static String of(Role role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
