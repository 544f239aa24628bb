package io.minos.node.front;

import com.google.protobuf.Message;
import io.minos.etcd.api.*;
import io.minos.node.front.concurrency.Elections;
import io.minos.node.front.concurrency.Locks;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** The paths of etcd 3.4's gateway (rpc.proto's http options). HashKV has none of its own: its path is Hash's. */
final class Routes {
    /** What is at a path. */
    sealed interface Route {
        record Unary<Q extends Message, A extends Message>(Q prototype, Manner manner, BiFunction<Backend, Q, CompletableFuture<A>> call) implements Route {}

        record Watch() implements Route {}

        record KeepAlive() implements Route {}

        record Observe() implements Route {}
    }

    /** What is particular about a unary call. */
    enum Manner {
        READ,
        /** It goes through Raft, and is bound by the size of a command. */
        COMMAND,
        /** It may take as long as its client has patience, and is cancelled when that leaves. */
        WAIT
    }

    private final Map<String, Route> byPath = new HashMap<>();

    Routes() {
        read("kv/range", RangeRequest.getDefaultInstance(), Backend::range);
        command("kv/put", PutRequest.getDefaultInstance(), Backend::put);
        command("kv/deleterange", DeleteRangeRequest.getDefaultInstance(), Backend::deleteRange);
        command("kv/txn", TxnRequest.getDefaultInstance(), Backend::txn);
        command("kv/compaction", CompactionRequest.getDefaultInstance(), Backend::compact);
        add("watch", new Route.Watch());
        command("lease/grant", LeaseGrantRequest.getDefaultInstance(), Backend::leaseGrant);
        command("lease/revoke", LeaseRevokeRequest.getDefaultInstance(), Backend::leaseRevoke);
        command("kv/lease/revoke", LeaseRevokeRequest.getDefaultInstance(), Backend::leaseRevoke);
        add("lease/keepalive", new Route.KeepAlive());
        read("lease/timetolive", LeaseTimeToLiveRequest.getDefaultInstance(), Backend::leaseTimeToLive);
        read("kv/lease/timetolive", LeaseTimeToLiveRequest.getDefaultInstance(), Backend::leaseTimeToLive);
        read("lease/leases", LeaseLeasesRequest.getDefaultInstance(), Backend::leaseLeases);
        read("kv/lease/leases", LeaseLeasesRequest.getDefaultInstance(), Backend::leaseLeases);
        read("cluster/member/list", MemberListRequest.getDefaultInstance(), Backend::memberList);
        command("cluster/member/add", MemberAddRequest.getDefaultInstance(), Backend::memberAdd);
        command("cluster/member/remove", MemberRemoveRequest.getDefaultInstance(), Backend::memberRemove);
        command("cluster/member/update", MemberUpdateRequest.getDefaultInstance(), Backend::memberUpdate);
        command("cluster/member/promote", MemberPromoteRequest.getDefaultInstance(), Backend::memberPromote);
        read("maintenance/status", StatusRequest.getDefaultInstance(), Backend::status);
        command("maintenance/alarm", AlarmRequest.getDefaultInstance(), Backend::alarm);
        read("maintenance/defragment", DefragmentRequest.getDefaultInstance(), Backend::defragment);
        read("maintenance/hash", HashRequest.getDefaultInstance(), Backend::hash);
        read("maintenance/transfer-leadership", MoveLeaderRequest.getDefaultInstance(), Backend::moveLeader);
        auth();
        locksAndElections();
    }

    private void auth() {
        command("auth/enable", AuthEnableRequest.getDefaultInstance(), (backend, request) -> backend.auth().authEnable(request));
        command("auth/disable", AuthDisableRequest.getDefaultInstance(), (backend, request) -> backend.auth().authDisable(request));
        command("auth/authenticate", AuthenticateRequest.getDefaultInstance(), (backend, request) -> backend.auth().authenticate(request));
        command("auth/user/add", AuthUserAddRequest.getDefaultInstance(), (backend, request) -> backend.auth().userAdd(request));
        read("auth/user/get", AuthUserGetRequest.getDefaultInstance(), (backend, request) -> backend.auth().userGet(request));
        read("auth/user/list", AuthUserListRequest.getDefaultInstance(), (backend, request) -> backend.auth().userList(request));
        command("auth/user/delete", AuthUserDeleteRequest.getDefaultInstance(), (backend, request) -> backend.auth().userDelete(request));
        command("auth/user/changepw", AuthUserChangePasswordRequest.getDefaultInstance(), (backend, request) -> backend.auth().userChangePassword(request));
        command("auth/user/grant", AuthUserGrantRoleRequest.getDefaultInstance(), (backend, request) -> backend.auth().userGrantRole(request));
        command("auth/user/revoke", AuthUserRevokeRoleRequest.getDefaultInstance(), (backend, request) -> backend.auth().userRevokeRole(request));
        command("auth/role/add", AuthRoleAddRequest.getDefaultInstance(), (backend, request) -> backend.auth().roleAdd(request));
        read("auth/role/get", AuthRoleGetRequest.getDefaultInstance(), (backend, request) -> backend.auth().roleGet(request));
        read("auth/role/list", AuthRoleListRequest.getDefaultInstance(), (backend, request) -> backend.auth().roleList(request));
        command("auth/role/delete", AuthRoleDeleteRequest.getDefaultInstance(), (backend, request) -> backend.auth().roleDelete(request));
        command("auth/role/grant", AuthRoleGrantPermissionRequest.getDefaultInstance(), (backend, request) -> backend.auth().roleGrantPermission(request));
        command("auth/role/revoke", AuthRoleRevokePermissionRequest.getDefaultInstance(), (backend, request) -> backend.auth().roleRevokePermission(request));
    }

    private void locksAndElections() {
        wait("lock/lock", LockRequest.getDefaultInstance(), (backend, request) -> new Locks(backend).lock(request));
        read("lock/unlock", UnlockRequest.getDefaultInstance(), (backend, request) -> new Locks(backend).unlock(request));
        wait("election/campaign", CampaignRequest.getDefaultInstance(), (backend, request) -> new Elections(backend).campaign(request));
        read("election/proclaim", ProclaimRequest.getDefaultInstance(), (backend, request) -> new Elections(backend).proclaim(request));
        read("election/leader", LeaderRequest.getDefaultInstance(), (backend, request) -> new Elections(backend).leader(request));
        read("election/resign", ResignRequest.getDefaultInstance(), (backend, request) -> new Elections(backend).resign(request));
        add("election/observe", new Route.Observe());
    }

    Optional<Route> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    private <Q extends Message, A extends Message> void read(String path, Q prototype, BiFunction<Backend, Q, CompletableFuture<A>> call) {
        add(path, new Route.Unary<>(prototype, Manner.READ, call));
    }

    private <Q extends Message, A extends Message> void command(String path, Q prototype, BiFunction<Backend, Q, CompletableFuture<A>> call) {
        add(path, new Route.Unary<>(prototype, Manner.COMMAND, call));
    }

    private <Q extends Message, A extends Message> void wait(String path, Q prototype, BiFunction<Backend, Q, CompletableFuture<A>> call) {
        add(path, new Route.Unary<>(prototype, Manner.WAIT, call));
    }

    private void add(String path, Route route) {
        byPath.put("/v3/" + path, route);
        byPath.put("/v3beta/" + path, route);
    }
}
