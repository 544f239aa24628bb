package io.minos.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.minos.checker.verdict.Judgement;
import io.minos.checker.verdict.Judgement.Availability;
import io.minos.checker.verdict.Judgement.Counts;
import io.minos.checker.verdict.Judgement.Recovery;
import io.minos.checker.verdict.Judgement.Window;
import io.minos.checker.verdict.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AvailabilityRowTest {
    private static final Availability AVAILABILITY = new Availability(List.of(new Window(0, 1_500_000_000), new Window(2_000_000_000, 4_000_000_000L)),
            List.of(new Recovery("f1", null, 40L, 70L), new Recovery("f2", null, 20L, null), new Recovery("f3", null, 30L, null)), List.of());

    private static Judgement judgement(Map<String, Object> run) {
        return new Judgement(Judgement.FORMAT_VERSION, Verdict.INVALID, "", run, List.of(), List.of(), AVAILABILITY, new Counts(0, 0, 0, 0, Map.of()));
    }

    @Test
    void each_measure_has_its_figures_and_its_limit_and_a_dash_for_what_was_not_seen() {
        Judgement judgement = judgement(Map.of("limitsMillis", Map.of("newLeader", 5_000, "elsewhere", 35)));
        assertThat(AvailabilityRow.of(judgement)).containsExactly(
                new AvailabilityRow("Span without success", "2", "1.5 s", "2 s", "2 s", "–"),
                new AvailabilityRow("New leader after injection", "0", "–", "–", "–", "5 s"),
                new AvailabilityRow("First success elsewhere after injection", "3", "30 ms", "40 ms", "40 ms", "35 ms"),
                new AvailabilityRow("First success everywhere after heal", "1", "70 ms", "70 ms", "70 ms", "–"));
        assertThat(Summary.markdown(judgement)).contains("| New leader after injection | 0 | – | – | – | 5 s |");
        assertThat(AvailabilityRow.of(judgement(Map.of()))).extracting(AvailabilityRow::limit).containsOnly("–");
    }
}
