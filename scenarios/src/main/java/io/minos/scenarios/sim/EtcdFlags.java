package io.minos.scenarios.sim;

import io.minos.node.sim.WorldOptions;
import io.minos.scenarios.scenario.Overrides;
import io.minos.scenarios.scenario.Scenario;
import io.minos.scenarios.scenario.ScenarioException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a cluster's flags and disks mean in a simulated world; all else is as in a quiet one. */
final class EtcdFlags {
    static final String WATCH_PROGRESS = "experimental-watch-progress-notify-interval";
    private static final long MILLI = 1_000_000;
    private static final List<String> KNOWN = List.of("snapshot-count", "quota-backend-bytes", "heartbeat-interval", "election-timeout",
            "auto-compaction-mode", "auto-compaction-retention", WATCH_PROGRESS);

    private final Map<String, String> flags;

    private EtcdFlags(Map<String, String> flags) {
        this.flags = new TreeMap<>(flags);
    }

    /** @throws IllegalArgumentException a flag is malformed, or means nothing in the simulator */
    static WorldOptions world(Scenario.Cluster cluster) {
        cluster.flags().keySet().stream().filter(flag -> !KNOWN.contains(flag)).findFirst().ifPresent(flag -> {
            throw new IllegalArgumentException("cluster.flags." + flag + " means nothing in the simulator; it knows " + String.join(", ", KNOWN));
        });
        WorldOptions quiet = WorldOptions.quiet(cluster.nodes());
        return new WorldOptions(cluster.nodes(), quiet.net(), new WorldOptions.Disk(quiet.disk().syncMean(), cluster.diskBytes()),
                quiet.clocks(), new EtcdFlags(cluster.flags()).node(quiet.node()));
    }

    private WorldOptions.Node node(WorldOptions.Node quiet) {
        long electionMillis = number("election-timeout", quiet.electionTicks() * quiet.tick() / MILLI);
        long heartbeatMillis = number("heartbeat-interval", quiet.heartbeatTicks() * quiet.tick() / MILLI);
        if (heartbeatMillis < 1 || 5 * heartbeatMillis > electionMillis) {
            throw new IllegalArgumentException("cluster.flags.election-timeout must be at least 5 times heartbeat-interval: "
                    + electionMillis + " ms and " + heartbeatMillis + " ms");
        }
        long tickMillis = Math.min(quiet.tick() / MILLI, heartbeatMillis);
        int electionTicks = (int) (electionMillis / tickMillis);
        return new WorldOptions.Node(tickMillis * MILLI, electionTicks, Math.max(1, electionTicks / 2), (int) (heartbeatMillis / tickMillis),
                5_000 * MILLI + 2 * electionMillis * MILLI, quota(quiet.quotaBytes()), Math.max(1, number("snapshot-count", quiet.snapshotCount())),
                quiet.catchUpEntries(), quiet.snapshotPartBytes(), quiet.appendBytesMax(), quiet.inflightMax(), quiet.watchFragmentBytes(), watchProgress(quiet.watchProgress()), compactRetention());
    }

    /** 0 is etcd's 2 GiB, which no simulation writes. */
    private long quota(long otherwise) {
        long quota = number("quota-backend-bytes", otherwise);
        return quota == 0 ? otherwise : quota;
    }

    private long compactRetention() {
        String retention = flags.getOrDefault("auto-compaction-retention", "0");
        if (retention.equals("0")) {
            return 0;
        }
        if (!flags.getOrDefault("auto-compaction-mode", "periodic").equals("revision")) {
            throw new IllegalArgumentException("cluster.flags.auto-compaction-mode must be revision: the simulator does not compact by age");
        }
        return number("auto-compaction-retention", 0);
    }

    private long watchProgress(long otherwise) {
        String interval = flags.get(WATCH_PROGRESS);
        try {
            return interval == null ? otherwise : Overrides.duration(interval).toNanos();
        } catch (ScenarioException malformed) {
            throw new IllegalArgumentException("cluster.flags." + WATCH_PROGRESS + ": " + malformed.getMessage());
        }
    }

    private long number(String flag, long otherwise) {
        String text = flags.get(flag);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("-?\\d{1,18}")) {
            throw new IllegalArgumentException("cluster.flags." + flag + " must be a whole number, not \"" + text + "\"");
        }
        return Long.parseLong(text);
    }
}
