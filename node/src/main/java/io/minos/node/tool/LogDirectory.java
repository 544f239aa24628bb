package io.minos.node.tool;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The only argument of a tool that looks into a write-ahead log. */
final class LogDirectory {
    private static final int MISUSED = 254;
    private static final int FAILED = 255;

    private LogDirectory() {}

    interface Reader {
        /** @return the exit code */
        int read(Path directory) throws IOException;
    }

    /** @return the reader's exit code, or 254 for misuse, or 255 if the log cannot be read, and why on {@code err} */
    static int read(String usage, List<String> args, PrintStream err, Reader reader) {
        if (args.size() != 1 || args.get(0).startsWith("-")) {
            err.println(usage);
            return MISUSED;
        }
        Path directory = Path.of(args.get(0));
        if (!Files.isDirectory(directory)) {
            err.println("no such directory: " + directory);
            return FAILED;
        }
        try {
            return reader.read(directory);
        } catch (IOException e) {
            err.println("cannot read the WAL in " + directory + ": " + e);
            return FAILED;
        }
    }
}
