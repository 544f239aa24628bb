package io.minos.scenarios.bench;

import io.minos.checker.linear.Groups.Group;
import io.minos.checker.linear.Span;
import io.minos.checker.model.AppendRegister;
import io.minos.checker.model.Cell;
import io.minos.checker.model.Register.Action;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A history as other judges read it, one operation a line, fields parted by tabs: key, call, return (-1: never), what is done, two
 * arguments, the answer, and what a refused compare-and-set found. A value begins with "=", a missing one is empty, and "?" is not
 * known.
 *
 * @param name without spaces
 * @param kind "register" or "text"
 */
record HistoryText(String name, String kind, List<? extends Group<?, ?>> groups) {
    static void write(List<HistoryText> histories, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (HistoryText history : histories) {
                out.write(String.join("\t", "history", history.name(), history.kind()) + "\n");
                for (int key = 0; key < history.groups().size(); key++) {
                    for (Span<?> span : history.groups().get(key).spans()) {
                        out.write(key + "\t" + span.invoked() + "\t" + (span.optional() ? -1 : span.returned()) + "\t" + fields(span.action()) + "\n");
                    }
                }
            }
        }
    }

    private static String fields(Object action) {
        if (action instanceof Action.Read read) return line("read", "", "", value(read.seen().value()), "?");
        if (action instanceof Action.Write write && write.prev() == null) return line("write", value(write.value()), "", "", "?");
        if (action instanceof Action.Cas cas) return line("cas", value(cas.expect()), value(cas.value()), cas.succeeded() == null ? "?" : cas.succeeded() ? "done" : "refused", found(cas.seen()));
        if (action instanceof AppendRegister.Action.Get get) return line("get", "", "", value(get.seen()), "?");
        if (action instanceof AppendRegister.Action.Put put) return line("put", value(put.value()), "", "", "?");
        if (action instanceof AppendRegister.Action.Append append) return line("append", value(append.value()), "", "", "?");
        throw new IllegalArgumentException("Nothing to measure is like " + action);
    }

    private static String line(String... fields) {
        for (String field : fields) if (field.indexOf('\t') >= 0 || field.indexOf('\n') >= 0) throw new IllegalArgumentException("A value with a tab or a line's end cannot be written: " + field);
        return String.join("\t", fields);
    }

    private static String value(@Nullable String value) {
        return value == null ? "" : "=" + value;
    }

    private static String found(@Nullable Cell seen) {
        return seen == null ? "?" : value(seen.value());
    }
}
