package io.minos.checker.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.minos.checker.history.History;
import io.minos.checker.history.Quantity;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Raft promises beneath all else (Raft, figure 3): one leader a term, as the nodes' logs tell who became one; and logs that
 * match, from what the members had on their disks in the end. A member votes once a term, and no learner for itself.
 */
public final class RaftLog implements Check {
    /** The reference node's line, whose arrow a reader of bytes does not know, and etcd's in both of its loggers. */
    private static final Pattern ELECTED = Pattern.compile("\\bterm=(\\d+) [A-Z_]+[^A-Z ]+LEADER\\b|\\bbecame leader at term (\\d+)");

    private final Map<String, Supplier<Stream<String>>> logs;

    /** @param logs each node's log, line by line; a stream is closed after use */
    public RaftLog(Map<String, Supplier<Stream<String>>> logs) {
        this.logs = new TreeMap<>(logs);
    }

    @Override
    public String name() {
        return "raft-log";
    }

    @Override
    public boolean concerns(History history) {
        return !RaftLogs.of(history).dumps().isEmpty() || !leaders().isEmpty();
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "A term has one leader, a member one vote a term, and the members' logs match.");
        Map<Long, TreeSet<String>> leaders = leaders();
        leaders.forEach((term, nodes) -> {
            if (nodes.size() > 1) ruling.anomaly("two-leaders", "In term " + term + " " + String.join(" and ", nodes) + " became leader, as their logs say.", null, List.of(), List.of());
        });
        List<RaftLogs.Dump> dumps = RaftLogs.of(history).dumps();
        dumps.forEach(dump -> votes(dump, ruling));
        long compared = 0;
        for (int i = 0; i < dumps.size(); i++) {
            for (int j = i + 1; j < dumps.size(); j++) compared += match(dumps.get(i), dumps.get(j), ruling);
        }
        ruling.fact("terms", leaders.size());
        ruling.fact("logs", dumps.size());
        ruling.fact("entriesCompared", compared);
        long votes = dumps.stream().mapToLong(dump -> dump.votes().size()).sum();
        ruling.fact("votes", votes);
        if (leaders.isEmpty() && (!logs.isEmpty() || dumps.isEmpty())) ruling.doubt("no node's log tells of an election");
        if (!dumps.isEmpty()) missing(history, dumps, compared, ruling);
        return ruling.result(Quantity.of(leaders.size(), "term") + " with one leader each; "
                + (dumps.isEmpty() ? "the members' logs cannot be read" : Quantity.of(compared, "entry").replace("entrys", "entries") + " equal in pairs of logs, " + Quantity.of(votes, "vote")));
    }

    private static void missing(History history, List<RaftLogs.Dump> dumps, long compared, Ruling ruling) {
        for (JsonNode node : history.run().path("nodes")) {
            if (dumps.stream().noneMatch(dump -> dump.node().equals(node.asText()))) ruling.doubt("the log of " + node.asText() + " was not read");
        }
        if (dumps.size() > 1 && compared == 0) ruling.doubt("no two logs hold an entry of the same index");
    }

    private Map<Long, TreeSet<String>> leaders() {
        Map<Long, TreeSet<String>> leaders = new TreeMap<>();
        logs.forEach((node, log) -> {
            try (Stream<String> lines = log.get()) {
                lines.map(ELECTED::matcher).filter(Matcher::find).forEach(elected -> {
                    String term = elected.group(1) == null ? elected.group(2) : elected.group(1);
                    leaders.computeIfAbsent(Long.parseLong(term), absent -> new TreeSet<>()).add(node);
                });
            }
        });
        return leaders;
    }

    private static void votes(RaftLogs.Dump dump, Ruling ruling) {
        Map<Long, String> byTerm = new HashMap<>();
        for (JsonNode vote : dump.votes()) {
            long term = vote.path("term").asLong();
            String candidate = vote.path("for").asText();
            String other = byTerm.putIfAbsent(term, candidate);
            if (other != null && !other.equals(candidate)) ruling.anomaly("two-votes", dump.node() + " voted in term " + term + " for " + other + " and for " + candidate + ".", null, List.of(), List.of());
            if (vote.path("learner").asBoolean()) ruling.anomaly("learner-voted", dump.node() + " voted for itself in term " + term + ", although it was a learner by its own log.", null, List.of(), List.of());
        }
    }

    /**
     * Raft §5.3: where index and term are the same, so is the entry, and so are all before it; and what both know committed is
     * the same. How many entries both hold.
     */
    private static long match(RaftLogs.Dump one, RaftLogs.Dump other, Ruling ruling) {
        long from = Math.max(one.first(), other.first());
        long to = Math.min(one.last(), other.last());
        long committed = Math.min(one.commit(), other.commit());
        long[] terms = one.terms();
        long[] otherTerms = other.terms();
        boolean mustMatch = false;
        for (long index = to; index >= from; index--) {
            long term = terms[(int) (index - one.first())];
            long otherTerm = otherTerms[(int) (index - other.first())];
            boolean same = term == otherTerm && one.digest(index).equals(other.digest(index));
            mustMatch |= index <= committed || term == otherTerm;
            if (!mustMatch || same) continue;
            String what = term == otherTerm ? "differ although both are of term " + term : "are of terms " + term + " and " + otherTerm;
            ruling.anomaly("unlike", "The entries " + index + " of " + one.node() + " and " + other.node() + " " + what + (index <= committed ? ", and both are committed." : "."), null, List.of(), List.of());
        }
        return Math.max(0, to - from + 1);
    }
}
