package io.minos.reports;

import io.minos.checker.verdict.Anomaly;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Judgement.FaultRecord;
import io.minos.checker.verdict.Verdict;
import io.minos.reports.plot.Markup;
import io.minos.reports.text.AnomalyText;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code junit.xml} in the schema of Maven's surefire, which build servers read: one test case a check, one a fault (did it take
 * effect?). INVALID is a failure, UNKNOWN and a fault without evidence are errors. A judgement that is no pass for a reason of
 * its own gets a test case of its own, so that a run that did not pass is never green.
 */
final class JunitXml {
    private JunitXml() {}

    /** @param verdict VALID passes, INVALID is a failure, UNKNOWN an error */
    private record Case(String group, String name, long millis, Verdict verdict, String message, String detail) {}

    static String of(Judgement judgement) {
        String suite = "minos." + RunFacts.of(judgement, "").text("scenario", "run").replaceAll("\\s+", "-");
        List<Case> shown = Stream.concat(judgement.checks().stream().map(JunitXml::check), judgement.faults().stream().map(JunitXml::fault)).toList();
        List<Case> cases = Stream.concat(shown.stream(), unshown(judgement, shown).stream()).toList();
        Markup xml = new Markup().raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.open("testsuite", "name", suite, "time", seconds(cases.stream().mapToLong(Case::millis).sum()), "tests", cases.size(),
                "errors", count(cases, Verdict.UNKNOWN), "skipped", 0, "failures", count(cases, Verdict.INVALID)).line();
        if (!judgement.run().isEmpty()) {
            xml.open("properties").line();
            judgement.run().forEach((name, value) -> xml.empty("property", "name", name, "value", RunFacts.text(value)));
            xml.close();
        }
        cases.forEach(c -> write(xml, suite, c));
        return xml.close().toString();
    }

    private static void write(Markup xml, String suite, Case c) {
        xml.open("testcase", "name", c.name(), "classname", suite + "." + c.group(), "time", seconds(c.millis()));
        if (c.verdict() != Verdict.VALID) {
            String element = c.verdict() == Verdict.INVALID ? "failure" : "error";
            xml.line().leaf(element, c.detail(), "message", c.message(), "type", c.verdict());
        }
        xml.close();
    }

    private static Case check(CheckResult check) {
        String anomalies = check.anomalies().stream().map(JunitXml::anomaly).collect(Collectors.joining("\n\n"));
        String detail = "Promise: " + check.promise() + "\n" + check.reason() + (anomalies.isEmpty() ? "" : "\n\n" + anomalies);
        return new Case("checks", check.check(), check.millis(), check.verdict(), check.reason(), detail);
    }

    private static String anomaly(Anomaly anomaly) {
        List<String> text = AnomalyText.of(anomaly, AnomalyText.WIDTH);
        if (!text.isEmpty()) {
            return anomaly.kind() + (anomaly.key() == null ? "" : " on key " + anomaly.key()) + ": " + anomaly.summary() + "\n\n" + String.join("\n", text);
        }
        String steps = anomaly.steps().stream().map(step -> "\n  - " + step).collect(Collectors.joining());
        return anomaly.kind() + (anomaly.key() == null ? "" : " on key " + anomaly.key()) + ": " + anomaly.summary() + steps
                + (anomaly.operations().isEmpty() ? "" : "\n  operations " + anomaly.operations());
    }

    private static Case fault(FaultRecord fault) {
        String name = fault.id() + " " + fault.kind() + (fault.target().isEmpty() ? "" : " " + String.join(",", fault.target()));
        long millis = fault.healedNanos() == null ? 0 : (fault.healedNanos() - fault.injectedNanos()) / 1_000_000;
        String detail = "Without evidence that the fault took effect the run is no test of it." + fault.evidence().stream().map(e -> "\n  - " + e).collect(Collectors.joining());
        return new Case("faults", name, millis, fault.effective() ? Verdict.VALID : Verdict.UNKNOWN, "the fault took no effect that was seen", detail);
    }

    private static Optional<Case> unshown(Judgement judgement, List<Case> shown) {
        Verdict worst = shown.stream().map(Case::verdict).reduce(Verdict.VALID, Verdict::and);
        if (worst == judgement.verdict() || worst == Verdict.INVALID) {
            return Optional.empty();
        }
        return Optional.of(new Case("judgement", "verdict", 0, judgement.verdict(), judgement.reason(), judgement.reason()));
    }

    private static long count(List<Case> cases, Verdict verdict) {
        return cases.stream().map(Case::verdict).filter(verdict::equals).count();
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1e3);
    }
}
