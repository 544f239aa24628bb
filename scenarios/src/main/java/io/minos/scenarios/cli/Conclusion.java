package io.minos.scenarios.cli;

import io.minos.checker.verdict.Anomaly;
import io.minos.checker.verdict.CheckResult;
import io.minos.checker.verdict.Judgement;
import io.minos.reports.FaultGroups;
import io.minos.reports.Headline;
import io.minos.reports.Reports;
import io.minos.reports.text.AnomalyText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The judgement on the terminal. */
final class Conclusion {
    private Conclusion() {}

    static void print(PrintWriter out, Judgement judgement, Path directory) {
        out.println();
        for (CheckResult check : judgement.checks()) {
            out.printf(Locale.ROOT, "  %-8s %-22s %s%n", check.verdict(), check.check(), check.reason());
            check.anomalies().stream().limit(1).forEach(anomaly -> print(out, anomaly));
        }
        FaultGroups groups = FaultGroups.of(judgement.faults());
        if (groups.worthwhile()) {
            groups.groups().forEach(group -> out.printf(Locale.ROOT, "  %-8s %-22s %,d injected, %,d with evidence%n",
                    "faults", group.kind() + " " + group.target().replace(" ", ""), group.injected(), group.effective()));
        }
        judgement.faults().stream().filter(fault -> !groups.worthwhile() || !fault.effective()).forEach(fault -> print(out, fault));
        out.println();
        out.println(Headline.of(judgement).line());
        out.println("report " + directory.resolve(Reports.HTML));
    }

    private static void print(PrintWriter out, Anomaly anomaly) {
        out.printf("           %s%n", anomaly.summary());
        List<String> lines = AnomalyText.of(anomaly, AnomalyText.WIDTH);
        if (lines.isEmpty()) return;
        out.println();
        lines.forEach(out::println);
        out.println();
    }

    private static void print(PrintWriter out, Judgement.FaultRecord fault) {
        out.printf(Locale.ROOT, "  %-8s %-22s %s%n", fault.effective() ? "fault" : "NO FAULT", fault.kind() + " " + String.join(",", fault.target()),
                    fault.evidence().isEmpty() ? "no evidence that it took effect" : fault.evidence().get(0));
    }
}
