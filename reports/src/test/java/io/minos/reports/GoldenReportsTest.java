package io.minos.reports;

import io.minos.reports.SampleRuns.Sample;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenReportsTest {
    @TempDir Path directory;

    @Test
    void an_invalid_run_reads_as_it_always_did() throws Exception {
        check("small-invalid", SampleRuns.smallInvalid());
    }

    @Test
    void an_undecided_run_reads_as_it_always_did() throws Exception {
        check("small-unknown", SampleRuns.smallUnknown());
    }

    private void check(String name, Sample sample) throws Exception {
        Histories.write(directory, sample.events());
        Golden.check(name + ".summary.md", Summary.markdown(sample.judgement()));
        Golden.check(name + ".junit.xml", JunitXml.of(sample.judgement()));
        RunReport report = RunReport.of(sample.judgement(), "runs/" + name, new HistoryFile(directory.resolve(Reports.HISTORY)));
        Golden.check(name + ".report.html", HtmlReport.of(report));
    }
}
