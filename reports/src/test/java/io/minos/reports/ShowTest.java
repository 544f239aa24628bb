package io.minos.reports;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Leaves sample reports to look at, and checks nothing else; how is in the README. */
@EnabledIfSystemProperty(named = "show", matches = ".+")
class ShowTest {
    @Test
    void writes_sample_reports() throws Exception {
        show("valid", SampleRuns.large(1, 470, false));
        show("invalid", SampleRuns.large(1, 470, true));
        show("heavy", SampleRuns.large(2, 8_000, false));
        show("small", SampleRuns.smallInvalid());
        show("unknown", SampleRuns.smallUnknown());
        Path empty = Files.createDirectories(Path.of(System.getProperty("show"), "empty"));
        Reports.write(empty, SampleRuns.empty());
    }

    private static void show(String name, SampleRuns.Sample sample) throws Exception {
        Path directory = Files.createDirectories(Path.of(System.getProperty("show"), name));
        Histories.write(directory, sample.events());
        long start = System.nanoTime();
        Reports.write(directory, sample.judgement());
        System.out.println(name + ": " + sample.events().size() + " events, " + (System.nanoTime() - start) / 1_000_000 + " ms, " + Files.size(directory.resolve(Reports.HTML)) + " bytes");
    }
}
