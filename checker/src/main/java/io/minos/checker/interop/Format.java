package io.minos.checker.interop;

import io.minos.checker.history.HarnessFailure;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What others' histories are written in. */
public enum Format {
    /** Jepsen's {@code history.edn}, or maps with {@code :key} as Porcupine's tests have them. */
    EDN,
    /** A log with the lines of {@code jepsen.util}. */
    JEPSEN_LOG,
    /** JSON Lines, as our own runs write them (HISTORY.md). */
    MINOS;

    private static final Pattern JSON = Pattern.compile("\\s*\\{\\s*[\"}].*", Pattern.DOTALL);
    private static final Pattern EDN_START = Pattern.compile("(?:[\\s,]|;[^\\n]*\\n)*[\\[({#].*", Pattern.DOTALL);

    /** {@code edn}, {@code jepsen-log}, {@code minos}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The fs whose failure is an answer, in such files: the compare failed. Elsewhere that an operation failed says that it did not
     * happen, for whatever reason, and nothing of the object's state.
     */
    public Set<String> refused() {
        return this == EDN ? Set.of() : Set.of("cas");
    }

    /** @throws HarnessFailure one line with the names there are */
    public static Format named(String name) {
        return Stream.of(values()).filter(format -> format.toString().equals(name)).findFirst()
                .orElseThrow(() -> new HarnessFailure("There is no format " + name + "; there are " + names() + "."));
    }

    public static String names() {
        return Stream.of(values()).map(Format::toString).collect(Collectors.joining(", "));
    }

    /**
     * By its content.
     *
     * @param head the beginning of the file
     * @throws HarnessFailure one line, if it is like none of them
     */
    static Format of(String file, String head) {
        if (head.isBlank()) throw new HarnessFailure(file + " line 1: the file is empty.");
        if (JSON.matcher(head).matches()) return MINOS;
        // A log may begin with anything, with a bracket too.
        if (head.contains("jepsen.util")) return JEPSEN_LOG;
        if (EDN_START.matcher(head).matches()) return EDN;
        throw new HarnessFailure(file + " line 1: this is no history in a known format (" + names() + "); if it is all the same, say which with --format.");
    }
}
