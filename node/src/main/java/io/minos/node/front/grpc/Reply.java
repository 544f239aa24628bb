package io.minos.node.front.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.minos.node.front.RpcException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The one answer to a unary call. */
final class Reply {
    private Reply() {}

    /** The answer goes to the client, where its connection's are written unless it is here already; a client that leaves cancels it. */
    static <A> void give(CompletableFuture<A> answer, Answering answering, StreamObserver<A> out) {
        if (answer.isDone()) {
            answer.whenComplete((message, failure) -> give(message, failure, out));
            return;
        }
        ((ServerCallStreamObserver<A>) out).setOnCancelHandler(() -> answer.cancel(false));
        answer.whenCompleteAsync((message, failure) -> {
            if (!answer.isCancelled()) {
                give(message, failure, out);
            }
        }, answering);
    }

    private static <A> void give(@Nullable A message, @Nullable Throwable failure, StreamObserver<A> out) {
        if (message == null) {
            out.onError(Statuses.exception(RpcException.of(failure)));
        } else {
            out.onNext(message);
            out.onCompleted();
        }
    }
}
