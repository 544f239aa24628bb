package io.minos.node.front.concurrency;

import io.minos.node.front.RpcException;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.EtcdError.Code;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Errors as these services pass them on. etcd's are a client within the server, whose errors gRPC takes for unknown ones: the
 * text is etcd's, the code is lost (etcd 3.4, clientv3.toErr).
 */
final class ClientErrors {
    private ClientErrors() {}

    static RpcException of(@Nullable Throwable failure) {
        RpcException given = RpcException.of(failure);
        // A learner refuses before it asks any client.
        boolean beforehand = EtcdError.NOT_SUPPORTED_FOR_LEARNER.text().equals(given.getMessage());
        return beforehand ? given : new RpcException(Code.UNKNOWN, String.valueOf(given.getMessage()));
    }

    static <A> CompletableFuture<A> in(CompletableFuture<A> answer) {
        return answer.exceptionally(failure -> {
            throw new CompletionException(of(failure));
        });
    }

    /** For {@code exceptionally}. */
    static @Nullable Void fail(CompletableFuture<?> answer, Throwable failure) {
        answer.completeExceptionally(of(failure));
        return null;
    }
}
