package io.minos.node.front.grpc;

import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.minos.node.front.Exchange;
import io.minos.node.front.OpenStreams;
import io.minos.node.front.ResponseStream;
import io.minos.node.front.RpcException;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.EtcdError.Code;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * One call over one HTTP/2 stream. The listener is called within the {@link Sequence}, and told exactly once that the call is
 * over: complete, or cancelled when the client left, its deadline passed, or we ended it.
 */
final class GrpcCall<Q, R> extends ServerCall<Q, R> implements OpenStreams.Listener, MessageReader.Listener {
    private static final RpcException DEADLINE_EXCEEDED = new RpcException(Code.DEADLINE_EXCEEDED, "context deadline exceeded");
    private static final RpcException STOPPED = new RpcException(EtcdError.STOPPED);
    /** The one answer is written by whoever gives it: there is nothing to gather. */
    private static final Executor AT_ONCE = Runnable::run;

    private final Serving serving;
    private final Observed traffic;
    private final Answering answering;
    private final MethodDescriptor<Q, R> method;
    private final boolean streams;
    private final Sequence sequence = new Sequence(this::broken);
    private final ResponseStream out;
    private final MessageReader in;
    private Listener<Q> listener = new Listener<>() {};
    private boolean over;
    private volatile boolean cancelled;
    private Optional<Scheduler.Task> deadline = Optional.empty();
    private @Nullable R onlyAnswer;

    private GrpcCall(Serving serving, Answering answering, Exchange exchange, Observed traffic, MethodDescriptor<Q, R> method, Encoding encoding) {
        this.serving = serving;
        this.answering = answering;
        this.traffic = traffic;
        this.method = method;
        this.streams = !method.getType().serverSendsOneMessage();
        this.in = new MessageReader(exchange.request(), encoding, serving.limits(), sequence::run, this);
        this.out = serving.streams().open(exchange, new GrpcForm(encoding), streams ? answering : AT_ONCE, this, stream -> stop());
    }

    static <Q, R> void start(Serving serving, Answering answering, Exchange exchange, Observed traffic, CallHeaders headers, ServerMethodDefinition<Q, R> method) {
        GrpcCall<Q, R> call = new GrpcCall<>(serving, answering, exchange, traffic, method.getMethodDescriptor(), headers.encoding());
        call.sequence.run(() -> {
            if (call.over) {
                return; // the client left at once, and nothing is to be cleaned up after a service that never began
            }
            headers.timeoutNanos().ifPresent(nanos -> call.endAfter(nanos, exchange.request().getComponents().getScheduler()));
            if (call.streams && headers.requiresLeader()) {
                serving.leaderWatch().add(call);
            }
            call.listener = method.getServerCallHandler().startCall(call, new Metadata());
        });
    }

    private void endAfter(long nanos, Scheduler scheduler) {
        deadline = Optional.of(scheduler.schedule(() -> cancel(DEADLINE_EXCEEDED), nanos, TimeUnit.NANOSECONDS));
    }

    /** Ends it, whatever the service is doing. */
    void cancel(RpcException why) {
        cancelled = true;
        traffic.ends(why.code());
        out.fail(why);
        sequence.run(this::tellThatItIsOver);
    }

    /** The node stops. What is about to be answered still is; a stream would go on for ever. */
    private void stop() {
        if (streams) {
            cancel(STOPPED);
        }
    }

    private void broken(RuntimeException thrown) {
        cancel(RpcException.of(thrown));
    }

    private void tellThatItIsOver() {
        in.stop();
        deadline.ifPresent(Scheduler.Task::cancel);
        serving.leaderWatch().remove(this);
        if (over) {
            return;
        }
        over = true;
        traffic.over();
        if (cancelled) {
            listener.onCancel();
        } else {
            listener.onComplete();
        }
    }

    // ------------------------------------------------------------------ what the service does

    @Override
    public void request(int messages) {
        sequence.run(() -> in.want(messages));
    }

    /** They go out with the first message, as grpc-go's do. */
    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(R message) {
        traffic.sent(((Message) message).getSerializedSize());
        if (streams) {
            out.send((Message) message);
        } else {
            onlyAnswer = message;
        }
    }

    @Override
    public void close(Status status, Metadata trailers) {
        if (!status.isOk()) {
            RpcException error = Statuses.error(status);
            traffic.ends(error.code());
            out.fail(error);
            return;
        }
        traffic.ends(Code.OK);
        if (onlyAnswer != null) {
            try {
                serving.streams().unsent().mayAdd(((Message) onlyAnswer).getSerializedSize());
            } catch (RpcException tooMuch) {
                out.fail(tooMuch);
                return;
            }
            out.send((Message) onlyAnswer);
        }
        out.end();
    }

    @Override
    public boolean isReady() {
        return out.isReady();
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public MethodDescriptor<Q, R> getMethodDescriptor() {
        return method;
    }

    // ------------------------------------------------------------------ what the client does

    @Override
    public void message(byte[] message) {
        if (over) {
            return;
        }
        traffic.received(message.length);
        Q request;
        try {
            request = parsed(message);
        } catch (RpcException malformed) {
            unreadable(malformed);
            return;
        }
        listener.onMessage(request);
    }

    private Q parsed(byte[] message) {
        Q prototype = ((MethodDescriptor.PrototypeMarshaller<Q>) method.getRequestMarshaller()).getMessagePrototype();
        @SuppressWarnings("unchecked")
        Q request = (Q) RequestParser.parse(message, (Message) Objects.requireNonNull(prototype), streams);
        return request;
    }

    @Override
    public void halfClosed() {
        if (!over) {
            listener.onHalfClose();
        }
    }

    @Override
    public void unreadable(RpcException why) {
        cancel(why);
    }

    @Override
    public void gone(Throwable why) {
        out.failed(why);
    }

    @Override
    public void written() {
        answering.handOver();
    }

    @Override
    public void ready() {
        sequence.run(() -> {
            if (!over) {
                listener.onReady();
            }
        });
    }

    @Override
    public void ended(ResponseStream stream) {
        if (stream.isGone()) {
            cancelled = true;
            traffic.ends(Code.CANCELLED);
        }
        sequence.run(this::tellThatItIsOver);
    }
}
