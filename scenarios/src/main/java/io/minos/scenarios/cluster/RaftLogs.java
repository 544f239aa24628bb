package io.minos.scenarios.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.minos.checker.history.F;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The logs of the reference node's members, in the words of {@link F#RAFT_LOG}, as the node's own tool reads them. */
final class RaftLogs {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SECONDS_MAX = 60;

    private final List<String> node;
    private final Path directory;

    /**
     * @param node the words that start the reference node
     * @param directory where what the tool says is put meanwhile
     */
    RaftLogs(List<String> node, Path directory) {
        this.node = List.copyOf(node);
        this.directory = directory;
    }

    /**
     * @param memberId 0: not known
     * @throws IOException the tool cannot read it
     */
    ObjectNode read(String name, long memberId, Path wal) throws IOException {
        Path said = directory.resolve(name + ".raft-log");
        try {
            if (run(wal, said) != 0) {
                throw new IOException(name + "'s log cannot be read: " + Files.readString(said).strip());
            }
            ObjectNode note = (ObjectNode) JSON.readTree(said.toFile());
            String id = Long.toHexString(memberId);
            for (JsonNode vote : note.path("votes")) {
                markLearner((ObjectNode) vote, id);
            }
            return note.put("node", name).put("member", id);
        } finally {
            Files.deleteIfExists(said);
        }
    }

    private int run(Path wal, Path said) throws IOException {
        List<String> command = new ArrayList<>(node);
        command.addAll(List.of("wal", "digest", wal.toString()));
        Process process = Tether.start(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()));
        try {
            if (process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new IOException("reading a log of the reference node took longer than " + SECONDS_MAX + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Whether it voted for itself as a learner by its own log. */
    private static void markLearner(ObjectNode vote, String id) {
        JsonNode learners = vote.remove("learners");
        for (JsonNode learner : learners) {
            if (learner.asText().equals(id) && vote.path("for").asText().equals(id)) {
                vote.put("learner", true);
            }
        }
    }
}
