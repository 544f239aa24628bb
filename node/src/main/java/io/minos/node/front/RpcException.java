package io.minos.node.front;

import io.minos.node.apply.EtcdError;

/** An answer that is an error: a gRPC status code and etcd's own text. Carries no stack trace: it is a value. */
public final class RpcException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final EtcdError.Code code;

    public RpcException(EtcdError error) {
        this(error.code(), error.text());
    }

    public RpcException(EtcdError.Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    public EtcdError.Code code() {
        return code;
    }
}
