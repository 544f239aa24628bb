package io.minos.reports.series;

import com.fasterxml.jackson.databind.JsonNode;
import io.minos.checker.history.F;
import io.minos.checker.verdict.Anomaly;
import io.minos.reports.series.Excerpt.Shown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Cuts out of a history what shows each anomaly, in two passes over the same calls: the first finds the anomalies' own
 * operations, the second their neighbours on the same key. So only what is shown is ever held.
 */
public final class ExcerptCollector {
    static final int PRINCIPALS_MAX = 40;
    static final int BYSTANDERS_MAX = 10;

    private final List<Anomaly> anomalies;
    private final Set<Long> wanted = new HashSet<>();
    private final Map<Long, Call> found = new HashMap<>();
    private final List<Neighbours> neighbours = new ArrayList<>();

    public ExcerptCollector(List<Anomaly> anomalies) {
        this.anomalies = List.copyOf(anomalies);
        anomalies.forEach(anomaly -> anomaly.operations().stream().distinct().limit(PRINCIPALS_MAX).forEach(wanted::add));
    }

    public void firstPass(Call call) {
        if (wanted.contains(call.index())) {
            found.put(call.index(), call);
        }
    }

    /** Between the passes. */
    public void turn() {
        anomalies.forEach(anomaly -> neighbours.add(new Neighbours(anomaly, principals(anomaly))));
    }

    public void secondPass(Call call) {
        neighbours.forEach(around -> around.offer(call));
    }

    /** One excerpt for each anomaly, in their order. */
    public List<Excerpt> excerpts() {
        return neighbours.stream().map(Neighbours::excerpt).toList();
    }

    private List<Call> principals(Anomaly anomaly) {
        return anomaly.operations().stream().distinct().limit(PRINCIPALS_MAX).filter(found::containsKey).map(found::get).toList();
    }

    /** The calls on an anomaly's key that are nearest in time to the anomaly's own. */
    private static final class Neighbours {
        private final Anomaly anomaly;
        private final List<Call> principals;
        private final Set<Long> own;
        private final PriorityQueue<Near> nearest = new PriorityQueue<>(Comparator.comparingLong(Near::distanceNanos).thenComparing(n -> n.call().index()).reversed());

        private record Near(Call call, long distanceNanos) {}

        Neighbours(Anomaly anomaly, List<Call> principals) {
            this.anomaly = anomaly;
            this.principals = principals;
            this.own = Set.copyOf(anomaly.operations());
        }

        void offer(Call call) {
            if (anomaly.key() == null || principals.isEmpty() || own.contains(call.index()) || !touches(call, anomaly.key())) {
                return;
            }
            nearest.add(new Near(call, principals.stream().mapToLong(p -> distance(p, call)).min().orElseThrow()));
            if (nearest.size() > BYSTANDERS_MAX) {
                nearest.remove();
            }
        }

        Excerpt excerpt() {
            List<Shown> shown = new ArrayList<>();
            principals.forEach(call -> shown.add(new Shown(call, true)));
            nearest.forEach(near -> shown.add(new Shown(near.call(), false)));
            shown.sort(Comparator.comparingLong((Shown s) -> s.call().startNanos()).thenComparing(s -> s.call().index()));
            int looked = Math.min(own.size(), PRINCIPALS_MAX);
            return new Excerpt(anomaly, shown, own.size() - looked, looked - principals.size());
        }
    }

    /** Zero when they overlap. */
    private static long distance(Call a, Call b) {
        return Math.max(0, Math.max(a.startNanos() - b.endNanos(), b.startNanos() - a.endNanos()));
    }

    private static boolean touches(Call call, String key) {
        JsonNode value = call.invocation().value();
        if (value == null || call.invocation().f().equals(F.WATCH)) {
            return false;
        }
        if (value.path("prefix").isTextual()) {
            return key.startsWith(value.path("prefix").textValue());
        }
        for (JsonNode op : value.path("ops")) {
            if (op.path(1).asText().equals(key)) {
                return true;
            }
        }
        return value.path("key").asText().equals(key);
    }
}
