package io.minos.reports.series;

import io.minos.checker.history.Event;
import java.util.List;

/**
 * A history as figures over time.
 *
 * @param durationNanos time of the last event
 * @param bucketNanos width of each bucket, a round value
 * @param buckets in order of time, without gaps, from zero to the end
 * @param samples every operation, in the order they ended; watches are not among them, since they last as long as one listens
 * @param errors most frequent first
 * @param kinds operations by {@link io.minos.checker.history.F}, most frequent first
 * @param watchEvents events that watchers received
 */
public record Series(
        long durationNanos,
        long bucketNanos,
        List<Bucket> buckets,
        List<Sample> samples,
        List<Errors> errors,
        List<Kind> kinds,
        List<Phase> phases,
        long watchEvents) {
    public Series {
        buckets = List.copyOf(buckets);
        samples = List.copyOf(samples);
        errors = List.copyOf(errors);
        kinds = List.copyOf(kinds);
        phases = List.copyOf(phases);
    }

    /** One operation. {@code latencyNanos} of one that is not ok is the time until the client knew, or gave up. */
    public record Sample(long startNanos, long latencyNanos, Event.Type outcome) {}

    /**
     * @param ok completions within the bucket; {@code fail} and {@code info} likewise
     * @param latency of the ok operations invoked within the bucket
     */
    public record Bucket(long fromNanos, long ok, long fail, long info, Percentiles latency) {
        public long completions() {
            return ok + fail + info;
        }
    }

    /** Completions of one type ({@code FAIL} or {@code INFO}) that carry this error, bucket by bucket. */
    public record Errors(String error, Event.Type type, long total, List<Long> perBucket) {
        public Errors {
            perBucket = List.copyOf(perBucket);
        }
    }

    /** Operations of one kind; {@code latency} is of those that were ok. */
    public record Kind(String f, long ok, long fail, long info, Percentiles latency) {
        public long operations() {
            return ok + fail + info;
        }
    }

    public record Phase(String name, long fromNanos, long toNanos) {}

    public boolean isEmpty() {
        return samples.isEmpty();
    }

    /** Of all ok operations. */
    public Percentiles latency() {
        return Percentiles.of(samples.stream().filter(s -> s.outcome() == Event.Type.OK).mapToLong(Sample::latencyNanos).toArray());
    }
}
