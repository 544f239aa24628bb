package io.minos.reports;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SummaryTest {
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
}
