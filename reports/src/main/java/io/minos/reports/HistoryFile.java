package io.minos.reports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.minos.checker.history.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads a history an event at a time, so that its length does not matter. */
record HistoryFile(Path path) {
    private static final ObjectReader EVENTS = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).readerFor(Event.class);

    /** How the file ended. */
    enum End { WHOLE, CUT_OFF, MISSING }

    /**
     * A last line that is not whole is what a crash of the run leaves; it is left out.
     *
     * @throws IOException when another line is not an event
     */
    End forEach(Consumer<Event> consumer) throws IOException {
        if (!Files.exists(path)) {
            return End.MISSING;
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(Files.newInputStream(path), StandardCharsets.UTF_8))) {
            long number = 1;
            String line = lines.readLine();
            while (line != null) {
                String next = lines.readLine();
                Event event;
                try {
                    event = event(line);
                } catch (JsonProcessingException | IllegalArgumentException broken) {
                    if (next == null) {
                        return End.CUT_OFF;
                    }
                    throw new IOException(path + ", line " + number + ": not an event of a history: " + firstLine(broken));
                }
                consumer.accept(event);
                line = next;
                number++;
            }
            return End.WHOLE;
        }
    }

    private static Event event(String line) throws JsonProcessingException {
        Event event = EVENTS.readValue(line);
        if (event == null || event.timeNanos() < 0 || event.process() == null || event.type() == null || event.f() == null) {
            throw new IllegalArgumentException("it needs a process, a type, an f and a time that is not negative");
        }
        return event;
    }

    private static String firstLine(Exception broken) {
        return broken.getMessage().lines().findFirst().orElse("unreadable");
    }
}
