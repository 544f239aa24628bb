package io.minos.node.runtime;

import com.google.protobuf.Message;
import io.minos.etcd.api.*;
import io.minos.node.apply.Authenticate;
import io.minos.node.apply.Command;
import io.minos.node.apply.UserAdd;
import io.minos.node.apply.UserChangePassword;
import io.minos.node.auth.Access;
import io.minos.node.auth.Identity;
import io.minos.node.front.AuthApi;
import io.minos.node.front.RpcException;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.Outcome;
import io.minos.node.replica.Effects.Outcome.Granted;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Users and roles over the API: changes go through the log, passwords hashed before; looking takes a linearizable read. */
final class AuthCalls implements AuthApi {
    /** How often a password is checked anew since users or roles have changed meanwhile. */
    private static final int TRIES_MAX = 10;

    private final ReplicaCalls replica;
    private final Passwords passwords;
    private final Tokens tokens;

    AuthCalls(ReplicaCalls replica, Passwords passwords, Tokens tokens) {
        this.replica = replica;
        this.passwords = passwords;
        this.tokens = tokens;
    }

    @Override
    public CompletableFuture<AuthEnableResponse> authEnable(AuthEnableRequest request) {
        return propose(Command.newBuilder().setAuthEnable(request));
    }

    @Override
    public CompletableFuture<AuthDisableResponse> authDisable(AuthDisableRequest request) {
        return propose(Command.newBuilder().setAuthDisable(request));
    }

    // ------------------------------------------------------------------ who is it

    @Override
    public CompletableFuture<AuthenticateResponse> authenticate(AuthenticateRequest request) {
        return ReplicaCalls.unwrapped(authenticate(request, 1));
    }

    private CompletableFuture<AuthenticateResponse> authenticate(AuthenticateRequest request, int tries) {
        return replica.granted(false)
                .thenCompose(granted -> checked(request, granted).thenCompose(who -> token(who, granted)))
                .handle((answer, failure) -> failure == null ? CompletableFuture.completedFuture(answer) : again(request, tries, RpcException.of(failure)))
                .thenCompose(Function.identity());
    }

    /** The password may have been changed while it was checked: then it is checked by the new one. */
    private CompletableFuture<AuthenticateResponse> again(AuthenticateRequest request, int tries, RpcException failure) {
        boolean isOutdated = String.valueOf(failure.getMessage()).equals(EtcdError.AUTH_OLD_REVISION.text());
        return isOutdated && tries < TRIES_MAX ? authenticate(request, tries + 1) : CompletableFuture.failedFuture(failure);
    }

    private CompletableFuture<Identity> checked(AuthenticateRequest request, Granted granted) {
        if (!granted.access().auth().isEnabled()) {
            return ReplicaCalls.refused(EtcdError.AUTH_NOT_ENABLED);
        }
        Optional<User> user = granted.access().auth().user(request.getName());
        if (user.isEmpty()) {
            return ReplicaCalls.refused(EtcdError.AUTH_FAILED);
        }
        if (user.get().getOptions().getNoPassword()) {
            return ReplicaCalls.refused(EtcdError.NO_PASSWORD_USER);
        }
        Identity who = new Identity(request.getName(), granted.access().auth().revision());
        return passwords.isRight(request.getPassword(), user.get().getPassword())
                .thenCompose(right -> right ? CompletableFuture.completedFuture(who) : ReplicaCalls.refused(EtcdError.AUTH_FAILED));
    }

    private CompletableFuture<AuthenticateResponse> token(Identity who, Granted granted) {
        Optional<String> signed = tokens.signed(who);
        if (signed.isPresent()) {
            return CompletableFuture.completedFuture(AuthenticateResponse.newBuilder().setHeader(header(granted)).setToken(signed.get()).build());
        }
        return propose(Command.newBuilder().setAuthenticate(Authenticate.newBuilder()
                .setName(who.user()).setCheckedRevision(who.revision()).setTokenPrefix(Passwords.tokenPrefix())));
    }

    // ------------------------------------------------------------------ users

    @Override
    public CompletableFuture<AuthUserAddResponse> userAdd(AuthUserAddRequest request) {
        if (request.getName().isEmpty() || request.getOptions().getNoPassword()) {
            return propose(userAdd(request, UserAdd.newBuilder()));
        }
        return mayHash().thenCompose(may -> passwords.hash(request.getPassword())
                .thenCompose(hash -> propose(userAdd(request, UserAdd.newBuilder().setPasswordHash(hash)))));
    }

