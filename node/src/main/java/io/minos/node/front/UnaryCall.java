package io.minos.node.front;

import com.google.protobuf.Message;
import io.minos.node.outcome.EtcdError.Code;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** One request, one answer. */
final class UnaryCall<Q extends Message, A extends Message> implements RequestBody.Collector {
    private static final RpcException TOO_LARGE = new RpcException(Code.INVALID_ARGUMENT, "etcdserver: request is too large");

    private final Routes.Route.Unary<Q, A> route;
    private final Backend backend;
    private final Limits limits;
    private final Executor executor;
    private final Request request;
    private final Response response;
    private final Callback callback;

    private UnaryCall(Routes.Route.Unary<Q, A> route, Backend backend, Limits limits, Executor executor, Exchange exchange) {
        this.route = route;
        this.backend = backend;
        this.limits = limits;
        this.executor = executor;
        this.request = exchange.request();
        this.response = exchange.response();
        this.callback = exchange.callback();
    }

    /** @param executor answers are encoded and written there, so that the backend's thread is not held up by clients */
    static <Q extends Message, A extends Message> void start(
            Routes.Route.Unary<Q, A> route, Backend backend, Limits limits, Executor executor, Exchange exchange) {
        RequestBody.collect(exchange.request(), limits.jsonBytesMax(), new UnaryCall<>(route, backend, limits, executor, exchange));
    }

    @Override
    public void whole(Bytes body) {
        Q message;
        try {
            message = JsonCodec.read(body.array(), body.size(), route.prototype());
        } catch (BadJsonException e) {
            Answers.badRequest(response, String.valueOf(e.getMessage()), callback);
            return;
        }
        int bytes = message.getSerializedSize();
        if (bytes > limits.messageBytesMax()) {
            Answers.error(response, limits.messageTooLarge(bytes), callback);
            return;
        }
        Counted counted = Counted.started(backend, message);
        counted.received(message);
        if (route.manner() == Routes.Manner.COMMAND && bytes > limits.commandBytesMax()) {
            counted.answered(TOO_LARGE);
            Answers.error(response, TOO_LARGE, callback);
        } else {
            answerWith(counted, route.call().apply(backend, message));
        }
    }

    private void answerWith(Counted counted, CompletableFuture<A> answer) {
        if (answer.isDone()) {
            answer.whenComplete((given, failure) -> answer(counted, given, failure));
        } else if (route.manner() == Routes.Manner.WAIT) {
            answerPatiently(counted, answer);
        } else {
            answer.whenCompleteAsync((given, failure) -> answer(counted, given, failure), executor);
        }
    }

    /** Whoever leaves while it waits wants nothing any more: not the lock, nor to lead. */
    private void answerPatiently(Counted counted, CompletableFuture<A> answer) {
        request.addIdleTimeoutListener(timeout -> false);
        request.addFailureListener(left -> answer.cancel(false));
        ClientProbe probe = ClientProbe.start(request, () -> !answer.isDone(), left -> answer.cancel(false));
        answer.whenCompleteAsync((message, failure) -> {
            probe.stop(); // what the client sends after its answer is its next request
            if (answer.isCancelled()) {
                counted.answered(failure);
                callback.failed(new EofException("the client left"));
            } else {
                answer(counted, message, failure);
            }
        }, executor);
    }

    private void answer(Counted counted, @Nullable A answer, @Nullable Throwable failure) {
        counted.answered(failure);
        if (answer != null) {
            counted.sent(answer);
            Answers.json(response, JsonCodec.write(answer).asBuffer(), callback);
        } else {
            Answers.error(response, RpcException.of(failure), callback);
        }
    }

    @Override
    public void tooLarge(long bytes) {
        // three bytes of a message make four of base64
        Answers.error(response, limits.messageTooLarge(bytes / 4 * 3), callback);
    }

    @Override
    public void broken(Throwable failure) {
        callback.failed(failure);
    }
}
