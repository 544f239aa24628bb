package io.minos.node.load;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.minos.etcd.api.Event;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchGrpc;
import io.minos.etcd.api.WatchRequest;
import io.minos.etcd.api.WatchResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A stream of watches, each counted and hashed; it reads as much as it is told to. */
final class Watching {
    /** As much as comes. */
    static final int EAGERLY = Integer.MAX_VALUE;

    private final ClientCall<WatchRequest, WatchResponse> call;
    private final Map<Long, History.Told> told = new HashMap<>();
    private int created;
    private Optional<WatchResponse> cancelled = Optional.empty();
    private Optional<Status> ended = Optional.empty();
    private long events;

    /** @param responses how many are read before {@link #readOn} */
    Watching(ManagedChannel channel, int responses) {
        call = channel.newCall(WatchGrpc.getWatchMethod(), CallOptions.DEFAULT);
        call.start(new ClientCall.Listener<>() {
            @Override
            public void onMessage(WatchResponse response) {
                heard(response);
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
                closed(status);
            }
        }, new Metadata());
        call.request(responses);
    }

    void create(WatchCreateRequest.Builder request) {
        call.sendMessage(WatchRequest.newBuilder().setCreateRequest(request).build());
    }

    void readOn(int responses) {
        call.request(responses);
    }

    void cancel() {
        call.cancel("enough", null);
    }

    private synchronized void heard(WatchResponse response) {
        if (response.getCreated()) {
            created++;
        } else if (response.getCanceled()) {
            cancelled = Optional.of(response);
        }
        History.Told sofar = told.computeIfAbsent(response.getWatchId(), first -> new History.Told());
        for (Event event : response.getEventsList()) {
            events++;
            sofar.add(event.getKv().getModRevision(), event, event.hasPrevKv() ? event.getPrevKv().getValue() : ByteString.EMPTY);
        }
    }

    private synchronized void closed(Status status) {
        ended = Optional.of(status);
    }

    synchronized int created() {
        return created;
    }

    synchronized long events() {
        return events;
    }

    /** A watch that the node ended. */
    synchronized Optional<WatchResponse> cancelled() {
        return cancelled;
    }

    synchronized Optional<Status> ended() {
        return ended;
    }

    synchronized String told(long watchId) {
        return String.valueOf(told.getOrDefault(watchId, new History.Told()));
    }

    synchronized long count(long watchId) {
        return told.getOrDefault(watchId, new History.Told()).count();
    }
}
