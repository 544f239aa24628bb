package io.minos.reports;

import io.minos.checker.verdict.Judgement.FaultRecord;
import io.minos.reports.plot.Markup;
import io.minos.reports.plot.Units;
import java.util.List;
import java.util.function.Predicate;

/** The faults of a run on the page: each with its evidence while they are few, else counted, and each folded away. */
final class FaultTables {
    private final Markup page;
    private final List<FaultRecord> faults;

    FaultTables(Markup page, List<FaultRecord> faults) {
        this.page = page;
        this.faults = List.copyOf(faults);
    }

    void write() {
        FaultGroups groups = FaultGroups.of(faults);
        if (!groups.worthwhile()) {
            faultTable(fault -> true);
            return;
        }
        groupTable(groups);
        if (faults.stream().anyMatch(fault -> !fault.effective())) {
            page.leaf("h3", "Those without evidence");
            faultTable(fault -> !fault.effective());
        }
        page.open("details").leaf("summary", "All " + Units.count(faults.size(), "fault") + ", one by one");
        faultTable(fault -> true);
        page.close();
    }

    private void groupTable(FaultGroups groups) {
        page.open("div", "class", "scroll").open("table", "class", "narrow");
        TableHead.write(page, "Fault", "Target", ">Injected", ">Took effect");
        page.open("tbody");
        for (FaultGroups.Group group : groups.groups()) {
            page.open("tr").open("td").leaf("strong", group.kind()).close().leaf("td", group.target());
            page.leaf("td", Units.count(group.injected()), "class", "number").leaf("td", Units.count(group.effective()), "class", "number").close();
        }
        page.close().close().close();
    }

    private void faultTable(Predicate<FaultRecord> shown) {
        page.open("div", "class", "scroll").open("table");
        TableHead.write(page, ">#", "Fault", "Target", ">Injected", ">Lasted", "Took effect", "Evidence");
        page.open("tbody");
        for (int i = 0; i < faults.size(); i++) {
            if (shown.test(faults.get(i))) {
                fault(i + 1, faults.get(i));
            }
        }
        page.close().close().close();
    }

    private void fault(int number, FaultRecord fault) {
        page.open("tr").leaf("td", number, "class", "number");
        page.open("td").leaf("strong", fault.kind());
        fault.parameters().forEach((name, value) -> page.empty("br").leaf("span", RunFacts.label(name) + ": " + RunFacts.text(value), "class", "muted"));
        page.close();
        page.leaf("td", String.join(", ", fault.target()));
        page.leaf("td", Units.moment(fault.injectedNanos()), "class", "number");
        page.leaf("td", fault.healedNanos() == null ? "never healed" : Units.duration(fault.healedNanos() - fault.injectedNanos()), "class", "number");
        page.open("td").leaf("span", fault.effective() ? "✓ yes" : "✗ not seen", "class", "badge " + (fault.effective() ? "valid" : "unknown")).close();
        page.open("td");
        if (fault.evidence().isEmpty()) {
            page.leaf("span", "none", "class", "muted");
        } else {
            page.open("ul", "class", "evidence");
            fault.evidence().forEach(evidence -> page.leaf("li", evidence));
            page.close();
        }
        page.close().close();
    }
}
