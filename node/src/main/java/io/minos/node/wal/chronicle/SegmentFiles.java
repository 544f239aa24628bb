package io.minos.node.wal.chronicle;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the files of a log are named. Chronicle names a cycle file by the cycle's time; our cycles are segment numbers,
 * read as seconds since 1970: segment 1 is {@code 19700101-000001W.cq4}.
 */
final class SegmentFiles {
    static final String LOCK = "LOCK";
    static final String METADATA = "metadata.cq4t";
    /** A segment that Chronicle started since the log was opened. */
    static final String ACTIVE = ".cq4";
    /**
     * A segment of an earlier opening, hidden from Chronicle. It would map it, and write its end-of-file mark where it
     * believes the end to be, which after a cut may be far beyond the allocated part.
     */
    static final String SEALED = ".sealed";
    static final String PRECREATED = ".precreated";
    static final String UNFINISHED = ".precreated.tmp";
    /** The pattern for Chronicle. No built-in roll cycle has it: Chronicle would take ours for that one. */
    static final String FORMAT = "yyyyMMdd-HHmmss'W'";

    private static final int NAME_LENGTH = "19700101-000001W".length();

    private SegmentFiles() {}

    static String name(long segment) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(segment, 0, ZoneOffset.UTC);
        return digits(time.getYear(), 4) + digits(time.getMonthValue(), 2) + digits(time.getDayOfMonth(), 2) + '-'
                + digits(time.getHour(), 2) + digits(time.getMinute(), 2) + digits(time.getSecond(), 2) + 'W';
    }

    static Path active(Path dir, long segment) {
        return dir.resolve(name(segment) + ACTIVE);
    }

    static Path sealed(Path dir, long segment) {
        return dir.resolve(name(segment) + SEALED);
    }

    /** All segments, by number. */
    static SortedMap<Long, Path> segments(Path dir) throws IOException {
        SortedMap<Long, Path> found = list(dir, SEALED);
        found.putAll(list(dir, ACTIVE));
        return found;
    }

    static Path precreated(Path dir, long segment) {
        return dir.resolve(name(segment) + PRECREATED);
    }

    static Path unfinished(Path dir, long segment) {
        return dir.resolve(name(segment) + UNFINISHED);
    }

    /** The files with this ending, by segment number. */
    static SortedMap<Long, Path> list(Path dir, String ending) throws IOException {
        SortedMap<Long, Path> found = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dir)) {
            for (Path file : files) {
                number(file.getFileName().toString(), ending).ifPresent(segment -> found.put(segment, file));
            }
        }
        return found;
    }

    private static Optional<Long> number(String name, String ending) {
        if (name.length() != NAME_LENGTH + ending.length() || !name.endsWith("W" + ending)) {
            return Optional.empty();
        }
        try {
            LocalDateTime time = LocalDateTime.of(
                    Integer.parseInt(name, 0, 4, 10), Integer.parseInt(name, 4, 6, 10), Integer.parseInt(name, 6, 8, 10),
                    Integer.parseInt(name, 9, 11, 10), Integer.parseInt(name, 11, 13, 10), Integer.parseInt(name, 13, 15, 10));
            return Optional.of(time.toEpochSecond(ZoneOffset.UTC));
        } catch (NumberFormatException | DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    private static String digits(int value, int width) {
        String digits = Integer.toString(value);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
