package io.minos.reports;

import io.minos.checker.check.InnerPromises;
import io.minos.checker.verdict.Anomaly;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Judgement.FaultRecord;
import io.minos.checker.verdict.Verdict;
import io.minos.reports.plot.Markup;
import io.minos.reports.plot.Units;
import io.minos.reports.text.AnomalyText;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code summary.md}: the judgement on one page of Markdown, for a pull request or a chat. */
public final class Summary {
    private static final int STEPS_MAX = 24;

    private final Judgement judgement;
    private final StringBuilder out = new StringBuilder();

    private Summary(Judgement judgement) {
        this.judgement = judgement;
    }

    /** Plain Markdown (tables as GitHub reads them), ended by a newline. Texts from outside are escaped. */
    public static String markdown(Judgement judgement) {
        return new Summary(judgement).write();
    }

    private String write() {
        Headline headline = Headline.of(judgement);
        line("# " + headline.verdict());
        line("");
        line("**" + escaped(headline.sentence()) + "**");
        line("");
        if (!judgement.reason().isBlank() && !headline.sentence().contains(judgement.reason().strip())) {
            line(escaped(judgement.reason()));
            line("");
        }
        RunFacts facts = RunFacts.of(judgement, "");
        facts.labelled().forEach((label, text) -> line("- " + escaped(label) + ": " + escaped(text)));
        line("- Operations: " + operations());
        line("- Run it again: `" + Markup.visible(facts.again()).replace('`', '\'').replaceAll("\\R", " ") + "`");
        checks();
        counterexamples();
        faults();
        recoveries();
        return out.toString();
    }

    private String operations() {
        Judgement.Counts counts = judgement.counts();
        String errors = counts.byError().entrySet().stream().sorted(java.util.Map.Entry.comparingByKey())
                .map(e -> escaped(e.getKey()) + " " + Units.count(e.getValue())).collect(Collectors.joining(", "));
        return Units.count(counts.operations()) + " (" + Units.count(counts.ok()) + " ok, " + Units.count(counts.fail()) + " fail, " + Units.count(counts.info()) + " info)"
                + (errors.isEmpty() ? "" : "; errors: " + errors);
    }

    private void checks() {
        heading("Checks");
        row("Verdict", "Check", "Why");
        row("---", "---", "---");
        judgement.checks().forEach(check -> row(glyph(check.verdict()) + " " + check.verdict(), escaped(check.check()), escaped(check.reason())));
    }

    /** The first anomaly of each broken check. */
    private void counterexamples() {
        List<CheckResult> broken = judgement.checks().stream().filter(check -> !check.anomalies().isEmpty()).toList();
        if (broken.isEmpty()) {
            return;
        }
        heading("Counterexamples");
        for (CheckResult check : broken) {
            Anomaly anomaly = check.anomalies().get(0);
            line("**" + escaped(check.check()) + "**: " + escaped(anomaly.kind()) + (anomaly.key() == null ? "" : " on key " + escaped(anomaly.key())) + ". " + escaped(anomaly.summary()));
            line("");
            List<String> text = AnomalyText.of(anomaly, AnomalyText.WIDTH);
            if (!text.isEmpty()) {
                text.forEach(each -> line(each.isEmpty() ? "" : "    " + each));
                line("");
                if (check.anomalyCount() > 1) {
                    line(Units.count(check.anomalyCount()) + " anomalies in all.");
                    line("");
                }
                continue;
            }
            boolean transitions = check.check().equals(InnerPromises.NAME);
            anomaly.steps().stream().limit(STEPS_MAX).forEach(step -> line(transitions ? "    " + Markup.visible(step) : "1. " + escaped(step)));
            if (anomaly.steps().size() > STEPS_MAX) {
                line("1. … " + (anomaly.steps().size() - STEPS_MAX) + " more steps in report.html");
            }
            line("");
            String operations = anomaly.operations().isEmpty() ? ""
                    : "Operations: " + anomaly.operations().stream().map(String::valueOf).collect(Collectors.joining(", ")) + " (indices in history.jsonl).";
            String all = check.anomalyCount() > 1 ? Units.count(check.anomalyCount()) + " anomalies in all." : "";
            if (!operations.isEmpty() || !all.isEmpty()) {
                line((operations + " " + all).strip());
                line("");
            }
        }
        out.setLength(out.length() - 1);
    }

    private void faults() {
        heading("Faults");
        if (judgement.faults().isEmpty()) {
            line("None was injected.");
            return;
        }
        FaultGroups groups = FaultGroups.of(judgement.faults());
        if (groups.worthwhile()) {
            row("Fault", "Target", "Injected", "Took effect");
            row("---", "---", "--:", "--:");
            groups.groups().forEach(group ->
                    row(escaped(group.kind()), escaped(group.target()), Units.count(group.injected()), Units.count(group.effective())));
            if (judgement.faults().stream().allMatch(FaultRecord::effective)) {
                return;
            }
            line("");
            line("Those without evidence:");
            line("");
        }
        eachFault(fault -> !groups.worthwhile() || !fault.effective());
    }

    private void eachFault(Predicate<FaultRecord> shown) {
        row("#", "Fault", "Target", "Injected", "Lasted", "Took effect", "Evidence");
        row("--:", "---", "---", "--:", "--:", "---", "---");
        for (int i = 0; i < judgement.faults().size(); i++) {
            FaultRecord fault = judgement.faults().get(i);
            if (!shown.test(fault)) {
                continue;
            }
            row(String.valueOf(i + 1), escaped(fault.kind()), escaped(String.join(", ", fault.target())), Units.moment(fault.injectedNanos()),
                    fault.healedNanos() == null ? "never healed" : Units.duration(fault.healedNanos() - fault.injectedNanos()),
                    fault.effective() ? "yes" : "**not seen**", escaped(String.join("; ", fault.evidence())));
        }
    }

    private void recoveries() {
        heading("Availability");
        row(AvailabilityRow.COLUMNS.stream().map(column -> column.replace(">", "")).toArray(String[]::new));
        row(AvailabilityRow.COLUMNS.stream().map(column -> column.startsWith(">") ? "--:" : "---").toArray(String[]::new));
        AvailabilityRow.of(judgement).forEach(each -> row(Stream.concat(Stream.of(each.measure()), each.figures().stream()).toArray(String[]::new)));
        line("");
        line("Leader changes: " + judgement.availability().leaderChanges().size());
    }

    private void heading(String title) {
        line("");
        line("## " + title);
        line("");
    }

    private void row(String... cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private static String glyph(Verdict verdict) {
        return verdict == Verdict.VALID ? "✓" : verdict == Verdict.INVALID ? "✗" : "?";
    }

    /** Keeps a text a text: nothing in it is taken for Markdown or HTML, and it stays on its line. */
    static String escaped(String text) {
        return Markup.visible(text).replaceAll("([\\\\`*_\\[\\]<>|~#])", "\\\\$1").replaceAll("\\R", " ");
    }
}
