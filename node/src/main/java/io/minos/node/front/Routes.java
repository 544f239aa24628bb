package io.minos.node.front;

import com.google.protobuf.Message;
import io.minos.etcd.api.*;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The paths of etcd 3.4's gateway (rpc.proto's http options). HashKV has none of its own: its path is Hash's. */
final class Routes {
    /** What is at a path. */
    sealed interface Route {
        /** @param command it goes through Raft, and is bound by the size of a command */
        record Unary<Q extends Message, A extends Message>(Q prototype, boolean command, Function<Q, CompletableFuture<A>> call) implements Route {}

        record Watch() implements Route {}

        record KeepAlive() implements Route {}
    }

    private final Map<String, Route> byPath = new HashMap<>();

    Routes(Backend backend) {
        read("kv/range", RangeRequest.getDefaultInstance(), backend::range);
        command("kv/put", PutRequest.getDefaultInstance(), backend::put);
        command("kv/deleterange", DeleteRangeRequest.getDefaultInstance(), backend::deleteRange);
        command("kv/txn", TxnRequest.getDefaultInstance(), backend::txn);
        command("kv/compaction", CompactionRequest.getDefaultInstance(), backend::compact);
        add("watch", new Route.Watch());
        command("lease/grant", LeaseGrantRequest.getDefaultInstance(), backend::leaseGrant);
        command("lease/revoke", LeaseRevokeRequest.getDefaultInstance(), backend::leaseRevoke);
        command("kv/lease/revoke", LeaseRevokeRequest.getDefaultInstance(), backend::leaseRevoke);
        add("lease/keepalive", new Route.KeepAlive());
        read("lease/timetolive", LeaseTimeToLiveRequest.getDefaultInstance(), backend::leaseTimeToLive);
        read("kv/lease/timetolive", LeaseTimeToLiveRequest.getDefaultInstance(), backend::leaseTimeToLive);
        read("lease/leases", LeaseLeasesRequest.getDefaultInstance(), backend::leaseLeases);
        read("kv/lease/leases", LeaseLeasesRequest.getDefaultInstance(), backend::leaseLeases);
        read("cluster/member/list", MemberListRequest.getDefaultInstance(), backend::memberList);
        command("cluster/member/add", MemberAddRequest.getDefaultInstance(), backend::memberAdd);
        command("cluster/member/remove", MemberRemoveRequest.getDefaultInstance(), backend::memberRemove);
        command("cluster/member/update", MemberUpdateRequest.getDefaultInstance(), backend::memberUpdate);
        command("cluster/member/promote", MemberPromoteRequest.getDefaultInstance(), backend::memberPromote);
        read("maintenance/status", StatusRequest.getDefaultInstance(), backend::status);
        command("maintenance/alarm", AlarmRequest.getDefaultInstance(), backend::alarm);
        read("maintenance/defragment", DefragmentRequest.getDefaultInstance(), backend::defragment);
        read("maintenance/hash", HashRequest.getDefaultInstance(), backend::hash);
        read("maintenance/transfer-leadership", MoveLeaderRequest.getDefaultInstance(), backend::moveLeader);
    }

    Optional<Route> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    private <Q extends Message, A extends Message> void read(String path, Q prototype, Function<Q, CompletableFuture<A>> call) {
        add(path, new Route.Unary<>(prototype, false, call));
    }

    private <Q extends Message, A extends Message> void command(String path, Q prototype, Function<Q, CompletableFuture<A>> call) {
        add(path, new Route.Unary<>(prototype, true, call));
    }

    private void add(String path, Route route) {
        byPath.put("/v3/" + path, route);
        byPath.put("/v3beta/" + path, route);
    }
}
