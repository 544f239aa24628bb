package io.minos.nemesis.fault;

import io.minos.nemesis.network.Fabric;
import io.minos.nemesis.network.Interference;
import io.minos.nemesis.network.Passage;
import io.minos.nemesis.network.Way;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Bytes on these ways are late; probes measure how late. */
final class Delay implements Fault {
    private static final Duration SLACK = Duration.ofSeconds(2);

    private final Fabric fabric;
    private final List<Way> ways;
    private final Duration latency;
    private final Duration jitter;
    private final Interference interference;

    Delay(Fabric fabric, String label, List<Way> ways, Duration latency, Duration jitter) {
        this.fabric = fabric;
        this.ways = List.copyOf(ways);
        this.latency = latency;
        this.jitter = jitter;
        interference = fabric.interference(label, ways);
    }

    @Override
    public void inject(Consumer<Evidence> seen) throws IOException {
        List<Passage> before = fabric.probe(ways, SLACK);
        interference.delay(latency.toMillis(), jitter.toMillis());
        Duration roundTripMax = latency.plus(jitter).multipliedBy(2);
        List<Passage> during = fabric.probe(ways, SLACK.plus(roundTripMax));
        for (int i = 0; i < during.size(); i++) {
            Way up = new Way(during.get(i).dialer(), during.get(i).dialed());
            for (Way way : List.of(up, up.back())) {
                if (ways.contains(way)) {
                    seen.accept(judge(way, before.get(i).nanosOn(way), during.get(i).nanosOn(way)));
                }
            }
        }
    }

    private Evidence judge(Way way, OptionalLong before, OptionalLong during) {
        String then = before.isPresent() ? millis(before.getAsLong()) + " before" : "none passed before";
        if (during.isEmpty()) {
            String detail = way + ": no probe came through; " + then;
            return before.isPresent() ? Evidence.against("probe", detail) : Evidence.note("probe", detail);
        }
        String detail = way + ": a probe took " + millis(during.getAsLong()) + ", " + then;
        boolean late = during.getAsLong() >= latency.minus(jitter).toNanos();
        boolean wasEarlier = before.isPresent() && before.getAsLong() < during.getAsLong();
        return late && wasEarlier ? Evidence.proof("probe", detail) : Evidence.against("probe", detail);
    }

    private static String millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos) / 1000.0 + " ms";
    }

    @Override
    public void heal(Consumer<Evidence> seen) throws IOException {
        interference.lift();
    }
}
