package io.minos.reports;

import io.minos.checker.history.Event;
import io.minos.checker.history.HarnessFailure;
import io.minos.checker.history.HistoryReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A history as far as it can be read, an event at a time, so that its length does not matter. A report is wanted most when
 * something went wrong: what cannot be read is said in the report and does not prevent it.
 */
record HistoryFile(Path path) {
    /**
     * Gives each event on, in order.
     *
     * @return what is wrong with the file, as one sentence for a person; empty when it was read to its end
     */
    Optional<String> forEach(Consumer<Event> consumer) {
        if (!Files.exists(path)) {
            return Optional.of("There is no " + path.getFileName() + " in the run's directory.");
        }
        try {
            HistoryReader.Summary read = HistoryReader.forEach(path, consumer);
            return read.tornLine() == null ? Optional.empty() : Optional.of("The history's last line is not whole: the run was cut off while it was written.");
        } catch (HarnessFailure failure) {
            return Optional.of(String.valueOf(failure.getMessage()));
        }
    }
}
