package io.minos.node.front;

import io.minos.etcd.api.LeaseKeepAliveRequest;
import io.minos.etcd.api.LeaseKeepAliveResponse;
import io.minos.node.outcome.EtcdError.Code;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A keep-alive stream: one answer for each request, in turn; it ends when the client has asked for the last. */
final class KeepAliveCall implements RequestStream.Listener, OpenStreams.Listener {
    private final Gateway gateway;
    private final Backend backend;
    private final ResponseStream out;
    private final Counted counted;
    private final RequestStream in;
    private boolean understood;

    private KeepAliveCall(Gateway gateway, Exchange exchange) {
        this.counted = Counted.started(gateway.backend(exchange.request()), LeaseKeepAliveRequest.getDefaultInstance());
        this.gateway = gateway;
        this.backend = gateway.backend(exchange.request());
        this.out = gateway.openStream(exchange, this);
        this.in = new RequestStream(exchange.request(), gateway.limits().jsonBytesMax(), this);
    }

    static void start(Gateway gateway, Exchange exchange) {
        new KeepAliveCall(gateway, exchange).in.run();
    }

    @Override
    public boolean message(byte[] json) throws BadJsonException {
        LeaseKeepAliveRequest message = JsonCodec.read(json, json.length, LeaseKeepAliveRequest.getDefaultInstance());
        understood = true;
        counted.received(message);
        CompletableFuture<LeaseKeepAliveResponse> answer = backend.leaseKeepAlive(message);
        answer.whenCompleteAsync(this::answer, gateway.executor());
        return false;
    }

    private void answer(@Nullable LeaseKeepAliveResponse answer, @Nullable Throwable failure) {
        if (answer == null) {
            counted.answered(failure);
            out.fail(RpcException.of(failure));
            return;
        }
        counted.sent(answer);
        out.send(answer);
        if (!out.isEnded()) {
            in.run();
        }
    }

    /** After a first good message the gateway takes it for the end. */
    @Override
    public boolean malformed(String why) {
        if (!understood) {
            out.replace((response, callback) -> Answers.badStreamRequest(response, why, callback));
        }
        return understood;
    }

    @Override
    public void end() {
        out.end();
    }

    @Override
    public void gone(Throwable why) {
        out.failed(why);
    }

    /** Answers are few: one for each request, and the next is read when it is given. */
    @Override
    public void ready() {}

    @Override
    public void ended(ResponseStream stream) {
        counted.over(stream.isGone() ? Code.CANCELLED : Code.OK);
    }
}
