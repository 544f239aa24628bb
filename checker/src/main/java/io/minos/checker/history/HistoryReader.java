package io.minos.checker.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads history files, line by line; see HISTORY.md. */
public final class HistoryReader {
    private HistoryReader() {}

    /**
     * What was read.
     *
     * @param tornLine the text of a last line that was cut off, as a crash of the run leaves it, perhaps inside a character;
     *     null: none. It was not given on.
     */
    public record Summary(long events, @Nullable String tornLine) {}

    /**
     * The whole file as a history.
     *
     * @throws HarnessFailure if it cannot be read, is no history, or breaks the harness's rules; one line, with the line number
     */
    public static History read(Path file) {
        List<Event> events = new ArrayList<>();
        forEach(file, events::add);
        return History.of(events);
    }

    /**
     * The same from a stream, which is closed: a compressed file, say.
     *
     * @param file its name, for what goes wrong
     * @throws HarnessFailure as {@link #read(Path)}
     */
    public static History read(Path file, InputStream stream) {
        List<Event> events = new ArrayList<>();
        try (stream) {
            forEach(file, stream, events::add);
        } catch (IOException e) {
            throw new HarnessFailure("The history " + file + " cannot be read: " + e.getMessage(), e);
        }
        return History.of(events);
    }

    /**
     * Gives each event on, in order, without keeping any.
     *
     * @throws HarnessFailure as {@link #read}, except for the rules between events, which are not looked at
     */
    public static Summary forEach(Path file, Consumer<Event> consumer) {
        try (InputStream stream = Files.newInputStream(file)) {
            return forEach(file, stream, consumer);
        } catch (NoSuchFileException e) {
            throw new HarnessFailure("There is no history " + file + ".", e);
        } catch (IOException e) {
            throw new HarnessFailure("The history " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Summary forEach(Path file, InputStream stream, Consumer<Event> consumer) throws IOException {
        LineParser parser = new LineParser();
        Lines lines = new Lines(stream);
        long number = 0;
        while (lines.next()) {
            number++;
            try {
                Event event = parser.parse(lines.buffer(), lines.from(), lines.length());
                if (number == 1) checkVersion(file, event);
                consumer.accept(event);
            } catch (JsonProcessingException | CharacterCodingException e) {
                if (lines.last() && number > 1) return new Summary(number - 1, lines.text());
                String why = e instanceof JsonProcessingException json ? json.getOriginalMessage() : "it is not UTF-8";
                throw new HarnessFailure(file + " line " + number + " is no event of a history: " + why, e);
            }
        }
        return new Summary(number, null);
    }

    /** What a history has besides operations. */
    public record Rest(List<Event> notes, List<WatchStream> watches, Summary summary) {}

    /**
     * Gives each operation on as it completes, and in the end those that never did, without keeping any.
     *
     * @throws HarnessFailure as {@link #read}
     */
    public static Rest forEachOperation(Path file, Consumer<Operation> consumer) {
        Pairing pairing = new Pairing(consumer);
        try (ReadAhead ahead = ReadAhead.of(file)) {
            Summary summary = ahead.forEach(pairing::accept);
            pairing.end();
            return new Rest(pairing.notes(), pairing.watches(), summary);
        }
    }

    private static void checkVersion(Path file, Event first) {
        int version = first.value() == null ? 0 : first.value().path(HistoryFormat.VERSION_FIELD).asInt();
        if (!first.f().equals(F.RUN) || version == 0) throw new HarnessFailure(file + " is no history: its first line is not a run event with a " + HistoryFormat.VERSION_FIELD + ".");
        if (version > HistoryFormat.VERSION) throw new HarnessFailure(file + " has history format " + version + "; this Minos reads up to " + HistoryFormat.VERSION + ".");
    }
}
