package io.minos.reports.text;

import io.minos.checker.verdict.Call;

/**
 * An operation as it is drawn.
 *
 * @param process in one line, as the label
 * @param label of one column a character
 * @param faint its answer plays no part
 */
record Bar(Call call, String process, String label, boolean faint) {
    /** Without a completion it may take effect at any later time. */
    boolean open() {
        return call.completed() == null;
    }

    /** Where it ends among all invocations and completions of the history. */
    long end() {
        return call.completed() == null ? Long.MAX_VALUE : call.completed();
    }

    /** The columns it needs at least: two ends, and a gap and a stroke on either side of the label. */
    int columns() {
        return label.length() + 6;
    }

    String drawn(int columns) {
        String stroke = faint ? "┄" : "─";
        String end = open() ? "▶" : call.outcome() == Call.Outcome.FAIL ? "✗" : "┤";
        return "├" + stroke + " " + label + " " + stroke.repeat(columns - label.length() - 5) + end;
    }
}
