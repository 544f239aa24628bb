package io.minos.node.front.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.stub.ServerCalls;
import io.minos.etcd.api.*;
import io.minos.node.front.Backend;
import io.minos.node.front.RpcException;
import io.minos.node.front.concurrency.Elections;
import io.minos.node.front.concurrency.Locks;
import io.minos.node.outcome.EtcdError.Code;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** The methods of etcd 3.4's services that this node has, by path. */
final class Services {
    private final Set<String> services = new HashSet<>();
    private final Map<String, Method<?, ?>> methods = new HashMap<>();

    Services() {
        unary(KVGrpc.getRangeMethod(), Backend::range);
        unary(KVGrpc.getPutMethod(), Backend::put);
        unary(KVGrpc.getDeleteRangeMethod(), Backend::deleteRange);
        unary(KVGrpc.getTxnMethod(), Backend::txn);
        unary(KVGrpc.getCompactMethod(), Backend::compact);
        add(WatchGrpc.getWatchMethod(), (backend, answering) -> ServerCalls.asyncBidiStreamingCall(out -> WatchSession.open(backend, out)));
        unary(LeaseGrpc.getLeaseGrantMethod(), Backend::leaseGrant);
        unary(LeaseGrpc.getLeaseRevokeMethod(), Backend::leaseRevoke);
        add(LeaseGrpc.getLeaseKeepAliveMethod(), (backend, answering) -> ServerCalls.asyncBidiStreamingCall(out -> KeepAliveSession.open(backend, answering, out)));
        unary(LeaseGrpc.getLeaseTimeToLiveMethod(), Backend::leaseTimeToLive);
        unary(LeaseGrpc.getLeaseLeasesMethod(), Backend::leaseLeases);
        cluster();
        maintenance();
        users();
        roles();
        locksAndElections();
    }

    private void cluster() {
        unary(ClusterGrpc.getMemberAddMethod(), Backend::memberAdd);
        unary(ClusterGrpc.getMemberRemoveMethod(), Backend::memberRemove);
        unary(ClusterGrpc.getMemberUpdateMethod(), Backend::memberUpdate);
        unary(ClusterGrpc.getMemberListMethod(), Backend::memberList);
        unary(ClusterGrpc.getMemberPromoteMethod(), Backend::memberPromote);
    }

    private void maintenance() {
        unary(MaintenanceGrpc.getAlarmMethod(), Backend::alarm);
        unary(MaintenanceGrpc.getStatusMethod(), Backend::status);
        unary(MaintenanceGrpc.getDefragmentMethod(), Backend::defragment);
        unary(MaintenanceGrpc.getHashMethod(), Backend::hash);
        unary(MaintenanceGrpc.getHashKVMethod(), Backend::hashKv);
        unary(MaintenanceGrpc.getMoveLeaderMethod(), Backend::moveLeader);
        add(MaintenanceGrpc.getSnapshotMethod(), (backend, answering) -> ServerCalls.asyncServerStreamingCall((request, out) -> SnapshotSession.open(backend, out)));
    }

    private void users() {
        unary(AuthGrpc.getAuthEnableMethod(), (backend, request) -> backend.auth().authEnable(request));
        unary(AuthGrpc.getAuthDisableMethod(), (backend, request) -> backend.auth().authDisable(request));
        unary(AuthGrpc.getAuthenticateMethod(), (backend, request) -> backend.auth().authenticate(request));
        unary(AuthGrpc.getUserAddMethod(), (backend, request) -> backend.auth().userAdd(request));
        unary(AuthGrpc.getUserGetMethod(), (backend, request) -> backend.auth().userGet(request));
        unary(AuthGrpc.getUserListMethod(), (backend, request) -> backend.auth().userList(request));
        unary(AuthGrpc.getUserDeleteMethod(), (backend, request) -> backend.auth().userDelete(request));
        unary(AuthGrpc.getUserChangePasswordMethod(), (backend, request) -> backend.auth().userChangePassword(request));
        unary(AuthGrpc.getUserGrantRoleMethod(), (backend, request) -> backend.auth().userGrantRole(request));
        unary(AuthGrpc.getUserRevokeRoleMethod(), (backend, request) -> backend.auth().userRevokeRole(request));
    }

