package io.minos.node.tool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.minos.node.raft.Membership;
import io.minos.node.snapshot.SnapshotFile;
import io.minos.node.snapshot.etcd.EtcdSnapshotFile;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** {@code snapshot status FILE [-w simple|json|table]}: what a snapshot file, of ours or of etcd's, is of, and whether it is whole. */
public final class SnapshotStatus {
    private static final String USAGE = "usage: minos node snapshot status FILE [-w simple|json|table]";
    private static final int SOUND = 0;
    private static final int DAMAGED = 1;
    private static final int MISUSED = 254;
    private static final int FAILED = 255;

    /** @return 0 if the file is a whole snapshot, 1 if it is not, 254 for misuse, 255 if it cannot be read */
    public int run(List<String> args, PrintStream out, PrintStream err) {
        Optional<Request> request = Request.of(args);
        if (request.isEmpty()) {
            err.println(USAGE);
            return MISUSED;
        }
        Path path = request.get().file();
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            err.println("no such file, or not readable: " + path);
            return FAILED;
        }
        try {
            print(path, request.get().format(), out);
            return SOUND;
        } catch (IOException damaged) {
            err.println(path + ": " + damaged.getMessage());
            return DAMAGED;
        }
    }

    private static void print(Path path, String format, PrintStream out) throws IOException {
        if (EtcdSnapshotFile.isOne(path)) {
            EtcdSnapshotStatus.print(path, format, out);
        } else {
            SnapshotFile file = SnapshotFile.check(path);
            out.println(format.equals("json") ? json(file) : simple(file));
        }
    }

    private record Request(Path file, String format) {
        static Optional<Request> of(List<String> args) {
            List<String> rest = new ArrayList<>(args);
            String format = "simple";
            int at = rest.indexOf("-w");
            if (at >= 0 && at + 1 < rest.size()) {
                format = rest.remove(at + 1);
                rest.remove(at);
            }
            boolean fits = rest.size() == 1 && !rest.get(0).startsWith("-") && List.of("simple", "json", "table").contains(format);
            return fits ? Optional.of(new Request(Path.of(rest.get(0)), format)) : Optional.empty();
        }
    }

    private static String simple(SnapshotFile file) {
        Membership membership = file.mark().membership();
        return "index " + file.mark().index() + ", term " + file.mark().term() + ", voters " + hex(membership.voters())
                + ", learners " + hex(membership.learners()) + ", " + file.fileBytes() + " bytes, checksum ok";
    }

    private static String hex(SortedSet<Long> ids) {
        return ids.stream().map(Long::toHexString).collect(Collectors.joining(" ", "[", "]"));
    }

    private static String json(SnapshotFile file) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("index", file.mark().index());
            json.writeNumberField("term", file.mark().term());
            ids("voters", file.mark().membership().voters(), json);
            ids("learners", file.mark().membership().learners(), json);
            json.writeNumberField("fileBytes", file.fileBytes());
            json.writeNumberField("bodyBytes", file.bodyBytes());
            json.writeBooleanField("checksumOk", true);
            json.writeEndObject();
        }
        return text.toString();
    }

    /** As text: they are unsigned, and too large for most readers' numbers. */
    private static void ids(String name, SortedSet<Long> ids, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart(name);
        for (long id : ids) {
            json.writeString(Long.toHexString(id));
        }
        json.writeEndArray();
    }
}
