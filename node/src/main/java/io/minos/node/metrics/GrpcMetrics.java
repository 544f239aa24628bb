package io.minos.node.metrics;

import io.minos.node.front.Traffic;
import io.minos.node.outcome.EtcdError.Code;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Calls, as Go's grpc_prometheus and etcd's interceptors count them; every method from the start, at 0. */
final class GrpcMetrics implements Traffic {
    private static final String[] LABELS = {"grpc_type", "grpc_service", "grpc_method"};
    private static final double[] SECONDS = {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10};
    /** Whatever else a client says is its own invention, and must not make a series of its own. */
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,3}([.][0-9]{1,3}){1,2}");

    private final Counter started;
    private final Counter handled;
    private final Counter received;
    private final Counter sent;
    private final Counter requests;
    private final Counter receivedBytes;
    private final Counter sentBytes;
    private final Optional<Histogram> seconds;
    private final Map<Method, Counts> byMethod = new ConcurrentHashMap<>();

    GrpcMetrics(Instruments instruments, boolean extensive) {
        started = instruments.counter("grpc_server_started_total", "Total number of RPCs started on the server.", LABELS);
        handled = instruments.counter("grpc_server_handled_total", "Total number of RPCs completed on the server, regardless of success or failure.",
                LABELS[0], LABELS[1], LABELS[2], "grpc_code");
        received = instruments.counter("grpc_server_msg_received_total", "Total number of RPC stream messages received on the server.", LABELS);
        sent = instruments.counter("grpc_server_msg_sent_total", "Total number of gRPC stream messages sent by the server.", LABELS);
        requests = instruments.counter("etcd_server_client_requests_total", "The total number of client requests per client version.", "type", "client_api_version");
        receivedBytes = instruments.counter("etcd_network_client_grpc_received_bytes_total", "The total number of bytes received from grpc clients.");
        sentBytes = instruments.counter("etcd_network_client_grpc_sent_bytes_total", "The total number of bytes sent to grpc clients.");
        seconds = extensive
                ? Optional.of(instruments.histogram("grpc_server_handling_seconds", "Histogram of response latency (seconds) of gRPC that had been application-level handled by the server.", SECONDS, LABELS))
                : Optional.empty();
    }

    /** Of one method, found once. */
    private final class Counts {
        private final CounterDataPoint begun;
        private final CounterDataPoint in;
        private final CounterDataPoint out;
        private final CounterDataPoint[] over;

        Counts(Method method) {
            begun = started.labelValues(method.type(), method.service(), method.name());
            in = received.labelValues(method.type(), method.service(), method.name());
            out = sent.labelValues(method.type(), method.service(), method.name());
            over = Arrays.stream(Code.values()).map(code -> handled.labelValues(method.type(), method.service(), method.name(), name(code))).toArray(CounterDataPoint[]::new);
            seconds.ifPresent(histogram -> histogram.labelValues(method.type(), method.service(), method.name()));
        }
    }

    /** Go writes it with one l. */
    private static String name(Code code) {
        return code == Code.CANCELLED ? "Canceled" : code.goName();
    }

    @Override
    public void serves(Method method) {
        byMethod.computeIfAbsent(method, Counts::new);
    }

    @Override
    public Call started(Method method, String clientVersion) {
        Counts counts = byMethod.computeIfAbsent(method, Counts::new);
        counts.begun.inc();
        requests.labelValues(method.type().equals("unary") ? "unary" : "stream", VERSION.matcher(clientVersion).matches() ? clientVersion : "unknown").inc();
        long begun = System.nanoTime();
        return new Call() {
            @Override
            public void received(int bytes) {
                counts.in.inc();
                receivedBytes.inc(bytes);
            }

            @Override
            public void sent(int bytes) {
                counts.out.inc();
                sentBytes.inc(bytes);
            }

            @Override
            public void handled(Code code) {
                counts.over[code.ordinal()].inc();
                seconds.ifPresent(histogram -> histogram.labelValues(method.type(), method.service(), method.name()).observe((System.nanoTime() - begun) / 1e9));
            }
        };
    }
}
