package io.minos.nemesis.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minos.nemesis.network.Way;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FaultSpecTest {
    private static final List<String> NODES = List.of("n1", "n2", "n3");

    private static FaultSpec spec(FaultKind kind) {
        return FaultSpec.of(kind, new Target.Leader());
    }

    @Test
    void kinds_are_named_as_in_files() {
        for (FaultKind kind : FaultKind.values()) {
            assertThat(FaultKind.parse(kind.text())).isEqualTo(kind);
        }
        assertThatThrownBy(() -> FaultKind.parse("earthquake"))
                .hasMessage("unknown fault earthquake; there are partition, partition-one-way, client-partition, latency, kill, pause, disk-full, "
                        + "power-cut, loss, duplicate, clog, slow-disk, bit-flip, wipe, clock-jump, member-replace, member-add-learner, member-remove, transfer-leader");
    }

    @Test
    void each_kind_knows_whether_real_processes_can_be_broken_so() {
        assertThat(Arrays.stream(FaultKind.values()).filter(FaultKind::existsInRealRuns).map(FaultKind::text)).containsExactly(
                "partition", "partition-one-way", "client-partition", "latency", "kill", "pause", "disk-full");
    }

    @Test
    void malformed_parameters_are_one_clear_line() {
        assertThatThrownBy(() -> spec(FaultKind.KILL).with("latency", "1s")).hasMessage("kill has no parameter latency");
        assertThatThrownBy(() -> spec(FaultKind.LATENCY).with("latence", "1s")).hasMessage("latency has no parameter latence; it has jitter, latency, links");
        assertThatThrownBy(() -> spec(FaultKind.LATENCY).with("latency", "fast")).hasMessage("latency must look like 200ms or 2s, not: fast");
        assertThatThrownBy(() -> spec(FaultKind.LATENCY).with("jitter", "2s")).hasMessage("jitter cannot be more than latency");
        assertThatThrownBy(() -> spec(FaultKind.DISK_FULL).with("leave", "-1")).hasMessage("leave must look like 65536, 64KiB or 1MiB, not: -1");
        assertThatThrownBy(() -> spec(FaultKind.PARTITION_ONE_WAY).with("direction", "up")).hasMessage("direction must be one of out, in, not: up");
        assertThatThrownBy(() -> spec(FaultKind.PARTITION).with("groups", "n1,n2")).hasMessage("groups must have two sides, as n1,n2|n3 has, not: n1,n2");
        assertThatThrownBy(() -> spec(FaultKind.PARTITION).with("groups", "n1|n1,n2")).hasMessage("groups must look like n1,n2|n3, each node once, not: n1|n1,n2");
        assertThatThrownBy(() -> spec(FaultKind.PARTITION).with("links", "n1-n1")).hasMessage("links must look like n1-n2,n2-n3, not: n1-n1");
        assertThatThrownBy(() -> spec(FaultKind.PARTITION).with("links", "")).hasMessage("links must look like n1-n2,n2-n3, not: ");
        assertThatThrownBy(() -> spec(FaultKind.PARTITION).with("links", "n1-n2").with("groups", "n1|n2")).hasMessage("groups and links exclude each other");
        assertThatThrownBy(() -> spec(FaultKind.LOSS).with("rate", "1.5")).hasMessage("rate must be more than 0 and at most 1, such as 0.2, not: 1.5");
        assertThatThrownBy(() -> spec(FaultKind.DUPLICATE).with("rate", "0")).hasMessage("rate must be more than 0 and at most 1, such as 0.2, not: 0");
        assertThatThrownBy(() -> spec(FaultKind.SLOW_DISK).with("factor", "1")).hasMessage("factor must be a whole number from 2 to 10000, not: 1");
        assertThatThrownBy(() -> spec(FaultKind.CLOCK_JUMP).with("by", "soon")).hasMessage("by must look like 200ms, 2s or -2s, not: soon");
        assertThatThrownBy(() -> spec(FaultKind.MEMBER_REPLACE).with("learner", "yes")).hasMessage("learner must be one of false, true, not: yes");
        assertThatThrownBy(() -> new FaultSpec(FaultKind.KILL, new Target.All(), Map.of(), new Trigger.After(Duration.ZERO), Duration.ofSeconds(-1)))
                .hasMessageStartingWith("kill: a duration cannot be negative");
    }

    @Test
    void parameters_have_units() {
        FaultSpec spec = spec(FaultKind.LATENCY).with("latency", "2s").with("jitter", "30ms");
        assertThat(spec.latency()).isEqualTo(Duration.ofSeconds(2));
        assertThat(spec.jitter()).isEqualTo(Duration.ofMillis(30));
        assertThat(spec(FaultKind.CLOCK_JUMP).with("by", "-1500ms").clockJump()).isEqualTo(Duration.ofMillis(-1500));
        assertThat(spec(FaultKind.DISK_FULL).with("leave", "3MiB").leaveBytes()).isEqualTo(3 << 20);
    }

    @Test
    void targets_are_chosen_among_the_nodes_at_hand() {
        SplittableRandom random = new SplittableRandom(1);
        Optional<String> leader = Optional.of("n2");
        assertThat(Target.parse("leader").choose(NODES, leader, random)).containsExactly("n2");
        assertThat(Target.parse("all").choose(NODES, leader, random)).isEqualTo(NODES);
        assertThat(Target.parse("n3 , n1").choose(NODES, leader, random)).containsExactly("n1", "n3");
        assertThat(IntStream.range(0, 50).mapToObj(i -> Target.parse("follower").choose(NODES, leader, random).get(0)))
                .contains("n1", "n3").doesNotContain("n2");
        assertThat(IntStream.range(0, 50).mapToObj(i -> Target.parse("random").choose(NODES, leader, random).get(0))).contains("n1", "n2", "n3");
        assertThatThrownBy(() -> Target.parse("n9").choose(NODES, leader, random)).hasMessage("no node is called n9; there are n1, n2, n3");
        assertThatThrownBy(() -> Target.parse("follower").choose(List.of("n1"), Optional.of("n1"), random)).hasMessage("there is no follower");
    }

    @Test
    void a_choice_of_targets_is_made_anew_each_time() {
        SplittableRandom random = new SplittableRandom(1);
        Target choice = new Target.OneOf(List.of(Target.parse("leader"), Target.parse("n3"), Target.parse("all")));
        assertThat(IntStream.range(0, 50).mapToObj(i -> choice.choose(NODES, Optional.of("n2"), random)))
                .contains(List.of("n2"), List.of("n3"), NODES).hasSize(50).doesNotContain(List.of("n1"));
        assertThat(choice.needsLeader()).isTrue();
        assertThat(new Target.OneOf(List.of(new Target.Any(), new Target.All())).needsLeader()).isFalse();
        assertThatThrownBy(() -> new Target.OneOf(List.of())).hasMessage("a choice of targets needs at least one");
    }

    @Test
    void what_repeats_has_a_period_and_an_end() {
        Trigger every = new Trigger.Every(Duration.ZERO, Duration.ofSeconds(2));
        assertThatThrownBy(() -> new Trigger.Every(Duration.ZERO, Duration.ZERO)).hasMessage("a period must be positive");
        assertThatThrownBy(() -> spec(FaultKind.PARTITION).with("links", "n1-n1")).hasMessage("links must look like n1-n2,n2-n3, not: n1-n1");
        assertThatThrownBy(() -> spec(FaultKind.PARTITION).with("links", "")).hasMessage("links must look like n1-n2,n2-n3, not: ");
        assertThatThrownBy(() -> spec(FaultKind.PARTITION).with("links", "n1-n2").with("groups", "n1|n2")).hasMessage("groups and links exclude each other");
        assertThatThrownBy(() -> spec(FaultKind.LOSS).with("rate", "1.5")).hasMessage("rate must be more than 0 and at most 1, such as 0.2, not: 1.5");
        assertThatThrownBy(() -> spec(FaultKind.DUPLICATE).with("rate", "0")).hasMessage("rate must be more than 0 and at most 1, such as 0.2, not: 0");
        assertThatThrownBy(() -> spec(FaultKind.SLOW_DISK).with("factor", "1")).hasMessage("factor must be a whole number from 2 to 10000, not: 1");
        assertThatThrownBy(() -> spec(FaultKind.CLOCK_JUMP).with("by", "soon")).hasMessage("by must look like 200ms, 2s or -2s, not: soon");
        assertThatThrownBy(() -> spec(FaultKind.MEMBER_REPLACE).with("learner", "yes")).hasMessage("learner must be one of false, true, not: yes");
        assertThatThrownBy(() -> new FaultSpec(FaultKind.KILL, new Target.All(), Map.of(), every, Duration.ZERO))
                .hasMessage("kill: one that repeats must end, so it needs a duration");
    }

    @Test
    void ways_of_each_kind_of_partition() {
        List<String> n1 = List.of("n1");
        assertThat(spec(FaultKind.PARTITION).ways(NODES, n1)).containsExactlyInAnyOrder(
                new Way("n1", "n2"), new Way("n1", "n3"), new Way("n2", "n1"), new Way("n3", "n1"));
        assertThat(spec(FaultKind.PARTITION).ways(NODES, NODES)).as("each alone").hasSize(6);
        assertThat(spec(FaultKind.PARTITION_ONE_WAY).ways(NODES, n1)).containsExactly(new Way("n1", "n2"), new Way("n1", "n3"));
        assertThat(spec(FaultKind.PARTITION_ONE_WAY).with("direction", "in").ways(NODES, n1)).containsExactly(new Way("n2", "n1"), new Way("n3", "n1"));
        assertThat(spec(FaultKind.CLIENT_PARTITION).ways(NODES, n1)).containsExactly(new Way(Way.CLIENTS, "n1"), new Way("n1", Way.CLIENTS));
        assertThat(spec(FaultKind.PARTITION).with("groups", "n1|n2|n3").ways(NODES, NODES)).hasSize(6);
    }

    @Test
    void single_links_can_be_named() {
        FaultSpec partial = spec(FaultKind.PARTITION).with("links", "n1-n2, n2-n3");
        assertThat(partial.namedNodes()).containsExactly("n1", "n2", "n3");
        assertThat(partial.ways(NODES, NODES)).containsExactlyInAnyOrder(
                new Way("n1", "n2"), new Way("n2", "n1"), new Way("n2", "n3"), new Way("n3", "n2"));
        assertThat(spec(FaultKind.PARTITION_ONE_WAY).with("links", "n1-n2").ways(NODES, NODES)).containsExactly(new Way("n1", "n2"));
    }
}
