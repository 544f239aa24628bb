package io.minos.node.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.minos.node.raft.Membership;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code wal digest DIR}: what a member's log holds, as one JSON object, short enough to be compared with the others':
 *
 * <pre>
 * {"commit","first","terms":[[first index,term]...],"digests":8 hex digits an entry,
 *  "memberships":[{"index","voters":[ids],"learners":[ids]}...],"votes":[{"term","for","learners":[ids]}...]}
 * </pre>
 *
 * Ids are in hex; a vote's {@code learners} are those of the log it was cast by.
 */
public final class WalDigest {
    private static final String USAGE = "usage: minos node wal digest DIR";
    private static final int DONE = 0;

    /** @return 0, or 254 for misuse, or 255 if it cannot be read */
    public int run(List<String> args, PrintStream out, PrintStream err) {
        return LogDirectory.read(USAGE, args, err, directory -> {
            try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
                write(LogDigest.read(directory), json);
                json.writeRaw('\n');
                return DONE;
            }
        });
    }

    private static void write(LogDigest log, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("commit", log.commit());
        json.writeNumberField("first", log.entries().isEmpty() ? 1 : log.entries().firstKey());
        json.writeArrayFieldStart("terms");
        StringBuilder digests = new StringBuilder();
        long term = 0;
        for (Map.Entry<Long, LogDigest.Item> entry : log.entries().entrySet()) {
            if (entry.getValue().term() != term) {
                term = entry.getValue().term();
                json.writeArray(new long[] {entry.getKey(), term}, 0, 2);
            }
            digests.append(String.format("%08x", entry.getValue().checksum()));
        }
        json.writeEndArray();
        json.writeStringField("digests", digests.toString());
        json.writeArrayFieldStart("memberships");
        for (Map.Entry<Long, Membership> membership : log.memberships().entrySet()) {
            json.writeStartObject();
            json.writeNumberField("index", membership.getKey());
            ids("voters", membership.getValue().voters(), json);
            ids("learners", membership.getValue().learners(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("votes");
        for (LogDigest.Vote vote : log.votes()) {
            json.writeStartObject();
            json.writeNumberField("term", vote.term());
            json.writeStringField("for", Long.toHexString(vote.candidate()));
            ids("learners", vote.membership().map(Membership::learners).map(Set::copyOf).orElse(Set.of()), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void ids(String field, Set<Long> ids, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart(field);
        for (long id : ids) {
            json.writeString(Long.toHexString(id));
        }
        json.writeEndArray();
    }
}
