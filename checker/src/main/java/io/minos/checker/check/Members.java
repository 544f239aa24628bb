package io.minos.checker.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.minos.checker.history.Action;
import io.minos.checker.history.Action.Administration;
import io.minos.checker.history.History;
import io.minos.checker.history.Operation;
import io.minos.checker.history.Quantity;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who belongs to the cluster: one change at a time, only what was asked for, and no id twice. From what operators asked and were
 * told, and from the memberships in the members' logs.
 */
public final class Members implements Check {
    @Override
    public String name() {
        return "membership";
    }

    @Override
    public boolean concerns(History history) {
        return !changes(history).isEmpty();
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "Members change one at a time, only as was asked for, and no id is used twice.");
        List<Operation> changes = changes(history);
        long lists = new ByNode(changes, ruling).judge(history);
        reused(changes, ruling);
        long steps = 0;
        for (RaftLogs.Dump log : RaftLogs.of(history).dumps()) steps += oneAtATime(log, ruling);
        ruling.fact("changesAsked", changes.size());
        ruling.fact("changesAcknowledged", changes.stream().filter(Operation::ok).count());
        ruling.fact("lists", lists);
        ruling.fact("changesInLogs", steps);
        if (changes.stream().noneMatch(Operation::ok)) ruling.doubt("no change of members was acknowledged");
        else if (lists == 0 && steps == 0) ruling.doubt("nobody saw what became of the changes");
        return ruling.result(Quantity.of(changes.stream().filter(Operation::ok).count(), "change") + " acknowledged, each by itself, as " + Quantity.of(lists, "list") + " and " + Quantity.of(steps, "change") + " in logs show");
    }

    private static List<Operation> changes(History history) {
        return history.operations(Administration.MemberAdd.class, Administration.MemberRemove.class, Administration.MemberPromote.class);
    }

    private static void reused(List<Operation> changes, Ruling ruling) {
        Map<String, Operation> added = new HashMap<>();
        for (Operation change : changes) {
            if (!(change.action() instanceof Administration.MemberAdd add) || add.id() == null) continue;
            Operation before = added.putIfAbsent(add.id(), change);
            if (before != null) ruling.anomaly("reused", "Two members were given the id " + add.id() + ".", null, List.of(before.index(), change.index()), List.of(before.describe() + ".", change.describe() + "."));
        }
    }

    /** A membership in a log differs from the one before it in one member: come, gone, or promoted. */
    private static long oneAtATime(RaftLogs.Dump log, Ruling ruling) {
        JsonNode before = null;
        long steps = 0;
        for (JsonNode membership : log.memberships()) {
            if (before != null) {
                steps++;
                Set<String> different = difference(before, membership);
                if (different.size() > 1) {
                    ruling.anomaly("several-at-once", "In the log of " + log.node() + " entry " + membership.path("index").asLong() + " changes " + different.size() + " members at once: " + String.join(", ", different) + ".", null, List.of(),
                            List.of("Before: " + before + ".", "After: " + membership + "."));
                }
            }
            before = membership;
        }
        return steps;
    }

    private static Set<String> difference(JsonNode one, JsonNode other) {
        Set<String> before = roles(one);
        Set<String> after = roles(other);
        Set<String> different = new TreeSet<>();
        before.stream().filter(role -> !after.contains(role)).forEach(role -> different.add(role.substring(2)));
        after.stream().filter(role -> !before.contains(role)).forEach(role -> different.add(role.substring(2)));
        return different;
    }

    private static Set<String> roles(JsonNode membership) {
        Set<String> roles = new HashSet<>();
        membership.path("voters").forEach(id -> roles.add("v " + id.asText()));
        membership.path("learners").forEach(id -> roles.add("l " + id.asText()));
        return roles;
    }

    /** What each node listed, from one list to the next. */
    private static final class ByNode {
        private final List<Operation> changes;
        private final Ruling ruling;
        private final Map<String, Operation> lastByNode = new HashMap<>();
        /** By node and id: the list that lacked it first, after another had it. */
        private final Map<String, Operation> gone = new HashMap<>();

        ByNode(List<Operation> changes, Ruling ruling) {
            this.changes = changes;
            this.ruling = ruling;
        }

        long judge(History history) {
            long lists = 0;
            for (Operation list : history.operations(Administration.MemberList.class)) {
                if (((Administration.MemberList) list.action()).members() == null) continue;
                lists++;
                Operation before = lastByNode.put(String.valueOf(list.node()), list);
                if (before != null) compare(before, list);
            }
            return lists;
        }

        private void compare(Operation before, Operation list) {
            Set<Action.Member> left = new HashSet<>(members(before));
            Set<Action.Member> come = new HashSet<>(members(list));
            left.removeAll(members(list));
            come.removeAll(members(before));
            Set<String> changed = new TreeSet<>();
            for (Action.Member member : come) {
                boolean promoted = left.contains(new Action.Member(member.id(), true));
                Class<? extends Administration> by = promoted ? Administration.MemberPromote.class : Administration.MemberAdd.class;
                if (!asked(by, member.id(), list)) changed.add(member.id());
                Operation lacked = gone.get(list.node() + " " + member.id());
                if (lacked != null) contradict("reused", list.node() + " lists member " + member.id() + " again, which was gone before.", lacked, list);
            }
            for (Action.Member member : left) {
                if (come.contains(new Action.Member(member.id(), false))) continue;
                gone.put(list.node() + " " + member.id(), list);
                if (!asked(Administration.MemberRemove.class, member.id(), list)) changed.add(member.id());
            }
            if (!changed.isEmpty()) contradict("unexplained", "Between two lists of " + list.node() + " these changed, and nobody had asked for it: " + String.join(", ", changed) + ".", before, list);
        }

        /** At any time before: a member that was behind may show now what was asked for long ago. An addition without an answer explains any id. */
        private boolean asked(Class<? extends Administration> what, String id, Operation list) {
            return changes.stream().anyMatch(change -> what.isInstance(change.action()) && !change.failed() && change.index() < list.completed() && concerns(change, id));
        }

        private static boolean concerns(Operation change, String id) {
            if (change.action() instanceof Administration.MemberAdd add) return add.id() == null || add.id().equals(id);
            if (change.action() instanceof Administration.MemberRemove remove) return remove.id().equals(id);
            return change.action() instanceof Administration.MemberPromote promote && promote.id().equals(id);
        }

        private static List<Action.Member> members(Operation list) {
            return Objects.requireNonNull(((Administration.MemberList) list.action()).members());
        }

        private void contradict(String kind, String summary, Operation before, Operation list) {
            ruling.anomaly(kind, summary, null, List.of(before.index(), list.index()), List.of(before.describe() + ".", list.describe() + "."));
        }
    }
}
