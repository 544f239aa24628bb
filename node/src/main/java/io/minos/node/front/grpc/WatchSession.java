package io.minos.node.front.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.minos.etcd.api.WatchRequest;
import io.minos.etcd.api.WatchRequest.RequestUnionCase;
import io.minos.etcd.api.WatchResponse;
import io.minos.node.front.Backend;
import io.minos.node.front.RpcException;

/** A client's stream of watches, from its first request until it leaves; that it has nothing more to ask does not end it. */
final class WatchSession implements StreamObserver<WatchRequest>, Backend.WatchSink {
    private final ServerCallStreamObserver<WatchResponse> out;
    private final Backend.WatchStream stream;
    /** An observer takes nothing after its end, which may come from another thread than the responses. */
    private boolean ended;

    private WatchSession(Backend backend, ServerCallStreamObserver<WatchResponse> out) {
        this.out = out;
        this.stream = backend.watch(this);
    }

    static StreamObserver<WatchRequest> open(Backend backend, StreamObserver<WatchResponse> responses) {
        ServerCallStreamObserver<WatchResponse> out = (ServerCallStreamObserver<WatchResponse>) responses;
        WatchSession session = new WatchSession(backend, out);
        out.setOnReadyHandler(session.stream::ready);
        out.setOnCancelHandler(session.stream::close);
        out.setOnCloseHandler(session.stream::close);
        return session;
    }

    @Override
    public void onNext(WatchRequest request) {
        if (request.getRequestUnionCase() != RequestUnionCase.REQUESTUNION_NOT_SET) {
            stream.request(request);
        }
    }

    @Override
    public void onCompleted() {}

    /** The cancel handler has it as well. */
    @Override
    public void onError(Throwable gone) {}

    @Override
    public synchronized void send(WatchResponse response) {
        if (!ended) {
            out.onNext(response);
        }
    }

    @Override
    public boolean isReady() {
        return out.isReady();
    }

    @Override
    public synchronized void fail(RpcException error) {
        if (!ended) {
            ended = true;
            out.onError(Statuses.exception(error));
        }
    }
}
