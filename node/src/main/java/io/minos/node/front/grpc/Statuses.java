package io.minos.node.front.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.minos.node.front.RpcException;
import io.minos.node.outcome.EtcdError.Code;

/** Our errors as gRPC's statuses, and back: the codes are the same. */
final class Statuses {
    private Statuses() {}

    static RpcException error(Status status) {
        String text = status.getDescription();
        return new RpcException(Code.values()[status.getCode().value()], text == null ? "" : text);
    }

    static StatusRuntimeException exception(RpcException error) {
        Status status = Status.fromCodeValue(error.code().ordinal()).withDescription(error.getMessage());
        return new Traceless(status);
    }

    /** A value, thrown by nobody: where it was made is of no interest, and costs more than the call. */
    private static final class Traceless extends StatusRuntimeException {
        private static final long serialVersionUID = 1;

        Traceless(Status status) {
            super(status, new Metadata());
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
