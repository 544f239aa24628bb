package io.minos.node.front;

import io.minos.etcd.api.LeaderRequest;
import io.minos.etcd.api.LeaderResponse;
import io.minos.node.front.concurrency.Elections;
import io.minos.node.front.concurrency.Observation;
import java.util.Optional;

/** One request, then an election's leaders as they come, until the client leaves. */
final class ObserveCall implements RequestBody.Collector, OpenStreams.Listener, Observation.Listener {
    private final Gateway gateway;
    private final Exchange exchange;
    private Optional<ResponseStream> out = Optional.empty();
    private Optional<Observation> observation = Optional.empty();

    private ObserveCall(Gateway gateway, Exchange exchange) {
        this.gateway = gateway;
        this.exchange = exchange;
    }

    static void start(Gateway gateway, Exchange exchange) {
        RequestBody.collect(exchange.request(), gateway.limits().jsonBytesMax(), new ObserveCall(gateway, exchange));
    }

    @Override
    public void whole(Bytes body) {
        LeaderRequest request;
        try {
            request = JsonCodec.read(body.array(), body.size(), LeaderRequest.getDefaultInstance());
        } catch (BadJsonException e) {
            Answers.badRequest(exchange.response(), String.valueOf(e.getMessage()), exchange.callback());
            return;
        }
        Observation leaders = new Elections(gateway.backend(exchange.request())).observe(request, this);
        observation = Optional.of(leaders);
        ResponseStream stream = gateway.openStream(exchange, this);
        out = Optional.of(stream);
        ClientProbe.start(exchange.request(), () -> !stream.isEnded(), stream::failed);
        leaders.begin();
    }

    @Override
    public void tooLarge(long bytes) {
        // three bytes of a message make four of base64
        Answers.error(exchange.response(), gateway.limits().messageTooLarge(bytes / 4 * 3), exchange.callback());
    }

    @Override
    public void broken(Throwable failure) {
        exchange.callback().failed(failure);
    }

    @Override
    public void leader(LeaderResponse leader) {
        out.ifPresent(stream -> stream.send(leader));
    }

    @Override
    public void failed(RpcException why) {
        out.ifPresent(stream -> stream.fail(why));
    }

    /** Leaders are few: one who does not read is told of them when it does. */
    @Override
    public void ready() {}

    @Override
    public void ended(ResponseStream stream) {
        observation.ifPresent(Observation::close);
    }
}
