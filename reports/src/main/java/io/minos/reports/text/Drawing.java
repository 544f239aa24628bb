package io.minos.reports.text;

import io.minos.checker.verdict.Call;
import io.minos.reports.plot.Units;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Bars on an axis of time, a row a process. The order of all ends is the history's; distances are only as long as the labels
 * need.
 */
final class Drawing {
    private static final String HEAD = "process ";
    private static final long MILLI = 1_000_000;

    private final List<Bar> bars;
    /** The column of each invocation and completion, by its index. */
    private final Map<Long, Integer> columns = new TreeMap<>();
    private int width;

    /** @param bars in order of invocation */
    Drawing(List<Bar> bars) {
        this.bars = bars;
        place();
    }

    private void place() {
        TreeSet<Long> moments = new TreeSet<>();
        for (Bar bar : bars) {
            moments.add(bar.call().index());
            moments.add(bar.end());
        }
        int column = -1;
        for (long moment : moments) {
            column++;
            for (Bar bar : bars) if (bar.end() == moment) column = Math.max(column, columns.get(bar.call().index()) + bar.columns() - 1);
            columns.put(moment, column);
        }
        width = column + 1;
    }

    /** Some histories have an order and no clock. */
    static boolean isTimed(List<Call> calls) {
        return calls.stream().anyMatch(call -> call.invokedNanos() >= MILLI);
    }

    /** Without the heads of the rows. */
    int width() {
        return width;
    }

    List<String> lines() {
        int head = bars.stream().mapToInt(bar -> head(bar).length()).max().orElse(0) + 2;
        List<String> lines = new ArrayList<>();
        if (isTimed(bars.stream().map(Bar::call).toList())) lines.add(" ".repeat(head) + times());
        rows().forEach(row -> lines.add(row(row, head)));
        return lines;
    }

    /** A process that goes on after an open bar, as a watcher may, gets another row. */
    private List<List<Bar>> rows() {
        Map<String, List<List<Bar>>> byProcess = new LinkedHashMap<>();
        for (Bar bar : bars) {
            List<List<Bar>> rows = byProcess.computeIfAbsent(bar.process(), absent -> new ArrayList<>());
            if (rows.isEmpty() || rows.get(rows.size() - 1).stream().anyMatch(before -> before.end() >= bar.call().index())) rows.add(new ArrayList<>());
            rows.get(rows.size() - 1).add(bar);
        }
        return byProcess.values().stream().flatMap(List::stream).toList();
    }

    private static String head(Bar bar) {
        return HEAD + bar.process();
    }

    private String row(List<Bar> row, int head) {
        StringBuilder line = new StringBuilder(head(row.get(0)));
        for (Bar bar : row) {
            int from = columns.get(bar.call().index());
            line.append(" ".repeat(head + from - line.length())).append(bar.drawn(columns.get(bar.end()) - from + 1));
        }
        return line.toString();
    }

    /** When what begins and ends does, as far as there is room: first to last. */
    private String times() {
        Map<Long, Long> nanos = new TreeMap<>();
        for (Bar bar : bars) {
            Call call = bar.call();
            nanos.put(call.index(), call.invokedNanos());
            if (call.completed() != null && call.completedNanos() != null) nanos.put(call.completed(), call.completedNanos());
        }
        StringBuilder line = new StringBuilder();
        nanos.forEach((moment, at) -> {
            int column = columns.get(moment);
            if (line.length() > 0 && column < line.length() + 2) return;
            line.append(" ".repeat(column - line.length())).append(Units.moment(at));
        });
        return line.toString();
    }
}
