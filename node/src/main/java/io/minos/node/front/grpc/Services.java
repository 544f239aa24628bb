package io.minos.node.front.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.stub.ServerCalls;
import io.minos.etcd.api.*;
import io.minos.node.apply.EtcdError;
import io.minos.node.apply.EtcdError.Code;
import io.minos.node.front.Backend;
import io.minos.node.front.RpcException;
import io.minos.node.front.concurrency.Elections;
import io.minos.node.front.concurrency.Locks;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** The methods of etcd 3.4's services that this node has, by path. */
final class Services {
    private final Executor executor;
    private final Set<String> services = new HashSet<>();
    private final Map<String, ServerMethodDefinition<?, ?>> methods = new HashMap<>();

    Services(Backend backend, Executor executor) {
        this.executor = executor;
        unary(KVGrpc.getRangeMethod(), backend::range);
        unary(KVGrpc.getPutMethod(), backend::put);
        unary(KVGrpc.getDeleteRangeMethod(), backend::deleteRange);
        unary(KVGrpc.getTxnMethod(), backend::txn);
        unary(KVGrpc.getCompactMethod(), backend::compact);
        add(WatchGrpc.getWatchMethod(), ServerCalls.asyncBidiStreamingCall(out -> WatchSession.open(backend, out)));
        unary(LeaseGrpc.getLeaseGrantMethod(), backend::leaseGrant);
        unary(LeaseGrpc.getLeaseRevokeMethod(), backend::leaseRevoke);
        add(LeaseGrpc.getLeaseKeepAliveMethod(), ServerCalls.asyncBidiStreamingCall(out -> KeepAliveSession.open(backend, executor, out)));
        unary(LeaseGrpc.getLeaseTimeToLiveMethod(), backend::leaseTimeToLive);
        unary(LeaseGrpc.getLeaseLeasesMethod(), backend::leaseLeases);
        cluster(backend);
        maintenance(backend);
        unary(AuthGrpc.getAuthenticateMethod(), request -> CompletableFuture.failedFuture(new RpcException(EtcdError.AUTH_NOT_ENABLED)));
        locksAndElections(new Locks(backend), new Elections(backend));
    }

    private void cluster(Backend backend) {
        unary(ClusterGrpc.getMemberAddMethod(), backend::memberAdd);
        unary(ClusterGrpc.getMemberRemoveMethod(), backend::memberRemove);
        unary(ClusterGrpc.getMemberUpdateMethod(), backend::memberUpdate);
        unary(ClusterGrpc.getMemberListMethod(), backend::memberList);
        unary(ClusterGrpc.getMemberPromoteMethod(), backend::memberPromote);
    }

    private void maintenance(Backend backend) {
        unary(MaintenanceGrpc.getAlarmMethod(), backend::alarm);
        unary(MaintenanceGrpc.getStatusMethod(), backend::status);
        unary(MaintenanceGrpc.getDefragmentMethod(), backend::defragment);
        unary(MaintenanceGrpc.getHashMethod(), backend::hash);
        unary(MaintenanceGrpc.getHashKVMethod(), backend::hashKv);
        unary(MaintenanceGrpc.getMoveLeaderMethod(), backend::moveLeader);
    }

    private void locksAndElections(Locks locks, Elections elections) {
        unary(LockGrpc.getLockMethod(), locks::lock);
        unary(LockGrpc.getUnlockMethod(), locks::unlock);
        unary(ElectionGrpc.getCampaignMethod(), elections::campaign);
        unary(ElectionGrpc.getProclaimMethod(), elections::proclaim);
        unary(ElectionGrpc.getLeaderMethod(), elections::leader);
        unary(ElectionGrpc.getResignMethod(), elections::resign);
        add(ElectionGrpc.getObserveMethod(), ServerCalls.asyncServerStreamingCall((request, out) -> ObserveSession.open(elections, request, out)));
    }

    /** @throws RpcException as grpc-go answers to what it does not know */
    ServerMethodDefinition<?, ?> at(String path) {
        ServerMethodDefinition<?, ?> method = methods.get(path);
        if (method != null) {
            return method;
        }
        int slash = path.lastIndexOf('/');
        if (slash < 1) {
            throw new RpcException(Code.UNIMPLEMENTED, "malformed method name: \"" + path + "\"");
        }
        String service = path.substring(1, slash);
        throw new RpcException(Code.UNIMPLEMENTED,
                services.contains(service) ? "unknown method " + path.substring(slash + 1) + " for service " + service : "unknown service " + service);
    }

    private <Q, A> void unary(MethodDescriptor<Q, A> method, Function<Q, CompletableFuture<A>> call) {
        add(method, ServerCalls.asyncUnaryCall((request, out) -> Reply.give(call.apply(request), executor, out)));
    }

    private <Q, A> void add(MethodDescriptor<Q, A> method, ServerCallHandler<Q, A> handler) {
        services.add(method.getServiceName());
        methods.put("/" + method.getFullMethodName(), ServerMethodDefinition.create(method, handler));
    }
}
