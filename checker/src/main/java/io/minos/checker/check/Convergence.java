package io.minos.checker.check;

import io.minos.checker.history.Action;
import io.minos.checker.history.F;
import io.minos.checker.history.History;
import io.minos.checker.history.Kv;
import io.minos.checker.history.Operation;
import io.minos.checker.history.Quantity;
import io.minos.checker.linear.Budget;
import io.minos.checker.verdict.CheckResult;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * After heal all members hold the same keys at one revision, compared by each node's last serializable final read of each
 * prefix; and list the same members, alarms and leases.
 */
public final class Convergence implements Check {
    private static final Duration CATCH_UP_BOUND = Duration.ofSeconds(10);

    private final long catchUpNanos;

    public Convergence() {
        this(CATCH_UP_BOUND);
    }

    /** @param catchUp how long after all faults were healed a member may be behind the others */
    public Convergence(Duration catchUp) {
        this.catchUpNanos = catchUp.toNanos();
    }

    @Override
    public String name() {
        return "convergence";
    }

    @Override
    public CheckResult check(History history, Budget budget) {
        Ruling ruling = new Ruling(name(), "After heal all members hold the same keys, values and revisions, and list the same members, alarms and leases.");
        Map<String, Map<String, Operation>> reads = lastReads(history);
        Set<String> nodes = new TreeSet<>();
        history.run().path("nodes").forEach(node -> nodes.add(node.isObject() ? node.path("name").asText() : node.asText()));
        reads.values().forEach(byNode -> nodes.addAll(byNode.keySet()));
        long healed = WatchCheck.healedNanos(history);
        long compared = 0;
        for (Map.Entry<String, Map<String, Operation>> entry : reads.entrySet()) {
            for (String node : nodes) {
                if (!entry.getValue().containsKey(node)) ruling.doubt("no final read of " + node + (entry.getKey().isEmpty() ? "" : " for " + entry.getKey() + "*"));
            }
            compared += compare(List.copyOf(entry.getValue().values()), healed, ruling);
        }
        List<String> lists = new Lists(history, ruling).compare(nodes, healed, catchUpNanos);
        ruling.fact("nodes", nodes.size());
        ruling.fact("keysCompared", compared);
        if (!lists.isEmpty()) ruling.fact("listsCompared", lists);
        if (reads.isEmpty()) ruling.doubt("no member's own state was read in the end");
        else if (nodes.size() > 1 && compared == 0) ruling.doubt("the final reads show no keys to compare");
        return ruling.result(nodes.size() == 1 ? "one member agrees with itself" : nodes.size() + " members agree on " + Quantity.of(compared, "key"));
    }

    /** By prefix, then by node. */
    private static Map<String, Map<String, Operation>> lastReads(History history) {
        Map<String, Map<String, Operation>> reads = new TreeMap<>();
        for (Operation operation : history.operations(Action.Range.class)) {
            if (!operation.f().equals(F.FINAL_READ) || !operation.ok() || operation.node() == null) continue;
            Action.Range range = (Action.Range) operation.action();
            if (range.serializable() && range.kvs() != null) reads.computeIfAbsent(range.prefix(), absent -> new TreeMap<>()).put(operation.node(), operation);
        }
        return reads;
    }

    private long compare(List<Operation> reads, long healed, Ruling ruling) {
        Operation newest = reads.stream().max(Comparator.comparingLong(Operation::revision)).orElseThrow();
        long compared = 0;
        for (Operation read : reads) {
            if (read == newest) continue;
            if (read.revision() == newest.revision()) compared += equal(newest, read, ruling);
            else behind(newest, read, healed, ruling);
        }
        return compared;
    }

    private static Map<String, Kv> kvs(Operation read) {
        Map<String, Kv> kvs = new TreeMap<>();
        Objects.requireNonNull(((Action.Range) read.action()).kvs()).forEach(kv -> kvs.put(kv.key(), kv));
        return kvs;
    }

    private static long equal(Operation one, Operation other, Ruling ruling) {
        List<Kv> same = Objects.requireNonNull(((Action.Range) one.action()).kvs());
        if (same.equals(((Action.Range) other.action()).kvs())) return same.size();
        Map<String, Kv> left = kvs(one);
        Map<String, Kv> right = kvs(other);
        Set<String> keys = new TreeSet<>(left.keySet());
        keys.addAll(right.keySet());
        for (String key : keys) {
            if (!Objects.equals(left.get(key), right.get(key))) differ(one, other, key, left.get(key), right.get(key), ruling);
        }
        return keys.size();
    }

    private static void differ(Operation one, Operation other, String key, @Nullable Kv left, @Nullable Kv right, Ruling ruling) {
        ruling.anomaly("diverged", "At revision " + one.revision() + " " + one.node() + " and " + other.node() + " differ on " + key + ": " + words(left) + " and " + words(right) + ".", key,
                List.of(one.index(), other.index()), List.of(one.describe() + ": " + words(left) + ".", other.describe() + ": " + words(right) + "."));
    }

    private static String words(@Nullable Kv kv) {
        return kv == null ? "missing" : kv + " created at " + kv.create() + ", version " + kv.version();
    }

    /** Behind is lawful for a while; what both hold of the same revision must be equal at any time. */
    private void behind(Operation newest, Operation read, long healed, Ruling ruling) {
        Map<String, Kv> newer = kvs(newest);
        for (Kv kv : kvs(read).values()) {
            Kv same = newer.get(kv.key());
            if (same != null && same.mod() == kv.mod() && !same.equals(kv)) differ(newest, read, kv.key(), same, kv, ruling);
        }
        long since = healed == Long.MAX_VALUE ? 0 : read.invokedNanos() - healed;
        String summary = read.node() + " was at revision " + read.revision() + " when " + newest.node() + " was at " + newest.revision();
        if (healed != Long.MAX_VALUE && since > catchUpNanos && newest.completedNanos() < read.invokedNanos()) {
            ruling.anomaly("behind", summary + ", " + since / 1_000_000_000 + " s after the last fault was healed.", null, List.of(newest.index(), read.index()), List.of(newest.describe() + ".", read.describe() + "."));
        } else {
            ruling.doubt(summary + ", so they could not be compared");
        }
    }
}
