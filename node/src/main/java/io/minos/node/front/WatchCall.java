package io.minos.node.front;

import io.minos.etcd.api.WatchRequest;
import io.minos.etcd.api.WatchRequest.RequestUnionCase;
import io.minos.etcd.api.WatchResponse;
import io.minos.node.outcome.EtcdError.Code;
import org.eclipse.jetty.server.Request;

/** A watch stream: requests as they come, responses as they come, until the client leaves. */
final class WatchCall implements RequestStream.Listener, OpenStreams.Listener, Backend.WatchSink {
    private final Request request;
    private final ResponseStream out;
    private final Counted counted;
    private final Backend.WatchStream stream;
    private boolean understood;

    private WatchCall(Gateway gateway, Exchange exchange) {
        this.counted = Counted.started(gateway.backend(exchange.request()), WatchRequest.getDefaultInstance());
        this.request = exchange.request();
        this.out = gateway.openStream(exchange, this);
        this.stream = gateway.backend(request).watch(this);
        ReaderWatch.start(request, gateway.limits().connections(), out);
    }

    static void start(Gateway gateway, Exchange exchange) {
        WatchCall call = new WatchCall(gateway, exchange);
        new RequestStream(exchange.request(), gateway.limits().jsonBytesMax(), call).run();
    }

    @Override
    public boolean message(byte[] json) throws BadJsonException {
        WatchRequest message = JsonCodec.read(json, json.length, WatchRequest.getDefaultInstance());
        understood = true;
        counted.received(message);
        if (message.getRequestUnionCase() != RequestUnionCase.REQUESTUNION_NOT_SET) {
            stream.request(message);
        }
        return true;
    }

    /** After a first good message the gateway keeps its doubts to itself: the watch goes on, deaf from here. */
    @Override
    public boolean malformed(String why) {
        if (!understood) {
            out.replace((response, callback) -> Answers.badStreamRequest(response, why, callback));
        }
        return understood;
    }

    /** A client that has nothing more to ask still watches. */
    @Override
    public void end() {
        ClientProbe.start(request, () -> !out.isEnded(), out::failed);
    }

    @Override
    public void gone(Throwable why) {
        out.failed(why);
    }

    @Override
    public void send(WatchResponse response) {
        counted.sent(response);
        out.send(response);
    }

    @Override
    public boolean isReady() {
        return out.isReady();
    }

    @Override
    public void fail(RpcException error) {
        counted.answered(error);
        out.fail(error);
    }

    @Override
    public void ready() {
        stream.ready();
    }

    @Override
    public void ended(ResponseStream stream) {
        counted.over(stream.isGone() ? Code.CANCELLED : Code.OK);
        this.stream.close();
    }
}
