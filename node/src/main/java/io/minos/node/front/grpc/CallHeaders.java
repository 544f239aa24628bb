package io.minos.node.front.grpc;

import io.minos.node.front.RpcException;
import io.minos.node.outcome.EtcdError.Code;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * What a call's headers ask for.
 *
 * @param requiresLeader etcd's {@code hasleader}: an answer from a member without a leader would be of no use
 */
record CallHeaders(Encoding encoding, Optional<Long> timeoutNanos, boolean requiresLeader) {
    /** @throws RpcException if it cannot be done as asked */
    static CallHeaders of(HttpFields fields) {
        return new CallHeaders(encoding(fields.get("grpc-encoding")), timeoutNanos(fields.get("grpc-timeout")), "true".equals(fields.get("hasleader")));
    }

    private static Encoding encoding(@Nullable String name) {
        return Encoding.named(name).orElseThrow(() -> new RpcException(Code.UNIMPLEMENTED, "grpc: Decompressor is not installed for grpc-encoding \"" + name + "\""));
    }

    private static Optional<Long> timeoutNanos(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        return Optional.of(GrpcTimeout.nanos(header).orElseThrow(() -> new RpcException(Code.INTERNAL, "malformed time-out: " + header)));
    }
}
