package io.minos.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.judge.JudgementFile;
import io.minos.checker.verdict.Verdict;
import io.minos.reports.SampleRuns.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {
    @TempDir Path directory;

    private final Sample sample = SampleRuns.smallInvalid();

    @Test
    void writes_the_four_files_and_leaves_nothing_else() throws Exception {
        Histories.write(directory, sample.events());
        Reports.Files files = Reports.write(directory, sample.judgement());
        try (Stream<Path> all = Files.list(directory)) {
            assertThat(all).containsExactlyInAnyOrder(directory.resolve(Reports.HISTORY), files.result(), files.summary(), files.junit(), files.html());
        }
    }

    @Test
    void writing_twice_gives_the_same_bytes() throws Exception {
        Histories.write(directory, sample.events());
        Reports.Files files = Reports.write(directory, sample.judgement());
        byte[] html = Files.readAllBytes(files.html());
        byte[] result = Files.readAllBytes(files.result());
        Reports.write(directory, sample.judgement());
        assertThat(Files.readAllBytes(files.html())).isEqualTo(html);
        assertThat(Files.readAllBytes(files.result())).isEqualTo(result);
    }

    @Test
    void the_result_reads_back_as_the_judgement_and_replaces_an_older_one() throws Exception {
        Reports.write(directory, SampleRuns.smallUnknown().judgement());
        Reports.Files files = Reports.write(directory, sample.judgement());
        assertThat(JudgementFile.toJson(JudgementFile.read(files.result()))).isEqualTo(JudgementFile.toJson(sample.judgement()));
    }

    @Test
    void without_a_history_the_judgement_is_still_reported() throws Exception {
        Reports.Files files = Reports.write(directory, sample.judgement());
        assertThat(Files.readString(files.html())).contains("There is no history.jsonl", "A read returned x = 1", "2 operations of this anomaly not found");
        Xml.parse(Files.readString(files.html()));
    }

    @Test
    void a_history_cut_off_in_its_last_line_is_drawn_up_to_there() throws Exception {
        Histories.write(directory, sample.events());
        Path history = directory.resolve(Reports.HISTORY);
        String whole = Files.readString(history);
        Files.writeString(history, whole.substring(0, whole.length() - 20));
        assertThat(Files.readString(Reports.write(directory, sample.judgement()).html())).contains("was cut off while it was written", "class=\"overview\"");
    }

    @Test
    void a_history_broken_in_the_middle_is_named_with_its_line_and_drawn_up_to_there() throws Exception {
        Histories.write(directory, sample.events());
        Path history = directory.resolve(Reports.HISTORY);
        java.util.List<String> lines = new java.util.ArrayList<>(Files.readAllLines(history));
        lines.set(9, "not json");
        Files.write(history, lines);
        assertThat(Files.readString(Reports.write(directory, sample.judgement()).html())).contains("line 10 ", "class=\"overview\"");
    }

    @Test
    void a_run_in_which_nothing_happened_is_reported_as_such() throws Exception {
        Files.createFile(directory.resolve(Reports.HISTORY));
        Reports.Files files = Reports.write(directory, SampleRuns.empty());
        assertThat(Files.readString(files.html())).contains("No operation was recorded.", "No check ran.", Verdict.UNKNOWN.name());
        Xml.parse(Files.readString(files.html()));
        assertThat(Files.readString(files.junit())).contains("<error").contains("errors=\"1\"");
    }
}
