package io.minos.checker.interop;

import io.minos.checker.interop.Pairs.Line;
import io.minos.checker.linear.Span;
import io.minos.checker.model.Cell;
import io.minos.checker.model.Register;
import io.minos.checker.model.named.Datum;
import io.minos.checker.model.named.Models;
import io.minos.checker.model.named.NamedModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import us.bpsm.edn.EdnException;

/**
 * What {@code jepsen.util} logs of a run: {@code INFO  jepsen.util - 0 :invoke :cas [1 2]}, also with time and thread before it.
 * Other lines are passed over, and so are processes that are no numbers (the nemesis). The value is EDN; what comes after it
 * says why, and nothing of the outcome.
 */
public final class JepsenLog {
    public static final Register MODEL = new Register("r");

    @SuppressWarnings("unchecked")
    private static final NamedModel<Cell, Register.Action> MODEL_NAMED = (NamedModel<Cell, Register.Action>) Models.named("cas-register");
    private static final Pattern LINE = Pattern.compile(".*\\bINFO\\b.*\\bjepsen\\.util\\s*[-:]\\s+(\\d+)\\s+:(\\w+)\\s+:([\\w-]+)\\s*(.*)");

    private JepsenLog() {}

    /**
     * The spans of a run on one compare-and-set register, which a failed cas has looked at.
     *
     * @throws io.minos.checker.history.HarnessFailure one line, if a process completes what it never began
     */
    public static List<Span<Register.Action>> read(List<String> lines) {
        try {
            List<Recorded> operations = read("The log", new StringReader(String.join("\n", lines)));
            Recording recording = new Recording("The log", Format.JEPSEN_LOG, operations);
            return recording.spans(MODEL_NAMED, Format.JEPSEN_LOG.refused()).values().stream().flatMap(List::stream).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Recorded> read(String file, Reader reader) throws IOException {
        Pairs pairs = new Pairs(file);
        BufferedReader in = new BufferedReader(reader);
        long number = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) pairs.accept(event(number, matcher, pairs));
        }
        return pairs.operations();
    }

    private static Line event(long number, Matcher matcher, Pairs pairs) throws IOException {
        try (Edn edn = new Edn(new StringReader(matcher.group(4)))) {
            Datum value = matcher.group(4).isBlank() ? Datum.NIL : edn.next();
            return new Line(number, -1, matcher.group(1), matcher.group(2), matcher.group(3), null, value, Datum.NIL, 0);
        } catch (EdnException e) {
            throw pairs.wrong(number, "the value is no EDN: " + e.getMessage());
        }
    }
}
