package io.minos.checker.interop;

import io.minos.checker.history.Event;
import io.minos.checker.history.HarnessFailure;
import io.minos.checker.model.named.Datum;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pairs the events of a file, one after the other, into operations. What breaks the rules is told with its line. */
final class Pairs {
    /**
     * @param line of the file, from 1
     * @param index of the event, as the file has it; -1: it has none
     */
    record Line(long line, long index, String process, String type, String f, @Nullable String key, Datum value, Datum error, long nanos) {}

    private record Open(long index, Line line, long nanos) {}

    private final String file;
    private final Map<String, Open> open = new HashMap<>();
    /** Processes that may not come back, with the line that says so. */
    private final Map<String, Long> retired = new HashMap<>();
    private final List<Recorded> operations = new ArrayList<>();
    private long index = -1;
    private long nanos;

    Pairs(String file) {
        this.file = file;
    }

    HarnessFailure wrong(long line, String what) {
        return new HarnessFailure(file + " line " + line + ": " + what + ".");
    }

    /** @throws HarnessFailure if it does not fit to what came before */
    void accept(Line line) {
        if (line.index() >= 0 && line.index() <= index) throw wrong(line.line(), "the index " + line.index() + " is not greater than " + index + ", the one before");
        index = line.index() >= 0 ? line.index() : index + 1;
        nanos = Math.max(nanos, line.nanos());
        switch (line.type()) {
            case "invoke" -> invoke(line);
            case "ok" -> complete(line, Event.Type.OK);
            case "fail" -> complete(line, Event.Type.FAIL);
            case "info" -> info(line);
            default -> throw wrong(line.line(), "there is no type of event " + line.type() + "; there are invoke, ok, fail and info");
        }
    }

    private void invoke(Line line) {
        Open before = open.putIfAbsent(line.process(), new Open(index, line, nanos));
        if (before != null) throw wrong(line.line(), "process " + line.process() + " has not completed its operation of line " + before.line().line());
        Long since = retired.get(line.process());
        if (since != null) throw wrong(line.line(), "process " + line.process() + " goes on after an operation of unknown outcome, in line " + since);
    }

    /** Clients may also note something in between. */
    private void info(Line line) {
        if (!open.containsKey(line.process())) return;
        retired.put(line.process(), line.line());
        complete(line, Event.Type.INFO);
    }

    private void complete(Line line, Event.Type outcome) {
        Open begun = open.remove(line.process());
        if (begun == null) throw wrong(line.line(), "process " + line.process() + " completes what it never began");
        if (!begun.line().f().equals(line.f())) throw wrong(line.line(), "process " + line.process() + " completes " + line.f() + ", but began " + begun.line().f() + " in line " + begun.line().line());
        add(begun, line, outcome);
    }

    private void add(Open begun, @Nullable Line end, Event.Type outcome) {
        Line line = begun.line();
        boolean ended = end != null && outcome != Event.Type.INFO;
        operations.add(new Recorded(begun.index(), line.line(), line.process(), line.f(), line.key(), line.value(), end == null ? Datum.NIL : end.value(), outcome,
                end == null ? Datum.NIL : end.error(), begun.index(), ended ? index : Recorded.NEVER, begun.nanos(), nanos));
    }

    /** All operations, by invocation; one without a completion has an unknown outcome. */
    List<Recorded> operations() {
        open.values().forEach(begun -> add(begun, null, Event.Type.INFO));
        open.clear();
        operations.sort(Comparator.comparingLong(Recorded::index));
        return List.copyOf(operations);
    }
}
