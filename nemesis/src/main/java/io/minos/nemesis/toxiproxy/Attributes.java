package io.minos.nemesis.toxiproxy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The settings of a toxic, by the names and units of Toxiproxy's HTTP API. What each does is Toxiproxy 2.5.0's behaviour, its
 * corners included where they are sane.
 */
sealed interface Attributes {
    /** By the name in {@code type}. */
    Map<String, Class<? extends Attributes>> TYPES = Map.of(
            "noop", Noop.class,
            "latency", Latency.class,
            "bandwidth", Bandwidth.class,
            "slow_close", SlowClose.class,
            "timeout", Timeout.class,
            "reset_peer", ResetPeer.class,
            "slicer", Slicer.class,
            "limit_data", LimitData.class);

    /** This toxic at work on a connection from now on. */
    Stage stage(RandomGenerator random, long nowNanos);

    /** At work from now on with these settings, in the place of a stage of the same type. */
    default Stage restage(Stage before, RandomGenerator random, long nowNanos) {
        return stage(random, nowNanos);
    }

    /** Whether removing the toxic closes the connections it was on. */
    default boolean closesWhenRemoved() {
        return false;
    }

    /** Whether connections made while the toxic is in force close with a reset. */
    default boolean closesByReset() {
        return false;
    }

    record Noop() implements Attributes {
        @Override
        public Stage stage(RandomGenerator random, long nowNanos) {
            return new Stage();
        }
    }

    /** Every chunk is late by {@code latency} ± {@code jitter} ms; order is kept. */
    record Latency(long latency, long jitter) implements Attributes {
        @Override
        public Stage stage(RandomGenerator random, long nowNanos) {
            return new LatencyStage(this, random);
        }
    }

    /** At most {@code rate} KB/s; nothing passes at 0. */
    record Bandwidth(long rate) implements Attributes {
        @Override
        public Stage stage(RandomGenerator random, long nowNanos) {
            return new BandwidthStage(this);
        }
    }

    /** The end of the connection is late by {@code delay} ms. */
    record SlowClose(long delay) implements Attributes {
        @Override
        public Stage stage(RandomGenerator random, long nowNanos) {
            return new SlowCloseStage(this);
        }
    }

    /** All data is dropped; the connection closes after {@code timeout} ms in which none came, or never when 0. */
    record Timeout(long timeout) implements Attributes {
        @Override
        public Stage stage(RandomGenerator random, long nowNanos) {
            return new TimeoutStage(this, nowNanos);
        }

        @Override
        public boolean closesWhenRemoved() {
            return true;
        }
    }

    /** The first data or end is dropped, and {@code timeout} ms later the connection is closed, by a reset if it was made under this toxic. */
    record ResetPeer(long timeout) implements Attributes {
        @Override
        public Stage stage(RandomGenerator random, long nowNanos) {
            return new ResetPeerStage(this);
        }

        @Override
        public boolean closesByReset() {
            return true;
        }
    }

    /** Chunks are cut into pieces of {@code average_size} ± {@code size_variation} bytes, {@code delay} µs after each. */
    record Slicer(@JsonProperty("average_size") long averageSize, @JsonProperty("size_variation") long sizeVariation, long delay) implements Attributes {
        @Override
        public Stage stage(RandomGenerator random, long nowNanos) {
            return new SlicerStage(this, random);
        }
    }

    /** The connection closes once {@code bytes} have passed. */
    record LimitData(long bytes) implements Attributes {
        @Override
        public Stage stage(RandomGenerator random, long nowNanos) {
            return new LimitDataStage(this, 0);
        }

        @Override
        public Stage restage(Stage before, RandomGenerator random, long nowNanos) {
            return new LimitDataStage(this, before instanceof LimitDataStage limit ? limit.passedBytes() : 0);
        }
    }
}
