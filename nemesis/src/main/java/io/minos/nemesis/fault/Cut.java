package io.minos.nemesis.fault;

import io.minos.nemesis.network.Fabric;
import io.minos.nemesis.network.Interference;
import io.minos.nemesis.network.Passage;
import io.minos.nemesis.network.Traffic;
import io.minos.nemesis.network.Way;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A partition of any kind: nothing passes on these ways. Shown twice: probes on new connections passed before and do not pass
 * now; and on the connections of the nodes themselves bytes go in and none come out.
 */
final class Cut implements Fault {
    private static final Duration BEFORE = Duration.ofSeconds(2);
    private static final Duration DURING = Duration.ofMillis(400);
    private static final Duration AFTER = Duration.ofSeconds(2);
    private static final Duration QUIET_AFTER = Duration.ofSeconds(1);
    private static final long QUIET_MILLIS = 40;

    private final Fabric fabric;
    private final List<Way> ways;
    private final Interference interference;
    private final Map<Way, Traffic> atCut = new LinkedHashMap<>();
    private final Set<Way> swallowing = new LinkedHashSet<>();
    private final Set<Way> leaking = new LinkedHashSet<>();
    private boolean healed;

    Cut(Fabric fabric, String label, List<Way> ways) {
        this.fabric = fabric;
        this.ways = List.copyOf(ways);
        interference = fabric.interference(label, ways);
    }

    @Override
    public void inject(Consumer<Evidence> seen) throws IOException {
        List<Passage> before = fabric.probe(ways, BEFORE);
        interference.blackhole();
        awaitQuiet();
        ways.forEach(way -> atCut.put(way, fabric.traffic(way)));
        List<Passage> during = fabric.probe(ways, DURING);
        for (int i = 0; i < during.size(); i++) {
            judge(before.get(i), during.get(i), seen);
        }
        observe(seen);
    }

    /** What Toxiproxy had already let through before the cut may still be on its way. */
    private void awaitQuiet() throws IOException {
        fabric.catchUp();
        long[] last = {-1};
        Deadline.await(QUIET_AFTER, () -> {
            long now = ways.stream().mapToLong(way -> fabric.traffic(way).delivered()).sum();
            boolean quiet = now == last[0];
            last[0] = now;
            return quiet || !Deadline.pause(QUIET_MILLIS);
        });
    }

    private void judge(Passage before, Passage during, Consumer<Evidence> seen) {
        Way up = new Way(during.dialer(), during.dialed());
        if (ways.contains(up)) {
            seen.accept(judge(up, "upstream", before.arrived(), during.arrived()));
        }
        // Where the probe does not arrive nothing can be sent back: then only bytes-swallowed tells of this direction.
        if (ways.contains(up.back()) && during.arrived()) {
            seen.accept(judge(up.back(), "downstream", before.returned(), during.returned()));
        }
        if (!ways.contains(up) && !during.arrived()) {
            seen.accept(Evidence.note("probe", up + " is not to be cut, and a probe does not pass"));
        }
    }

    private static Evidence judge(Way way, String stream, boolean passedBefore, boolean passes) {
        if (passes) {
            return Evidence.against("probe", way + ": a probe passes " + stream);
        }
        return passedBefore
                ? Evidence.proof("probe", way + ": a probe passed " + stream + " before the cut, and none within " + DURING.toMillis() + " ms now")
                : Evidence.note("probe", way + ": no probe passed " + stream + " before the cut either");
    }

    @Override
    public void observe(Consumer<Evidence> seen) {
        for (Way way : atCut.keySet()) {
            Traffic traffic = sinceCut(way);
            if (traffic.delivered() > 0 && leaking.add(way)) {
                seen.accept(Evidence.against("bytes-delivered", way + ": " + traffic.delivered() + " bytes passed during the cut"));
            } else if (traffic.offered() > 0 && traffic.delivered() == 0 && swallowing.add(way)) {
                swallowed(way).ifPresent(seen);
            }
        }
    }

    private Traffic sinceCut(Way way) {
        return fabric.traffic(way).since(atCut.get(way));
    }

    /** What clients are offered and given is not counted, so that this proves nothing of their ways. */
    private Optional<Evidence> swallowed(Way way) {
        if (way.from().equals(Way.CLIENTS) || way.to().equals(Way.CLIENTS)) {
            return Optional.empty();
        }
        Traffic traffic = sinceCut(way);
        return traffic.offered() > 0 && traffic.delivered() == 0
                ? Optional.of(Evidence.proof("bytes-swallowed", way + ": " + traffic.offered() + " bytes went in, none came out"))
                : Optional.empty();
    }

    @Override
    public void heal(Consumer<Evidence> seen) throws IOException {
        if (!healed) {
            observe(seen);
            atCut.keySet().forEach(way -> swallowed(way).ifPresent(seen));
        }
        interference.lift();
        healed = true;
        atCut.clear();
        List<Way> blocked = fabric.probe(ways, AFTER).stream().filter(passage -> !passage.returned())
                .map(passage -> new Way(passage.dialer(), passage.dialed())).toList();
        seen.accept(Evidence.note("probe", blocked.isEmpty() ? "probes pass again" : "no probe passes on links " + blocked + " after the heal"));
    }
}
