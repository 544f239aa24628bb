package io.minos.reports.text;

import io.minos.checker.verdict.Anomaly;
import io.minos.checker.verdict.Call;
import io.minos.checker.verdict.Impasse;
import io.minos.reports.plot.Markup;
import io.minos.reports.plot.Units;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An anomaly in plain text of fixed width, complete enough for a bug report: its operations on an axis of time, each in full,
 * and either how far an order of them gets and why no further, or the steps of the explanation.
 */
public final class AnomalyText {
    /** As wide as an issue tracker shows without scrolling. */
    public static final int WIDTH = 100;

    private static final int CALLS_MAX = 16;
    private static final int LABEL_MAX = 48;

    private final Anomaly anomaly;
    /** What of each operation plays a part. */
    private final Map<Long, String> says = new LinkedHashMap<>();
    private final Map<Long, Boolean> unanswered = new LinkedHashMap<>();

    private AnomalyText(Anomaly anomaly) {
        this.anomaly = anomaly;
        if (anomaly.impasse() == null) return;
        for (Impasse.Part part : anomaly.impasse().parts()) {
            says.merge(part.operation(), line(part.says()), (one, other) -> one + "; " + other);
            unanswered.merge(part.operation(), part.unanswered(), Boolean::logicalAnd);
        }
    }

    /**
     * The lines; none for an anomaly of no operation. Nothing in them breaks a line or turns the direction of a text. Bars get
     * by with the numbers of the operations where words would make a row of them wider than {@code width} columns.
     */
    public static List<String> of(Anomaly anomaly, int width) {
        return anomaly.calls().isEmpty() ? List.of() : new AnomalyText(anomaly).lines(width);
    }

    private List<String> lines(int width) {
        List<Call> shown = anomaly.calls().stream().limit(CALLS_MAX).toList();
        List<String> lines = new ArrayList<>(drawing(shown, width));
        legend(shown).ifPresent(lines::add);
        lines.add("");
        shown.forEach(call -> lines.add(call(call)));
        if (anomaly.calls().size() > shown.size()) lines.add("and " + Units.count(anomaly.calls().size() - shown.size(), "more operation") + ".");
        lines.add("");
        Impasse impasse = anomaly.impasse();
        if (impasse == null) anomaly.steps().forEach(step -> lines.add(line(step)));
        else lines.addAll(why(impasse));
        return lines;
    }

    private List<String> drawing(List<Call> shown, int width) {
        Drawing inWords = new Drawing(shown.stream().map(call -> bar(call, number(call.index()) + " " + cut(says(call)))).toList());
        List<String> lines = inWords.lines();
        if (lines.stream().allMatch(line -> line.length() <= width)) return lines;
        return new Drawing(shown.stream().map(call -> bar(call, number(call.index()))).toList()).lines();
    }

    private Bar bar(Call call, String label) {
        return new Bar(call, line(call.process()), label, answerPlaysNoPart(call));
    }

    /** It was answered, which takes no part in the contradiction. */
    private boolean answerPlaysNoPart(Call call) {
        return unanswered.getOrDefault(call.index(), false) && call.outcome() != Call.Outcome.INFO;
    }

    private Optional<String> legend(List<Call> shown) {
        List<String> marks = new ArrayList<>();
        if (shown.stream().anyMatch(call -> call.outcome() == Call.Outcome.INFO)) marks.add("▶ not answered: may take effect at any later time, or never");
        if (shown.stream().anyMatch(call -> call.outcome() == Call.Outcome.FAIL)) marks.add("✗ failed: certainly did not happen");
        if (shown.stream().anyMatch(this::answerPlaysNoPart)) marks.add("┄ contradicts itself even if this was never answered");
        return marks.isEmpty() ? Optional.empty() : Optional.of("(" + String.join("; ", marks) + ")");
    }

    private String call(Call call) {
        String outcome = call.outcome() == Call.Outcome.OK ? "ok" : call.outcome() == Call.Outcome.FAIL ? "failed" : "outcome unknown";
        String until = call.completedNanos() == null ? "" : " to " + Units.moment(call.completedNanos());
        String when = Drawing.isTimed(anomaly.calls()) ? ", " + Units.moment(call.invokedNanos()) + until : "";
        return number(call.index()) + " process " + line(call.process()) + (call.node().isEmpty() ? "" : " on " + line(call.node())) + ": " + line(call.says()) + ", " + outcome
                + (call.revision() == 0 ? "" : " at revision " + call.revision()) + when;
    }

    private static List<String> why(Impasse impasse) {
        List<String> lines = new ArrayList<>();
        if (impasse.order().isEmpty()) lines.add("Nothing can come first.");
        else lines.add("A longest order that works: " + impasse.order().stream().map(AnomalyText::number).collect(Collectors.joining(", ")) + ".");
        if (!impasse.states().isEmpty()) lines.add("Then " + impasse.states().stream().map(AnomalyText::line).collect(Collectors.joining("; or ")) + ".");
        if (!impasse.next().isEmpty()) lines.add("Next would be");
        impasse.next().forEach(next -> lines.add("  " + number(next.operation()) + ", but " + line(next.why())));
        return lines;
    }

    private String says(Call call) {
        return says.getOrDefault(call.index(), line(call.says()));
    }

    private static String number(long operation) {
        return "#" + operation;
    }

    private static String cut(String text) {
        return text.length() <= LABEL_MAX ? text : text.substring(0, LABEL_MAX - 1) + "…";
    }

    private static String line(String text) {
        return Markup.visible(text).replaceAll("\\R", " ");
    }
}
