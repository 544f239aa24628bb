package io.minos.node.front;

import io.minos.node.outcome.EtcdError;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An answer that is an error: a gRPC status code and etcd's own text. Carries no stack trace: it is a value. */
public final class RpcException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final Logger LOG = LoggerFactory.getLogger(RpcException.class);
    private static final RpcException OUR_FAULT = new RpcException(EtcdError.Code.INTERNAL, "etcdserver: internal error");

    private final EtcdError.Code code;

    public RpcException(EtcdError error) {
        this(error.code(), error.text());
    }

    public RpcException(EtcdError.Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** What a call failed with. Nothing but this class should come here; whatever else does is a bug of ours, and told as such. */
    public static RpcException of(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RpcException error) {
            return error;
        }
        LOG.error("a call failed in an unforeseen way", cause);
        return OUR_FAULT;
    }

    public EtcdError.Code code() {
        return code;
    }
}
