package io.minos.node.front.grpc;

import io.grpc.MethodDescriptor;
import io.minos.node.front.Traffic;
import io.minos.node.outcome.EtcdError.Code;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** How one call ends: the first that is said of it counts. */
final class Observed {
    private static final Map<MethodDescriptor<?, ?>, Traffic.Method> METHODS = new ConcurrentHashMap<>();

    private final Traffic.Call traffic;
    private final AtomicReference<Code> end = new AtomicReference<>();

    Observed(Traffic.Call traffic) {
        this.traffic = traffic;
    }

    static Traffic.Method method(MethodDescriptor<?, ?> method) {
        return METHODS.computeIfAbsent(method, known -> new Traffic.Method(String.valueOf(known.getServiceName()), String.valueOf(known.getBareMethodName()), switch (known.getType()) {
            case SERVER_STREAMING -> "server_stream";
            case CLIENT_STREAMING -> "client_stream";
            case BIDI_STREAMING -> "bidi_stream";
            default -> "unary";
        }));
    }

    void received(int bytes) {
        traffic.received(bytes);
    }

    void sent(int bytes) {
        traffic.sent(bytes);
    }

    void ends(Code code) {
        end.compareAndSet(null, code);
    }

    /** To be called once. */
    void over() {
        ends(Code.OK);
        traffic.handled(end.get());
    }
}
