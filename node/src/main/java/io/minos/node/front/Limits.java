package io.minos.node.front;

import io.minos.node.config.ClientConnections;
import io.minos.node.outcome.EtcdError.Code;

/**
 * How large a request may be, as in etcd: the command that goes through Raft is bound by {@code --max-request-bytes}; the
 * gRPC message that holds it by 512 KiB more (etcd 3.4, v3rpc/grpc.go).
 *
 * @param requestBytesMax {@code --max-request-bytes}
 * @param connections what is asked of connections
 */
public record Limits(int requestBytesMax, ClientConnections connections) {
    private static final int MESSAGE_OVERHEAD_BYTES = 512 << 10;
    /** What etcd wraps a request in before it measures it: a header with an id, the field's tag and length. */
    private static final int COMMAND_OVERHEAD_BYTES = 18;
    private static final int JSON_OVERHEAD_BYTES = 64 << 10;

    int commandBytesMax() {
        return Math.max(0, requestBytesMax - COMMAND_OVERHEAD_BYTES);
    }

    public int messageBytesMax() {
        return requestBytesMax + MESSAGE_OVERHEAD_BYTES;
    }

    /** Base64 takes four thirds; the rest is room for blanks and names. etcd has no such limit, and buffers what comes. */
    int jsonBytesMax() {
        return 2 * messageBytesMax() + JSON_OVERHEAD_BYTES;
    }

    /** A byte takes up to three characters. */
    int formBytesMax() {
        return (int) Math.min(Integer.MAX_VALUE - 8, 3L * requestBytesMax + JSON_OVERHEAD_BYTES);
    }

    public RpcException messageTooLarge(long bytes) {
        return new RpcException(Code.RESOURCE_EXHAUSTED, "grpc: received message larger than max (" + bytes + " vs. " + messageBytesMax() + ")");
    }
}
