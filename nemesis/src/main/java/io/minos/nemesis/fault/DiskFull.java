package io.minos.nemesis.fault;

import io.minos.nemesis.disk.Ballast;
import io.minos.nemesis.disk.NodeDisks;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The node's file system is full. The proof is that it refuses a write; that the node noticed (NOSPACE, a refused put, a dead
 * process) is noted as it is seen, since a store may live for a while on space it took beforehand, as etcd does.
 */
final class DiskFull implements Fault {
    static final String PROBE_KEY = "minos/disk-full/probe";
    /** What a file system may round up. */
    private static final long ROUNDING_BYTES = 64 * 1024;

    private final NodeDisks disks;
    private final ClusterControl cluster;
    private final List<String> targets;
    private final long leaveBytes;
    private final Map<String, Ballast> ballasts = new LinkedHashMap<>();
    private final Set<String> noted = new LinkedHashSet<>();

    DiskFull(NodeDisks disks, ClusterControl cluster, List<String> targets, long leaveBytes) {
        this.disks = disks;
        this.cluster = cluster;
        this.targets = List.copyOf(targets);
        this.leaveBytes = leaveBytes;
    }

    @Override
    public void inject(Consumer<Evidence> seen) throws IOException {
        Attempts attempts = new Attempts();
        for (String node : targets) {
            attempts.attempt(() -> seen.accept(fill(node)));
        }
        attempts.finish();
    }

    private Evidence fill(String node) throws IOException {
        Ballast ballast = Ballast.load(disks.diskFromHere(node), leaveBytes);
        ballasts.put(node, ballast);
        String filled = node + ": " + ballast.bytes() + " bytes of ballast, " + ballast.usableBytes() + " bytes left";
        if (leaveBytes > 0) {
            return ballast.usableBytes() <= leaveBytes + ROUNDING_BYTES
                    ? Evidence.proof("disk", filled)
                    : Evidence.against("disk", filled + ", more than the " + leaveBytes + " to be left");
        }
        Optional<String> refusal = ballast.refusal();
        return refusal.isPresent()
                ? Evidence.proof("disk", filled + ", a write fails: " + refusal.get())
                : Evidence.against("disk", filled + ", and a write succeeds");
    }

    @Override
    public void observe(Consumer<Evidence> seen) {
        Set<String> alarms = cluster.noSpaceAlarms();
        for (String node : ballasts.keySet()) {
            if (alarms.contains(node) && noted.add("alarm " + node)) {
                seen.accept(Evidence.note("alarm", "NOSPACE is raised for " + node));
            }
            if (cluster.pid(node).isEmpty() && noted.add("death " + node)) {
                seen.accept(Evidence.note("process", node + "'s process has ended while its disk was full"));
            }
            if (!noted.contains("refusal " + node)) {
                cluster.put(node, PROBE_KEY, new byte[] {'x'}).ifPresent(refusal -> {
                    noted.add("refusal " + node);
                    seen.accept(Evidence.note("put-refused", node + ": " + refusal));
                });
            }
        }
    }

    /** A node that died of its full disk is started again; that it died stays in the record. */
    @Override
    public void heal(Consumer<Evidence> seen) throws IOException {
        Attempts attempts = new Attempts();
        attempts.attempt(() -> observe(seen));
        for (Map.Entry<String, Ballast> node : ballasts.entrySet()) {
            attempts.attempt(() -> node.getValue().release());
        }
        for (String node : ballasts.keySet()) {
            attempts.attempt(() -> startIfDead(node, seen));
        }
        if (!ballasts.isEmpty()) {
            attempts.attempt(() -> cluster.recoverSpace(PROBE_KEY));
        }
        attempts.finish();
        ballasts.clear();
    }

    private void startIfDead(String node, Consumer<Evidence> seen) throws IOException {
        if (cluster.pid(node).isEmpty()) {
            cluster.start(node);
            seen.accept(Evidence.note("process", node + " was started again"));
        }
    }
}
