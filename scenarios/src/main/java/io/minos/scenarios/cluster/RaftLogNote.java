package io.minos.scenarios.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.history.F;
import io.minos.node.tool.LogDigest;
import java.util.Map;
import java.util.Set;

/** What a member's log holds, in the words of {@link F#RAFT_LOG}. */
public final class RaftLogNote {
    private RaftLogNote() {}

    /** @param memberId 0: not known */
    public static ObjectNode of(String node, long memberId, LogDigest log) {
        ObjectNode note = JsonNodeFactory.instance.objectNode().put("node", node).put("member", Long.toHexString(memberId)).put("commit", log.commit())
                .put("first", log.entries().isEmpty() ? 1 : log.entries().firstKey());
        ArrayNode terms = note.putArray("terms");
        StringBuilder digests = new StringBuilder();
        long term = 0;
        for (Map.Entry<Long, LogDigest.Item> entry : log.entries().entrySet()) {
            if (entry.getValue().term() != term) {
                term = entry.getValue().term();
                terms.addArray().add(entry.getKey()).add(term);
            }
            digests.append(String.format("%08x", entry.getValue().checksum()));
        }
        note.put("digests", digests.toString());
        ArrayNode memberships = note.putArray("memberships");
        log.memberships().forEach((index, membership) -> {
            ObjectNode one = memberships.addObject().put("index", index);
            ids(one.putArray("voters"), membership.voters());
            ids(one.putArray("learners"), membership.learners());
        });
        ArrayNode votes = note.putArray("votes");
        log.votes().forEach(vote -> {
            ObjectNode one = votes.addObject().put("term", vote.term()).put("for", Long.toHexString(vote.candidate()));
            if (vote.candidate() == memberId && vote.membership().filter(membership -> membership.learners().contains(memberId)).isPresent()) {
                one.put("learner", true);
            }
        });
        return note;
    }

    private static void ids(ArrayNode array, Set<Long> ids) {
        ids.forEach(id -> array.add(Long.toHexString(id)));
    }
}
