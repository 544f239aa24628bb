package io.minos.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunFactsTest {
    @Test
    void names_become_labels() {
        assertThat(List.of("seed", "peerUrls", "disk_mechanism", "jdk", "")).extracting(RunFacts::label).containsExactly("Seed", "Peer urls", "Disk mechanism", "JDK", "");
    }

    @Test
    void lists_and_maps_become_texts() {
        assertThat(RunFacts.text(List.of("n1", Map.of("a", List.of(1, 2))))).isEqualTo("n1, a 1, 2");
    }

    @Test
    void the_recorded_command_is_the_one_to_repeat_and_no_fact() {
        RunFacts facts = new RunFacts(Map.of("command", "./minos run x.yaml --seed 3", "seed", 3), "runs/1");
        assertThat(facts.again()).isEqualTo("./minos run x.yaml --seed 3");
        assertThat(facts.labelled()).containsOnlyKeys("Seed");
    }

    @Test
    void without_a_recorded_command_one_is_made_of_the_facts_quoted_for_the_shell() {
        RunFacts facts = new RunFacts(Map.of("scenario", "my scenarios/it's.yaml", "seed", 3, "target", "etcd:/usr/bin/etcd"), "runs/a b");
        assertThat(facts.again()).isEqualTo("./minos run 'my scenarios/it'\\''s.yaml' --target etcd:/usr/bin/etcd --seed 3");
        assertThat(facts.recheck()).isEqualTo("./minos recheck 'runs/a b'");
    }
}
