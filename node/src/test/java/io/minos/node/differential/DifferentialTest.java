package io.minos.node.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minos.node.apply.RealEtcd;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** The same random requests to a real etcd and to the node, both over gRPC: the same answers, errors and events. */
class DifferentialTest {
    private static final String VERSION = "3.4.23";
    private static final long FIXED_SEED = 20261121;
    private static final int REQUESTS = Integer.getInteger("minos.requests", 1500);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PATIENCE_SHRINKING = Duration.ofSeconds(2);
    private static final Duration SHRINKING = Duration.ofSeconds(Integer.getInteger("minos.shrink.seconds", 60));

    private static Path etcdBinary() throws IOException, InterruptedException {
        Optional<Path> binary = RealEtcd.binary();
        assumeTrue(binary.isPresent(), "skipped: there is no etcd on the PATH to compare with");
        String version = RealEtcd.version(binary.get());
        assumeTrue(VERSION.equals(version), "skipped: the etcd on the PATH is " + version + ", its answers are known to differ from " + VERSION);
        return binary.get();
    }

    @Test
    void the_node_answers_as_etcd_does() throws Exception {
        same(FIXED_SEED);
    }

    @Test
    void the_node_answers_as_etcd_does_whatever_the_seed() throws Exception {
        same(Long.getLong("minos.seed", ThreadLocalRandom.current().nextLong(1_000_000)));
    }

    private static void same(long seed) throws Exception {
        Path etcd = etcdBinary();
        System.out.println("differential seed " + seed + ", " + REQUESTS + " requests (another: -Dminos.seed=N -Dminos.requests=N)");
        List<Step> steps = RandomSteps.of(seed, REQUESTS);
        Optional<Duel.Difference> difference;
        try (Servers servers = new Servers(etcd); Duel duel = new Duel(servers, PATIENCE)) {
            difference = duel.run(steps);
            if (difference.isEmpty()) {
                System.out.println("differential seed " + seed + ": " + duel.refused() + " refused, " + duel.events() + " events");
                assertThat(duel.refused()).as("both kinds of answers were compared").isBetween(REQUESTS / 50, REQUESTS / 2);
                assertThat(duel.events()).as("watches were told something").isGreaterThan(REQUESTS / 50);
            }
        }
        if (difference.isPresent()) {
            throw new AssertionError(report(etcd, seed, steps, difference.get()));
        }
    }

    private static String report(Path etcd, long seed, List<Step> steps, Duel.Difference first) throws Exception {
        List<Step> shrunk = new Shrinker(fewer -> differ(etcd, fewer).isPresent(), SHRINKING).shrunk(steps.subList(0, first.at() + 1));
        StringBuilder text = new StringBuilder("seed " + seed + ": the node differs from etcd at " + first + "\nso it does on these " + shrunk.size() + " steps:\n");
        shrunk.stream().limit(40).forEach(step -> text.append("  ").append(step).append('\n'));
        differ(etcd, shrunk).ifPresent(difference -> text.append("at ").append(difference));
        return text.toString();
    }

    private static Optional<Duel.Difference> differ(Path etcd, List<Step> steps) throws Exception {
        try (Servers servers = new Servers(etcd); Duel duel = new Duel(servers, PATIENCE_SHRINKING)) {
            return duel.run(steps);
        }
    }
}