    private void roles() {
        unary(AuthGrpc.getRoleAddMethod(), (backend, request) -> backend.auth().roleAdd(request));
        unary(AuthGrpc.getRoleGetMethod(), (backend, request) -> backend.auth().roleGet(request));
        unary(AuthGrpc.getRoleListMethod(), (backend, request) -> backend.auth().roleList(request));
        unary(AuthGrpc.getRoleDeleteMethod(), (backend, request) -> backend.auth().roleDelete(request));
        unary(AuthGrpc.getRoleGrantPermissionMethod(), (backend, request) -> backend.auth().roleGrantPermission(request));
        unary(AuthGrpc.getRoleRevokePermissionMethod(), (backend, request) -> backend.auth().roleRevokePermission(request));
    }

    private void locksAndElections() {
        unary(LockGrpc.getLockMethod(), (backend, request) -> new Locks(backend).lock(request));
        unary(LockGrpc.getUnlockMethod(), (backend, request) -> new Locks(backend).unlock(request));
        unary(ElectionGrpc.getCampaignMethod(), (backend, request) -> new Elections(backend).campaign(request));
        unary(ElectionGrpc.getProclaimMethod(), (backend, request) -> new Elections(backend).proclaim(request));
        unary(ElectionGrpc.getLeaderMethod(), (backend, request) -> new Elections(backend).leader(request));
        unary(ElectionGrpc.getResignMethod(), (backend, request) -> new Elections(backend).resign(request));
        add(ElectionGrpc.getObserveMethod(), (backend, answering) -> ServerCalls.asyncServerStreamingCall((request, out) -> ObserveSession.open(new Elections(backend), request, out)));
    }

    Collection<MethodDescriptor<?, ?>> methods() {
        return methods.values().stream().<MethodDescriptor<?, ?>>map(Method::descriptor).toList();
    }

    /** @throws RpcException as grpc-go answers to what it does not know */
    ServerMethodDefinition<?, ?> at(String path, Backend caller, Answering answering) {
        Method<?, ?> method = methods.get(path);
        if (method != null) {
            return method.of(caller, answering);
        }
        int slash = path.lastIndexOf('/');
        if (slash < 1) {
            throw new RpcException(Code.UNIMPLEMENTED, "malformed method name: \"" + path + "\"");
        }
        String service = path.substring(1, slash);
        throw new RpcException(Code.UNIMPLEMENTED,
                services.contains(service) ? "unknown method " + path.substring(slash + 1) + " for service " + service : "unknown service " + service);
    }

    private <Q, A> void unary(MethodDescriptor<Q, A> method, BiFunction<Backend, Q, CompletableFuture<A>> call) {
        add(method, (backend, answering) -> ServerCalls.asyncUnaryCall((request, out) -> Reply.give(call.apply(backend, request), answering, out)));
    }

    private <Q, A> void add(MethodDescriptor<Q, A> method, BiFunction<Backend, Answering, ServerCallHandler<Q, A>> handler) {
        services.add(method.getServiceName());
        methods.put("/" + method.getFullMethodName(), new Method<>(method, handler));
    }

    /** @param handler for a caller: what it may do of the backend, and where answers to it are written */
    private record Method<Q, A>(MethodDescriptor<Q, A> descriptor, BiFunction<Backend, Answering, ServerCallHandler<Q, A>> handler) {
        ServerMethodDefinition<Q, A> of(Backend caller, Answering answering) {
            return ServerMethodDefinition.create(descriptor, handler.apply(caller, answering));
        }
    }
}
