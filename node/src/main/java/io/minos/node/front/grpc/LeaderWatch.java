package io.minos.node.front.grpc;

import io.minos.node.front.Backend;
import io.minos.node.front.RpcException;
import io.minos.node.outcome.EtcdError;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Ends the streams of clients that require a leader (metadata {@code hasleader: true}) once there has been none for a while,
 * so that they go and find a member that has one. To reconnect costs more than to wait, hence the patience (etcd 3.4,
 * v3rpc/interceptor.go).
 */
final class LeaderWatch {
    static final RpcException NO_LEADER = new RpcException(EtcdError.NO_LEADER);
    private static final int LOOKS_WITHOUT_LEADER_MAX = 3;

    private final Backend backend;
    private final long intervalMillis;
    private final Set<GrpcCall<?, ?>> calls = ConcurrentHashMap.newKeySet();
    private int looksWithoutLeader;

    /** @param intervalMillis an election timeout */
    LeaderWatch(Backend backend, long intervalMillis) {
        this.backend = backend;
        this.intervalMillis = intervalMillis;
    }

    /** Until the scheduler stops. */
    void start(Scheduler scheduler) {
        scheduler.schedule(() -> {
            look();
            start(scheduler);
        }, intervalMillis, TimeUnit.MILLISECONDS);
    }

    boolean hasLeader() {
        return backend.hasLeader();
    }

    void add(GrpcCall<?, ?> call) {
        calls.add(call);
    }

    void remove(GrpcCall<?, ?> call) {
        calls.remove(call);
    }

    private void look() {
        looksWithoutLeader = backend.hasLeader() ? 0 : looksWithoutLeader + 1;
        if (looksWithoutLeader == LOOKS_WITHOUT_LEADER_MAX) {
            calls.forEach(call -> call.cancel(NO_LEADER));
        }
    }
}
