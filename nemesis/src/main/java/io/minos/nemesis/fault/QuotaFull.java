package io.minos.nemesis.fault;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The stand-in for a full disk where nodes have no file system of their own: the store is filled up to its quota by writing. */
final class QuotaFull implements Fault {
    private static final String PREFIX = "minos/disk-full/ballast/";
    private static final int VALUE_BYTES = 512 * 1024;
    /** Stores count more than values against their quota, never less. */
    private static final int QUOTAS_MAX = 2;

    private final ClusterControl cluster;
    private final String node;
    private final long quotaBytes;
    private boolean written;

    QuotaFull(ClusterControl cluster, List<String> targets, long quotaBytes) {
        this.cluster = cluster;
        node = targets.get(0);
        this.quotaBytes = quotaBytes;
    }

    @Override
    public void inject(Consumer<Evidence> seen) {
        byte[] value = new byte[VALUE_BYTES];
        long puts = QUOTAS_MAX * quotaBytes / VALUE_BYTES + 1;
        written = true;
        Optional<String> refusal = Optional.empty();
        for (long i = 0; i < puts && refusal.isEmpty(); i++) {
            refusal = cluster.put(node, PREFIX + i, value);
        }
        seen.accept(refusal.filter(text -> text.contains("database space exceeded"))
                .map(text -> Evidence.proof("put-refused", node + ": " + text))
                .orElse(Evidence.against("put-refused", node + ": " + refusal.orElse("every put was accepted"))));
        cluster.noSpaceAlarms().stream().sorted().forEach(alarmed ->
                seen.accept(Evidence.note("alarm", "NOSPACE is raised for " + alarmed)));
    }

    @Override
    public void heal(Consumer<Evidence> seen) throws IOException {
        if (written) {
            cluster.recoverSpace(PREFIX);
            written = false;
        }
    }
}
