package io.minos.node.front;

import io.minos.etcd.api.LeaseKeepAliveRequest;
import io.minos.etcd.api.LeaseKeepAliveResponse;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** A keep-alive stream: one answer for each request, in turn; it ends when the client has asked for the last. */
final class KeepAliveCall implements RequestStream.Listener {
    private final Gateway gateway;
    private final ResponseStream out;
    private final RequestStream in;
    private boolean understood;

    private KeepAliveCall(Gateway gateway, Request request, Response response, Callback callback) {
        this.gateway = gateway;
        this.out = gateway.openStream(request, response, callback, () -> {}, () -> {});
        this.in = new RequestStream(request, gateway.limits().jsonBytesMax(), this);
    }

    static void start(Gateway gateway, Request request, Response response, Callback callback) {
        new KeepAliveCall(gateway, request, response, callback).in.run();
    }

    @Override
    public boolean message(byte[] json) throws BadJsonException {
        LeaseKeepAliveRequest message = JsonCodec.read(json, json.length, LeaseKeepAliveRequest.getDefaultInstance());
        understood = true;
        CompletableFuture<LeaseKeepAliveResponse> answer = gateway.backend().leaseKeepAlive(message);
        answer.whenCompleteAsync(this::answer, gateway.executor());
        return false;
    }

    private void answer(@Nullable LeaseKeepAliveResponse answer, @Nullable Throwable failure) {
        if (answer == null) {
            out.fail(UnaryCall.rpcError(failure));
            return;
        }
        out.send(answer);
        if (!out.isEnded()) {
            in.run();
        }
    }

    /** After a first good message the gateway takes it for the end. */
    @Override
    public boolean malformed(String why) {
        if (!understood) {
            out.refuse(why);
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
}
