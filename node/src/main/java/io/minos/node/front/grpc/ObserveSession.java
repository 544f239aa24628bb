package io.minos.node.front.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.minos.etcd.api.LeaderRequest;
import io.minos.etcd.api.LeaderResponse;
import io.minos.node.front.RpcException;
import io.minos.node.front.concurrency.Elections;
import io.minos.node.front.concurrency.Observation;

/** One client that is told of an election's leaders. */
final class ObserveSession implements Observation.Listener {
    private final StreamObserver<LeaderResponse> out;

    private ObserveSession(StreamObserver<LeaderResponse> out) {
        this.out = out;
    }

    static void open(Elections elections, LeaderRequest request, StreamObserver<LeaderResponse> responses) {
        ServerCallStreamObserver<LeaderResponse> out = (ServerCallStreamObserver<LeaderResponse>) responses;
        Observation observation = elections.observe(request, new ObserveSession(out));
        out.setOnCancelHandler(observation::close);
        out.setOnCloseHandler(observation::close);
        observation.begin();
    }

    @Override
    public void leader(LeaderResponse leader) {
        out.onNext(leader);
    }

    @Override
    public void failed(RpcException why) {
        out.onError(Statuses.exception(why));
    }
}
