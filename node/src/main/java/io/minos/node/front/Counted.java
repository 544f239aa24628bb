package io.minos.node.front;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.minos.node.front.Traffic.Method;
import io.minos.node.outcome.EtcdError.Code;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A call over the gateway, counted as the gRPC call that it is in etcd, whose gateway is a client of its own port. */
final class Counted {
    private static final Map<Class<?>, Method> METHODS = new ConcurrentHashMap<>();

    private final Traffic.Call call;
    private final AtomicBoolean over = new AtomicBoolean();

    private Counted(Traffic.Call call) {
        this.call = call;
    }

    /** @param request of the method's own type, which no other has */
    static Counted started(Backend backend, Message request) {
        return new Counted(backend.traffic().started(METHODS.computeIfAbsent(request.getClass(), type -> method(request)), ""));
    }

    private static Method method(Message request) {
        for (ServiceDescriptor service : request.getDescriptorForType().getFile().getServices()) {
            for (MethodDescriptor method : service.getMethods()) {
                if (method.getInputType().equals(request.getDescriptorForType())) {
                    return new Method(service.getFullName(), method.getName(), method.isServerStreaming() ? "bidi_stream" : "unary");
                }
            }
        }
        throw new IllegalArgumentException("no method takes a " + request.getDescriptorForType().getFullName());
    }

    void received(Message request) {
        call.received(request.getSerializedSize());
    }

    void sent(Message answer) {
        call.sent(answer.getSerializedSize());
    }

    /** Said again, it does not count. */
    void answered(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        over(cause == null ? Code.OK : cause instanceof RpcException error ? error.code() : Code.INTERNAL);
    }

    void over(Code code) {
        if (over.compareAndSet(false, true)) {
            call.handled(code);
        }
    }
}
