package io.minos.checker.history;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Actions in words, as short as they can be. */
final class Sentences {
    private Sentences() {}

    static String of(Action action, boolean answered) {
        if (action instanceof Action.Read read) return "read " + read.key() + (read.serializable() ? " (serializable)" : "") + arrow(read.seen());
        if (action instanceof Action.Write write) return "write " + write.key() + "=" + write.value();
        if (action instanceof Action.Delete delete) return "delete " + delete.key() + (delete.deleted() == null ? "" : " → " + delete.deleted() + " deleted");
        if (action instanceof Action.Cas cas) return cas(cas);
        if (action instanceof Action.Txn txn) return "txn [" + txn.micros().stream().map(Sentences::micro).collect(Collectors.joining(", ")) + "]";
        if (action instanceof Action.Range range) return "range " + range.prefix() + "*" + (range.serializable() ? " (serializable)" : "") + (range.kvs() == null ? "" : " → " + Quantity.of(range.count(), "key"));
        if (action instanceof Action.Compact compact) return "compact " + compact.revision();
        if (action instanceof Action.Watch watch) return "watch " + watch.prefix() + "* from " + (watch.startRevision() == 0 ? "now" : "revision " + watch.startRevision());
        if (action instanceof Action.Other other && other.value().isTextual()) return other.value().asText();
        if (action instanceof LeaseAction lease) return lease(lease);
        if (action instanceof LockAction lock) return lock(lock);
        if (action instanceof Action.ReadAt read) return "read " + read.key() + " at revision " + read.revision() + (read.serializable() ? " (serializable)" : "") + arrow(read.seen());
        if (action instanceof Action.Administration administration) return administration(administration);
        return answered ? "answered" : "asked";
    }

    private static String lease(LeaseAction action) {
        String lease = "lease " + action.lease();
        if (action instanceof LeaseAction.Grant grant) return "grant " + lease + " for " + grant.ttl() + " s" + (grant.granted() == 0 ? "" : " → " + grant.granted() + " s");
        if (action instanceof LeaseAction.KeepAlive alive) return "keep " + lease + " alive" + (alive.ttl() == null ? "" : alive.ttl() == 0 ? " → it is gone" : " → " + alive.ttl() + " s");
        if (action instanceof LeaseAction.Put put) return "put " + put.key() + "=" + put.value() + " on " + lease;
        return "revoke " + lease;
    }

    private static String lock(LockAction action) {
        if (action instanceof LockAction.Try attempt) return "try lock " + attempt.lock() + " as " + attempt.key() + (attempt.owner() == null ? "" : attempt.owns() ? " → owner, fence " + attempt.create() : " → in the queue");
        if (action instanceof LockAction.Release release) return "release " + release.key() + (release.deleted() == null ? "" : " → " + release.deleted() + " deleted");
        if (action instanceof LockAction.GuardedRead read) return "read " + read.key() + " as " + read.holder() + arrow(read.seen());
        LockAction.GuardedWrite write = (LockAction.GuardedWrite) action;
        String words = "write " + write.key() + "=" + write.value() + " as " + write.holder() + (write.fenced() ? ", fenced by " + write.create() : ", unfenced");
        return Boolean.FALSE.equals(write.succeeded()) ? words + " → refused" : words;
    }

    private static String administration(Action.Administration action) {
        if (action instanceof Action.Administration.MemberList list) return "list the members" + (list.members() == null ? "" : " → " + members(list.members()));
        if (action instanceof Action.Administration.MemberAdd add) return "add a " + (add.learner() ? "learner" : "voter") + (add.id() == null ? "" : " → " + add.id());
        if (action instanceof Action.Administration.MemberRemove remove) return "remove member " + remove.id();
        if (action instanceof Action.Administration.MemberPromote promote) return "promote learner " + promote.id();
        if (action instanceof Action.Administration.Alarms alarms) return "list the alarms" + (alarms.alarms() == null ? "" : " → " + (alarms.alarms().isEmpty() ? "none" : alarms(alarms.alarms())));
        if (action instanceof Action.Administration.Disarm disarm) return "disarm " + alarms(List.of(disarm.alarm()));
        if (action instanceof Action.Administration.Leases leases) return "list the leases" + (leases.ids() == null ? "" : " → " + Quantity.of(leases.ids().size(), "lease"));
        return "defragment";
    }

    private static String members(List<Action.Member> members) {
        return members.stream().map(member -> member.id() + (member.learner() ? " (learner)" : "")).sorted().collect(Collectors.joining(", "));
    }

    private static String alarms(List<Action.Alarm> alarms) {
        return alarms.stream().map(alarm -> alarm.kind() + " of " + alarm.member()).sorted().collect(Collectors.joining(", "));
    }

    private static String cas(Action.Cas cas) {
        String words = "cas " + cas.key() + " " + (cas.expect() == null ? "missing" : cas.expect()) + "→" + cas.value();
        if (cas.succeeded() == null) return words;
        return words + (cas.succeeded() ? " → succeeded" : " → refused" + (cas.seen() == null ? "" : ", was " + cas.seen()));
    }

    private static String micro(Action.Micro micro) {
        if (micro instanceof Action.Micro.Read read) return "read " + read.key() + arrow(read.seen());
        if (micro instanceof Action.Micro.Write write) return "write " + write.key() + "=" + write.value();
        return "delete " + micro.key();
    }

    private static String arrow(@Nullable Seen seen) {
        return seen == null ? "" : " → " + seen;
    }
}
