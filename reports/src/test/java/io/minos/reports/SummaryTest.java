package io.minos.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Judgement.FaultRecord;
import io.minos.checker.verdict.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
    @TempDir Path directory;

    @Test
    void texts_from_outside_cannot_format_the_page_or_break_a_table() {
        assertThat(Summary.escaped("a|b\nc")).isEqualTo("a\\|b c");
        assertThat(Summary.escaped("<b>*x*_y_`z`[l](u)</b>")).isEqualTo("\\<b\\>\\*x\\*\\_y\\_\\`z\\`\\[l\\](u)\\</b\\>");
        assertThat(Summary.escaped("back\\slash")).isEqualTo("back\\\\slash");
    }

    @Test
    void says_when_there_was_no_fault() {
        assertThat(Summary.markdown(SampleRuns.empty())).contains("# UNKNOWN", "None was injected.", "no operation was recorded");
    }

    @Test
    void a_storm_of_faults_is_counted_and_only_those_without_effect_are_listed() throws Exception {
        List<FaultRecord> faults = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            faults.add(new FaultRecord("f" + i, "kill", List.of("n" + (1 + i % 3)), Map.of(), i * 10L, i * 10L + 5, i != 7, List.of("evidence-" + i)));
        }
        Judgement sample = SampleRuns.empty();
        Judgement storm = new Judgement(1, Verdict.UNKNOWN, "a reason", sample.run(), sample.checks(), faults, sample.availability(), sample.counts());

        assertThat(Summary.markdown(storm)).contains("| kill | n1 | 20 | 20 |", "| kill | n2 | 20 | 19 |", "Those without evidence:", "evidence-7")
                .doesNotContain("evidence-8");
        Reports.write(directory, storm);
        String page = Files.readString(directory.resolve(Reports.HTML));
        assertThat(page).contains("Those without evidence", "All 60 faults, one by one", "evidence-8");
        assertThat(page.indexOf("evidence-8")).as("folded away").isGreaterThan(page.indexOf("<details>"));
        assertThat(page.indexOf("evidence-7")).as("in sight").isLessThan(page.indexOf("<details>"));
    }

    @Test
    void twenty_faults_are_still_told_one_by_one() {
        List<FaultRecord> faults = Collections.nCopies(FaultGroups.EACH_MAX, new FaultRecord("f", "kill", List.of("n1", "n2"), Map.of(), 0, 5L, true, List.of()));
        assertThat(FaultGroups.of(faults).worthwhile()).isFalse();
        assertThat(FaultGroups.of(faults).groups()).containsExactly(new FaultGroups.Group("kill", "n1, n2", 20, 20));
    }
}
