package io.minos.checker.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The members' logs as a run found them when they had stopped: the notes {@code raft-log}. */
record RaftLogs(List<Dump> dumps) {
    /** Of each entry so many hex digits are kept. */
    private static final int DIGEST_DIGITS = 8;

    static RaftLogs of(History history) {
        return history.derived(RaftLogs.class, RaftLogs::made);
    }

    private static RaftLogs made(History history) {
        Map<String, Dump> byNode = new TreeMap<>();
        for (Event note : history.notes(F.RAFT_LOG)) {
            Dump dump = new Dump(note.value() == null ? MissingNode.getInstance() : note.value());
            byNode.put(dump.node(), dump);
        }
        return new RaftLogs(List.copyOf(byNode.values()));
    }

    /** One member's; see {@link F}. */
    record Dump(JsonNode value) {
        String node() {
            return value.path("node").asText();
        }

        long commit() {
            return value.path("commit").asLong();
        }

        /** The index of the oldest entry that is left. */
        long first() {
            return value.path("first").asLong();
        }

        /** The index of the last entry; first - 1: there is none. */
        long last() {
            return first() + digests().length() / DIGEST_DIGITS - 1;
        }

        private String digests() {
            return value.path("digests").asText();
        }

        String digest(long index) {
            int at = (int) (index - first()) * DIGEST_DIGITS;
            return digests().substring(at, at + DIGEST_DIGITS);
        }

        /** Of each entry, from the first on. */
        long[] terms() {
            long[] terms = new long[(int) (last() - first() + 1)];
            for (JsonNode run : value.path("terms")) {
                for (int i = (int) Math.max(0, run.path(0).asLong() - first()); i < terms.length; i++) terms[i] = run.path(1).asLong();
            }
            return terms;
        }

        List<JsonNode> memberships() {
            return list(value.path("memberships"));
        }

        List<JsonNode> votes() {
            return list(value.path("votes"));
        }

        private static List<JsonNode> list(JsonNode array) {
            List<JsonNode> all = new ArrayList<>();
            array.forEach(all::add);
            return all;
        }
    }
}
