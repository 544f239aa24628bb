package io.minos.scenarios.load;

import io.minos.client.operation.Operation;
import java.util.random.RandomGenerator;

/** What one client that goes from node to node does, one after the other. Not thread-safe. */
final class SessionCourse {
    /** What is undecided about a key grows with its operations. */
    private static final int ROUNDS_PER_KEY = 60;
    private static final int DELETED_ONE_IN = 10;

    private final String prefix;
    private long steps;
    private long told;

    /** @param prefix of its keys, which nobody else changes */
    SessionCourse(String prefix) {
        this.prefix = prefix;
    }

    /** The store was at this revision when it answered last. */
    void told(long revision) {
        told = Math.max(told, revision);
    }

    /** @param compacted the revision of the last compaction that was acknowledged; 0: none */
    Operation next(long compacted, RandomGenerator random) {
        long step = steps++;
        String key = prefix + step / 4 / ROUNDS_PER_KEY;
        if (step % 4 == 0) {
            return random.nextInt(DELETED_ONE_IN) == 0 ? new Operation.Delete(key) : new Operation.Write(key, "v" + step);
        } else if (step % 4 == 1 || told == 0) {
            return new Operation.Read(key);
        } else if (step % 4 == 2) {
            return new Operation.ReadAt(key, told, true);
        }
        return new Operation.ReadAt(key, old(compacted, random), random.nextBoolean());
    }

    /** Most of what can go wrong goes wrong at a compaction's own revision, or next to it. */
    private long old(long compacted, RandomGenerator random) {
        long about = compacted - 1 + random.nextInt(3);
        return compacted == 0 || random.nextInt(3) == 0 ? Math.max(1, told - random.nextInt(300)) : Math.max(1, about);
    }
}
