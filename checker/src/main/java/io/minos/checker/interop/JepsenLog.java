package io.minos.checker.interop;

import io.minos.checker.history.HarnessFailure;
import io.minos.checker.linear.Span;
import io.minos.checker.model.Cell;
import io.minos.checker.model.Register.Action;
import io.minos.checker.model.Register;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code jepsen.util} logs of a run on one compare-and-set register: {@code INFO  jepsen.util - 0 :invoke :cas [1 2]}.
 * Other lines are skipped. nil is the missing value; a value after {@code :info} says why, and nothing of the outcome.
 */
public final class JepsenLog {
    public static final Register MODEL = new Register("r");

    private static final Pattern LINE = Pattern.compile("INFO\\s+jepsen\\.util - (\\S+)\\s+:(invoke|ok|fail|info)\\s+:(read|write|cas)\\s+(.+?)\\s*");
    private static final Pattern PAIR = Pattern.compile("\\[(\\S+) (\\S+)]");

    private record Open(long at, String f, String argument) {}

    private JepsenLog() {}

    /** @throws HarnessFailure one line, if a process completes what it never began */
    public static List<Span<Action>> read(List<String> lines) {
        Map<String, Open> open = new HashMap<>();
        List<Span<Action>> spans = new ArrayList<>();
        long at = 0;
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) continue;
            at++;
            if (matcher.group(2).equals("invoke")) {
                open.put(matcher.group(1), new Open(at, matcher.group(3), matcher.group(4)));
                continue;
            }
            Open begun = open.remove(matcher.group(1));
            if (begun == null) throw new HarnessFailure("Process " + matcher.group(1) + " completes what it never began: " + line);
            complete(begun, matcher.group(2), matcher.group(4), at, spans);
        }
        open.values().stream().sorted(Comparator.comparingLong(Open::at)).forEach(begun -> add(begun, Span.NEVER, unknown(begun), spans));
        return spans;
    }

    private static void complete(Open begun, String type, String answer, long at, List<Span<Action>> spans) {
        boolean refusedCas = type.equals("fail") && begun.f().equals("cas");
        if (type.equals("info")) add(begun, Span.NEVER, unknown(begun), spans);
        else if (type.equals("ok") || refusedCas) add(begun, at, known(begun, answer, !refusedCas), spans);
    }

    private static void add(Open begun, long returned, @Nullable Action action, List<Span<Action>> spans) {
        if (action != null) spans.add(new Span<>(begun.at(), begun.at(), returned, action));
    }

    private static Action known(Open begun, String answer, boolean succeeded) {
        if (begun.f().equals("read")) return new Action.Read(new Cell(value(answer), 0));
        return begun.f().equals("write") ? new Action.Write(begun.argument(), 0, null) : cas(begun, succeeded);
    }

    private static @Nullable Action unknown(Open begun) {
        if (begun.f().equals("read")) return null;
        return begun.f().equals("write") ? new Action.Write(begun.argument(), 0, null) : cas(begun, null);
    }

    private static Action cas(Open begun, @Nullable Boolean succeeded) {
        Matcher pair = PAIR.matcher(begun.argument());
        if (!pair.matches()) throw new HarnessFailure("A cas needs two values, not " + begun.argument());
        return new Action.Cas(value(pair.group(1)), Objects.requireNonNull(pair.group(2)), 0, succeeded, null);
    }

    private static @Nullable String value(String text) {
        return text.equals("nil") ? null : text;
    }
}
