package io.minos.reports;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.minos.checker.history.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds histories for tests: a line an operation, sorted and numbered when it is done. */
final class Histories {
    static final ObjectMapper JSON = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final long MILLI = 1_000_000;

    private final List<Event> unordered = new ArrayList<>();
    private long revision;

    /** Single quotes in {@code value} stand for double ones. Index −1 until {@link #events()}. */
    Histories at(double millis, String process, @Nullable String node, Event.Type type, String f, String value, @Nullable String error) {
        Event.Facts facts = type == Event.Type.OK ? new Event.Facts(revision > 0 ? revision : 100 + unordered.size(), 4, null) : null;
        unordered.add(new Event(-1, Math.round(millis * MILLI), process, node, type, f, json(value), error, facts));
        return this;
    }

    Histories call(double from, double to, String process, String node, Event.Type outcome, String f, String asked, String answered, @Nullable String error) {
        return at(from, process, node, Event.Type.INVOKE, f, asked, null).at(to, process, node, outcome, f, answered, error);
    }

    Histories ok(double from, double to, String process, String f, String asked, String answered) {
        return call(from, to, process, "n" + (1 + Integer.parseInt(process) % 3), Event.Type.OK, f, asked, answered, null);
    }

    /** From here on every answer is of this revision, instead of one made up. */
    Histories revision(long revision) {
        this.revision = revision;
        return this;
    }

    Histories runner(double millis, String f, String value) {
        return at(millis, Event.RUNNER, null, Event.Type.INFO, f, value, null);
    }

    /** In order of time, numbered from 0. */
    List<Event> events() {
        List<Event> sorted = new ArrayList<>(unordered);
        sorted.sort(Comparator.comparingLong(Event::timeNanos));
        List<Event> numbered = new ArrayList<>();
        for (Event e : sorted) {
            numbered.add(new Event(numbered.size(), e.timeNanos(), e.process(), e.node(), e.type(), e.f(), e.value(), e.error(), e.facts()));
        }
        return numbered;
    }

    static void write(Path directory, List<Event> events) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Event event : events) {
            lines.append(JSON.writeValueAsString(event)).append('\n');
        }
        Files.writeString(directory.resolve(Reports.HISTORY), lines);
    }

    static JsonNode json(String value) {
        try {
            return JSON.readTree(value.replace('\'', '"'));
        } catch (IOException e) {
            throw new IllegalArgumentException(value, e);
        }
    }
}
