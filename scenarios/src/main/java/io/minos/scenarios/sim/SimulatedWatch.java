package io.minos.scenarios.sim;

import io.minos.client.ErrorTable;
import io.minos.client.Failure;
import io.minos.client.OpenWatch;
import io.minos.client.WatchEnd;
import io.minos.client.WatchListener;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchRequest;
import io.minos.etcd.api.WatchResponse;
import io.minos.node.auth.Claim;
import io.minos.node.sim.Conversation;
import io.minos.node.sim.Network;
import io.minos.node.sim.SimulatedMember;
import io.minos.node.sim.WatchSink;
import io.minos.node.sim.promise.WatchPromise;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A client's end of a watch stream, whose promises it keeps an eye on. It reads one response after the other, at its own pace.
 */
final class SimulatedWatch implements OpenWatch, WatchSink {
    private static final long CONNECT_WITHIN_NANOS = 1_000_000_000L;

    /** The stream as the member knows it, in one of its lives. */
    private record Stream(long number, int life) {}

    private final SimulatedSystem system;
    private final SimulatedMember member;
    private final WatchListener listener;
    private final LongSupplier readingNanos;
    private final WatchPromise promise;
    private Optional<Stream> stream = Optional.empty();
    private boolean created;
    private boolean over;
    private long freeAtNanos;
    /** Responses that have arrived and are not read yet. */
    private int unread;

    private SimulatedWatch(SimulatedSystem system, SimulatedMember member, WatchListener listener, LongSupplier readingNanos) {
        this.system = system;
        this.member = member;
        this.listener = listener;
        this.readingNanos = readingNanos;
        this.promise = new WatchPromise(system.promises().history(), "a client of " + SimulatedSystem.name(member.id()) + " since " + system.agenda().now());
    }

    static SimulatedWatch open(SimulatedSystem system, SimulatedMember member, Claim claim, WatchCreateRequest request, WatchListener listener, LongSupplier readingNanos) {
        SimulatedWatch watch = new SimulatedWatch(system, member, listener, readingNanos);
        watch.promise.asked(request);
        watch.carry(Network.CLIENTS, member.id(), () -> watch.arrive(claim, WatchRequest.newBuilder().setCreateRequest(request).build()));
        return watch;
    }

    /** Without a connection there is nothing to wait for. */
    private void carry(long from, long to, Runnable arrive) {
        system.cluster().network().carry(from, to, new Conversation(), arrive, () -> system.agenda().after(CONNECT_WITHIN_NANOS, () -> end(noConnection(Failure.Cause.TIMEOUT))));
    }

    /** At the member. */
    private void arrive(Claim claim, WatchRequest request) {
        if (over) {
            return;
        }
        stream = member.openWatch(this, claim).map(number -> new Stream(number, member.life()));
        if (stream.isPresent()) {
            member.requestWatch(stream.get().number(), request);
        } else {
            carry(member.id(), Network.CLIENTS, () -> end(noConnection(Failure.Cause.REFUSED)));
        }
    }

    /** Has arrived. The member may send another for each that is read. */
    @Override
    public void response(WatchResponse response) {
        promise.received(response);
        freeAtNanos = Math.max(freeAtNanos, system.agenda().now()) + readingNanos.getAsLong();
        if (unread == 0 && freeAtNanos == system.agenda().now()) {
            read(response);
        } else {
            unread++;
            system.agenda().at(freeAtNanos, () -> {
                unread--;
                read(response);
            });
        }
    }

    private void read(WatchResponse response) {
        if (!over) {
            created |= response.getCreated();
            inItsLife(number -> member.watchDelivered(number, 1));
            listener.onResponse(response);
        }
    }

    @Override
    public void ended() {
        system.agenda().at(freeAtNanos, () -> end(broken(Failure.Stage.ANSWERING, Failure.Cause.BROKEN, "the stream broke")));
    }

    private static WatchEnd noConnection(Failure.Cause cause) {
        return broken(Failure.Stage.NOT_SENT, cause, "no connection");
    }

    private static WatchEnd broken(Failure.Stage stage, Failure.Cause cause, String detail) {
        return new WatchEnd.Broken(ErrorTable.classify(new Failure.Broken(stage, cause, detail)));
    }

    @Override
    public void close() {
        system.agenda().after(0, () -> end(new WatchEnd.Closed()));
    }

    private void end(WatchEnd end) {
        if (!over) {
            over = true;
            inItsLife(member::closeWatch);
            listener.onEnd(end);
        }
    }

    private void inItsLife(Consumer<Long> what) {
        stream.filter(one -> member.isUp() && member.life() == one.life()).ifPresent(one -> what.accept(one.number()));
    }

    /** Whether it is open, and everything up to this revision has arrived. */
    boolean hasTold(long revision) {
        return created && !over && promise.isCaughtUp(revision);
    }
}
