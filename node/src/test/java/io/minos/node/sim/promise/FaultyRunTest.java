package io.minos.node.sim.promise;

import io.minos.node.sim.BrokenPromise;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole replicas under power cuts, partitions, lost messages, pauses, full disks and compaction; {@code -Dminos.sim.seeds=1..500} for more. */
class FaultyRunTest {
    static java.util.stream.LongStream seeds() {
        String[] range = System.getProperty("minos.sim.seeds", "1..30").split("\\.\\.");
        return java.util.stream.LongStream.rangeClosed(Long.parseLong(range[0]), Long.parseLong(range[1]));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void promises_hold_under_faults(long seed) {
        FaultyRun run = new FaultyRun(seed);
        try {
            run.play();
        } catch (BrokenPromise broken) {
            throw new AssertionError(broken.getMessage() + "\n" + String.join("\n", run.cluster().log().newest(40)), broken);
        }
    }
}
