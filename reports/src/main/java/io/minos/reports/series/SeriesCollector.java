package io.minos.reports.series;

import com.fasterxml.jackson.databind.JsonNode;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.reports.series.Series.Bucket;
import io.minos.reports.series.Series.Errors;
import io.minos.reports.series.Series.Kind;
import io.minos.reports.series.Series.Phase;
import io.minos.reports.series.Series.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Takes a history's events in their order and makes a {@link Series} of them. Holds a few numbers an operation, no values. */
public final class SeriesCollector {
    private static final long SECOND = 1_000_000_000;
    private static final int BUCKETS_MAX = 180;
    private static final long[] BUCKET_MILLIS = {100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000};

    private final List<Sample> samples = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private final Map<String, List<Sample>> byKind = new LinkedHashMap<>();
    private final List<Phase> phases = new ArrayList<>();
    private long watchEvents;

    private record Failure(String error, Event.Type type, long nanos) {}

    private record Named(String error, Event.Type type) {}

    /** Every event, whoever recorded it: phases and what watchers received are read from it. */
    public void event(Event event) {
        JsonNode value = event.value();
        if (value == null) {
            return;
        }
        if (event.f().equals(F.WATCH_RESPONSE)) {
            watchEvents += value.path("events").size();
        } else if (event.f().equals(F.PHASE) && event.process().equals(Event.RUNNER)) {
            endPhase(event.timeNanos());
            phases.add(new Phase(value.path("name").asText(), event.timeNanos(), event.timeNanos()));
        }
    }

    /** Every call, once it has ended. */
    public void call(Call call) {
        if (call.invocation().f().equals(F.WATCH)) {
            return;
        }
        Sample sample = new Sample(call.startNanos(), call.latencyNanos(), call.outcome());
        samples.add(sample);
        byKind.computeIfAbsent(call.invocation().f(), f -> new ArrayList<>()).add(sample);
        if (call.outcome() != Event.Type.OK) {
            failures.add(new Failure(errorOf(call), call.outcome(), call.endNanos()));
        }
    }

    private static String errorOf(Call call) {
        return call.completion().map(done -> done.error() == null ? "unnamed" : done.error()).orElse("no answer before the end");
    }

    /** @param lastNanos time of the last event */
    public Series finish(long lastNanos) {
        endPhase(lastNanos);
        phases.removeIf(phase -> phase.name().equals("done"));
        long bucketNanos = bucketNanos(lastNanos);
        int count = (int) (lastNanos / bucketNanos) + 1;
        return new Series(lastNanos, bucketNanos, buckets(bucketNanos, count), samples, errors(bucketNanos, count), kinds(), phases, watchEvents);
    }

    private void endPhase(long nanos) {
        if (!phases.isEmpty()) {
            Phase last = phases.remove(phases.size() - 1);
            phases.add(new Phase(last.name(), last.fromNanos(), nanos));
        }
    }

    /** The least round width that needs no more than {@link #BUCKETS_MAX}. */
    static long bucketNanos(long durationNanos) {
        for (long millis : BUCKET_MILLIS) {
            if (durationNanos / (millis * 1_000_000) < BUCKETS_MAX) {
                return millis * 1_000_000;
            }
        }
        return (durationNanos / BUCKETS_MAX / (3600 * SECOND) + 1) * 3600 * SECOND;
    }

    private List<Bucket> buckets(long bucketNanos, int count) {
        long[][] outcomes = new long[count][Event.Type.values().length];
        List<LongStream.Builder> latencies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            latencies.add(LongStream.builder());
        }
        for (Sample sample : samples) {
            outcomes[(int) ((sample.startNanos() + sample.latencyNanos()) / bucketNanos)][sample.outcome().ordinal()]++;
            if (sample.outcome() == Event.Type.OK) {
                latencies.get((int) (sample.startNanos() / bucketNanos)).add(sample.latencyNanos());
            }
        }
        List<Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long[] n = outcomes[i];
            buckets.add(new Bucket(i * bucketNanos, n[Event.Type.OK.ordinal()], n[Event.Type.FAIL.ordinal()], n[Event.Type.INFO.ordinal()],
                    Percentiles.of(latencies.get(i).build().toArray())));
        }
        return buckets;
    }

    private List<Errors> errors(long bucketNanos, int count) {
        Map<Named, List<Failure>> byName = new LinkedHashMap<>();
        failures.forEach(failure -> byName.computeIfAbsent(new Named(failure.error(), failure.type()), n -> new ArrayList<>()).add(failure));
        List<Errors> errors = new ArrayList<>();
        byName.forEach((name, all) -> {
            List<Long> perBucket = new ArrayList<>(Collections.nCopies(count, 0L));
            for (Failure failure : all) {
                int bucket = (int) (failure.nanos() / bucketNanos);
                perBucket.set(bucket, perBucket.get(bucket) + 1);
            }
            errors.add(new Errors(name.error(), name.type(), all.size(), perBucket));
        });
        errors.sort(Comparator.comparingLong(Errors::total).reversed().thenComparing(Errors::error).thenComparing(Errors::type));
        return errors;
    }

    private List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>();
        byKind.forEach((f, all) -> kinds.add(new Kind(f, count(all, Event.Type.OK), count(all, Event.Type.FAIL), count(all, Event.Type.INFO),
                Percentiles.of(all.stream().filter(s -> s.outcome() == Event.Type.OK).mapToLong(Sample::latencyNanos).toArray()))));
        kinds.sort(Comparator.comparingLong(Kind::operations).reversed().thenComparing(Kind::f));
        return kinds;
    }

    private static long count(List<Sample> samples, Event.Type outcome) {
        return samples.stream().filter(s -> s.outcome() == outcome).count();
    }
}
