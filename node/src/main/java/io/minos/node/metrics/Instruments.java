package io.minos.node.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/** A registry of instruments by etcd's names. */
final class Instruments {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final EtcdNames names = new EtcdNames();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    /** What every process has: {@code process_*} and {@code jvm_*}. */
    void jvm() {
        JvmMetrics.builder().register(registry);
    }

    Counter counter(String name, String help, String... labels) {
        return Counter.builder().name(names.counter(name)).help(help).labelNames(labels).register(registry);
    }

    void counter(String name, String help, Consumer<CounterWithCallback.Callback> values, String... labels) {
        CounterWithCallback.builder().name(names.counter(name)).help(help).labelNames(labels).callback(values).register(registry);
    }

    void gauge(String name, String help, DoubleSupplier value) {
        gauge(name, help, values -> values.call(value.getAsDouble()), new String[0]);
    }

    void gauge(String name, String help, Consumer<GaugeWithCallback.Callback> values, String... labels) {
        GaugeWithCallback.builder().name(names.gauge(name)).help(help).labelNames(labels).callback(values).register(registry);
    }

    /** As Go's {@code ExponentialBuckets(start, 2, count)}. */
    Histogram histogram(String name, String help, double start, int count, String... labels) {
        double[] bounds = new double[count];
        for (int i = 0; i < count; i++) {
            bounds[i] = start * (1L << i);
        }
        return histogram(name, help, bounds, labels);
    }

    Histogram histogram(String name, String help, double[] bounds, String... labels) {
        return Histogram.builder().name(names.histogram(name)).help(help).labelNames(labels).classicOnly().classicUpperBounds(bounds).register(registry);
    }

    String text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out, registry.scrape());
        } catch (IOException neverInMemory) {
            throw new UncheckedIOException(neverInMemory);
        }
        return names.text(out.toString(StandardCharsets.UTF_8));
    }
}