    private static Command.Builder userAdd(AuthUserAddRequest request, UserAdd.Builder add) {
        return Command.newBuilder().setUserAdd(add.setName(request.getName()).setOptions(request.getOptions()));
    }

    @Override
    public CompletableFuture<AuthUserChangePasswordResponse> userChangePassword(AuthUserChangePasswordRequest request) {
        return mayHash().thenCompose(may -> passwords.hash(request.getPassword()).thenCompose(hash -> propose(Command.newBuilder()
                .setUserChangePassword(UserChangePassword.newBuilder().setName(request.getName()).setPasswordHash(hash)))));
    }

    /** Hashing costs: those who may not have it done, wait for nothing. The entry is judged once more. */
    private CompletableFuture<Boolean> mayHash() {
        return replica.asAdmin(false, () -> CompletableFuture.completedFuture(true));
    }

    @Override
    public CompletableFuture<AuthUserGetResponse> userGet(AuthUserGetRequest request) {
        return read(access -> access.userGet(request.getName()), granted -> granted.access().auth().user(request.getName())
                .map(user -> Outcome.done(AuthUserGetResponse.newBuilder().setHeader(header(granted)).addAllRoles(user.getRolesList()).build()))
                .orElseGet(() -> Outcome.refused(EtcdError.USER_NOT_FOUND)));
    }

    @Override
    public CompletableFuture<AuthUserListResponse> userList(AuthUserListRequest request) {
        return read(Access::admin, granted -> Outcome.done(
                AuthUserListResponse.newBuilder().setHeader(header(granted)).addAllUsers(granted.access().auth().users().keySet()).build()));
    }

    @Override
    public CompletableFuture<AuthUserDeleteResponse> userDelete(AuthUserDeleteRequest request) {
        return propose(Command.newBuilder().setUserDelete(request));
    }

    @Override
    public CompletableFuture<AuthUserGrantRoleResponse> userGrantRole(AuthUserGrantRoleRequest request) {
        return propose(Command.newBuilder().setUserGrantRole(request));
    }

    @Override
    public CompletableFuture<AuthUserRevokeRoleResponse> userRevokeRole(AuthUserRevokeRoleRequest request) {
        return propose(Command.newBuilder().setUserRevokeRole(request));
    }

    // ------------------------------------------------------------------ roles

    @Override
    public CompletableFuture<AuthRoleAddResponse> roleAdd(AuthRoleAddRequest request) {
        return propose(Command.newBuilder().setRoleAdd(request));
    }

    @Override
    public CompletableFuture<AuthRoleGetResponse> roleGet(AuthRoleGetRequest request) {
        return read(access -> access.roleGet(request.getRole()), granted -> granted.access().auth().role(request.getRole())
                .map(role -> Outcome.done(AuthRoleGetResponse.newBuilder().setHeader(header(granted)).addAllPerm(role.getKeyPermissionList()).build()))
                .orElseGet(() -> Outcome.refused(EtcdError.ROLE_NOT_FOUND)));
    }

    @Override
    public CompletableFuture<AuthRoleListResponse> roleList(AuthRoleListRequest request) {
        return read(Access::admin, granted -> Outcome.done(
                AuthRoleListResponse.newBuilder().setHeader(header(granted)).addAllRoles(granted.access().auth().roles().keySet()).build()));
    }

    @Override
    public CompletableFuture<AuthRoleDeleteResponse> roleDelete(AuthRoleDeleteRequest request) {
        return propose(Command.newBuilder().setRoleDelete(request));
    }

    @Override
    public CompletableFuture<AuthRoleGrantPermissionResponse> roleGrantPermission(AuthRoleGrantPermissionRequest request) {
        return propose(Command.newBuilder().setRoleGrantPermission(request));
    }

    @Override
    public CompletableFuture<AuthRoleRevokePermissionResponse> roleRevokePermission(AuthRoleRevokePermissionRequest request) {
        return propose(Command.newBuilder().setRoleRevokePermission(request));
    }

    private <R extends Message> CompletableFuture<R> propose(Command.Builder command) {
        return replica.propose(Optional.empty(), command);
    }

    private <R> CompletableFuture<R> read(Function<Access, Optional<EtcdError>> right, Function<Granted, Outcome<R>> evaluate) {
        return replica.read(false, false, right, evaluate);
    }

    private static ResponseHeader header(Granted granted) {
        return granted.stamp().header(granted.view().revision());
    }
}
