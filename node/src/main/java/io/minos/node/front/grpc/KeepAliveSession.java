package io.minos.node.front.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.minos.etcd.api.LeaseKeepAliveRequest;
import io.minos.etcd.api.LeaseKeepAliveResponse;
import io.minos.node.front.Backend;
import io.minos.node.front.RpcException;
import org.jspecify.annotations.Nullable;

/** A keep-alive stream: the next request is read when the last is answered, and its end is told only then. */
final class KeepAliveSession implements StreamObserver<LeaseKeepAliveRequest> {
    private final Backend backend;
    private final Answering answering;
    private final ServerCallStreamObserver<LeaseKeepAliveResponse> out;

    private KeepAliveSession(Backend backend, Answering answering, ServerCallStreamObserver<LeaseKeepAliveResponse> out) {
        this.backend = backend;
        this.answering = answering;
        this.out = out;
    }

    static StreamObserver<LeaseKeepAliveRequest> open(Backend backend, Answering answering, StreamObserver<LeaseKeepAliveResponse> responses) {
        ServerCallStreamObserver<LeaseKeepAliveResponse> out = (ServerCallStreamObserver<LeaseKeepAliveResponse>) responses;
        out.setOnCancelHandler(() -> {}); // else an answer that is too late would throw
        out.disableAutoRequest();
        out.request(1);
        return new KeepAliveSession(backend, answering, out);
    }

    @Override
    public void onNext(LeaseKeepAliveRequest request) {
        backend.leaseKeepAlive(request).whenCompleteAsync(this::answer, answering);
    }

    private void answer(@Nullable LeaseKeepAliveResponse answer, @Nullable Throwable failure) {
        if (answer == null) {
            out.onError(Statuses.exception(RpcException.of(failure)));
        } else {
            out.onNext(answer);
            out.request(1);
        }
    }

    @Override
    public void onCompleted() {
        out.onCompleted();
    }

    @Override
    public void onError(Throwable gone) {}
}
