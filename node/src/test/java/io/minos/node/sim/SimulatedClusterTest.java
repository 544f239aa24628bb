package io.minos.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.minos.node.apply.Proposals;
import io.minos.node.raft.Message;
import io.minos.node.replica.Effects.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The world itself: that it works when nothing is wrong, and what lives, clocks and seeds are in it. */
class SimulatedClusterTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void a_quiet_cluster_answers_every_put_and_all_members_agree() {
        SimulatedCluster cluster = new SimulatedCluster(WorldOptions.quiet(3), 1, List.of());
        Puts puts = new Puts(cluster).anywhere(100, 10);
        cluster.agenda().runUntil(20 * SECOND);
        assertThat(puts.outcomes()).hasSize(100).allMatch(Outcome.Answer.class::isInstance);
        assertThat(cluster.members().values()).allMatch(member -> member.view().revision() == 101);
    }

    @Test
    void the_same_seed_gives_the_same_events_and_another_gives_others() {
        assertThat(EventHash.of(7)).isEqualTo(EventHash.of(7)).isNotEqualTo(EventHash.of(8));
    }

    @Test
    void the_same_seed_gives_the_same_events_in_another_jvm() throws Exception {
        List<Path> javas = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        Path installed = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(installed)) {
            try (Stream<Path> homes = Files.list(installed)) {
                homes.filter(home -> !Files.isSymbolicLink(home) && Files.isExecutable(home.resolve("bin/java"))).sorted().forEach(javas::add);
            }
        }
        for (Path java : javas) {
            assertThat(eventHashes(java, 7, 8)).as(java.toString()).containsExactly(String.valueOf(EventHash.of(7)), String.valueOf(EventHash.of(8)));
        }
    }

    /** Interpreted there, and compiled here: arithmetic must not depend on that. */
    private static List<String> eventHashes(Path java, long... seeds) throws Exception {
        List<String> command = new ArrayList<>(List.of(java.resolve("bin/java").toString(), "-Xint", "-cp", System.getProperty("java.class.path"), EventHash.class.getName()));
        LongStream.of(seeds).mapToObj(String::valueOf).forEach(command::add);
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        assertThat(process.waitFor()).isZero();
        return lines;
    }

    @Test
    void a_wall_clock_set_back_gives_no_two_commands_one_id() {
        List<Long> ids = new ArrayList<>();
        SimulatedCluster cluster = new SimulatedCluster(WorldOptions.quiet(3), 1, List.of(new Observer() {
            @Override
            public void sent(SimulatedMember member, Message message) {
                if (message instanceof Message.Propose propose) {
                    ids.add(idOf(propose));
                }
            }
        }));
        cluster.agenda().runUntil(2 * SECOND);
        SimulatedMember follower = cluster.members().values().stream().filter(member -> member != cluster.leader().orElseThrow()).findFirst().orElseThrow();
        long wallAtFirstStart = follower.clock().wallMillis() - 2_000;
        for (int life = 0; life < 3; life++) {
            new Puts(cluster).at(follower, 20, 100);
            cluster.agenda().runUntil(cluster.now() + SECOND);
            follower.kill();
            follower.clock().jumpWallMillis(wallAtFirstStart - follower.clock().wallMillis());
            follower.start();
            cluster.agenda().runUntil(cluster.now() + SECOND);
        }
        assertThat(ids).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
    }

    private static long idOf(Message.Propose propose) {
        try {
            return Proposals.parse(propose.data()).getId();
        } catch (InvalidProtocolBufferException noCommand) {
            throw new AssertionError(noCommand);
        }
    }
}
