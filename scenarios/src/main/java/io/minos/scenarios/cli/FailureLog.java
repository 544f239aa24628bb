package io.minos.scenarios.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the details of a failure go that a person does not want on the terminal. */
final class FailureLog {
    private FailureLog() {}

    /** The failure with its cause, on one line. */
    static String line(Throwable failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return message.lines().findFirst().orElse(failure.getClass().getSimpleName());
    }

    /** Writes the whole failure into {@code directory}; the exception for the command line names the file. */
    static RuntimeException written(Throwable failure, Path directory) {
        Path file = directory.resolve("failure.log");
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        try {
            Files.createDirectories(directory);
            Files.writeString(file, text.toString());
            return new IllegalStateException(line(failure) + "; details in " + file, failure);
        } catch (IOException e) {
            return new IllegalStateException(line(failure), failure);
        }
    }
}
