package io.minos.scenarios.sim;

import io.minos.client.ErrorTable;
import io.minos.client.Failure;
import io.minos.client.OpenWatch;
import io.minos.client.WatchEnd;
import io.minos.client.WatchListener;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchRequest;
import io.minos.etcd.api.WatchResponse;
import io.minos.node.sim.Network;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import io.minos.node.sim.WatchSink;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** A client's end of a watch stream. It reads one response after the other, at its own pace. */
final class SimulatedWatch implements OpenWatch, WatchSink {
    private final SimulatedCluster cluster;
    private final SimulatedMember member;
    private final WatchListener listener;
    private final LongSupplier readingNanos;
    private OptionalLong stream = OptionalLong.empty();
    private boolean over;
    private long freeAtNanos;

    private SimulatedWatch(SimulatedCluster cluster, SimulatedMember member, WatchListener listener, LongSupplier readingNanos) {
        this.cluster = cluster;
        this.member = member;
        this.listener = listener;
        this.readingNanos = readingNanos;
    }

    static SimulatedWatch open(SimulatedCluster cluster, SimulatedMember member, WatchCreateRequest request, WatchListener listener, LongSupplier readingNanos) {
        SimulatedWatch watch = new SimulatedWatch(cluster, member, listener, readingNanos);
        cluster.network().carry(Network.CLIENTS, member.id(), () -> watch.arrive(WatchRequest.newBuilder().setCreateRequest(request).build()));
        return watch;
    }

    /** At the member. */
    private void arrive(WatchRequest request) {
        if (over) {
            return;
        }
        member.openWatch(this).ifPresentOrElse(number -> {
            stream = OptionalLong.of(number);
            member.requestWatch(number, request);
        }, () -> cluster.network().carry(member.id(), Network.CLIENTS, () -> end(broken(Failure.Stage.NOT_SENT, Failure.Cause.REFUSED, "nobody listens"))));
    }

    /** Has arrived. The member may send another for each that is read. */
    @Override
    public void response(WatchResponse response) {
        freeAtNanos = Math.max(freeAtNanos, cluster.now()) + readingNanos.getAsLong();
        cluster.agenda().at(freeAtNanos, () -> {
            if (!over) {
                member.watchDelivered(stream.orElseThrow(), 1);
                listener.onResponse(response);
            }
        });
    }

    @Override
    public void ended() {
        cluster.agenda().at(freeAtNanos, () -> end(broken(Failure.Stage.ANSWERING, Failure.Cause.BROKEN, "the stream broke")));
    }

    private static WatchEnd broken(Failure.Stage stage, Failure.Cause cause, String detail) {
        return new WatchEnd.Broken(ErrorTable.classify(new Failure.Broken(stage, cause, detail)));
    }

    @Override
    public void close() {
        cluster.agenda().after(0, () -> end(new WatchEnd.Closed()));
    }

    private void end(WatchEnd end) {
        if (!over) {
            over = true;
            stream.ifPresent(member::closeWatch);
            listener.onEnd(end);
        }
    }
}
