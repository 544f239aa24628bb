package io.minos.scenarios.sim;

import com.google.protobuf.Message;
import io.minos.etcd.api.AuthDisableRequest;
import io.minos.etcd.api.AuthEnableRequest;
import io.minos.etcd.api.AuthRoleAddRequest;
import io.minos.etcd.api.AuthRoleDeleteRequest;
import io.minos.etcd.api.AuthRoleGrantPermissionRequest;
import io.minos.etcd.api.AuthRoleRevokePermissionRequest;
import io.minos.etcd.api.AuthUserAddRequest;
import io.minos.etcd.api.AuthUserChangePasswordRequest;
import io.minos.etcd.api.AuthUserDeleteRequest;
import io.minos.etcd.api.AuthUserGrantRoleRequest;
import io.minos.etcd.api.AuthUserRevokeRoleRequest;
import io.minos.etcd.api.AuthenticateRequest;
import io.minos.etcd.api.User;
import io.minos.node.apply.Authenticate;
import io.minos.node.apply.Command;
import io.minos.node.apply.UserAdd;
import io.minos.node.apply.UserChangePassword;
import io.minos.node.auth.AuthState;
import io.minos.node.auth.Claim;
import io.minos.node.outcome.EtcdError;
import io.minos.node.replica.Effects.Outcome.Granted;
import io.minos.node.replica.Event;
import java.util.Optional;

/** What a member makes of requests about users and roles, as {@code runtime.AuthCalls} does it; passwords stand for their hashes. */
final class AuthRequests {
    private static final String TOKEN_PREFIX = "sim";

    private AuthRequests() {}

    static boolean isOne(Message request) {
        return request.getDescriptorForType().getName().startsWith("Auth");
    }

    static Requests.Made made(Message request, Claim claim) {
        return request instanceof AuthenticateRequest authenticate
                ? new Requests.Made.Call(call -> new Event.Read(call, claim), granted -> checked(authenticate, granted, claim))
                : Requests.proposed(Optional.empty(), claim, command(request));
    }

    /** The token is given out by an entry, which holds only if users and roles have not changed since the password was checked. */
    private static Requests.Made checked(AuthenticateRequest request, Granted granted, Claim claim) {
        AuthState auth = granted.access().auth();
        if (!auth.isEnabled()) {
            return new Requests.Made.Refused(EtcdError.AUTH_NOT_ENABLED);
        }
        Optional<User> user = auth.user(request.getName());
        if (user.isEmpty() || !user.get().getPassword().equals(request.getPasswordBytes())) {
            return new Requests.Made.Refused(EtcdError.AUTH_FAILED);
        }
        return Requests.proposed(Optional.empty(), claim, Command.newBuilder().setAuthenticate(Authenticate.newBuilder()
                .setName(request.getName()).setCheckedRevision(auth.revision()).setTokenPrefix(TOKEN_PREFIX)));
    }

    private static Command.Builder command(Message request) {
        Command.Builder command = Command.newBuilder();
        if (request instanceof AuthEnableRequest enable) {
            return command.setAuthEnable(enable);
        } else if (request instanceof AuthDisableRequest disable) {
            return command.setAuthDisable(disable);
        } else if (request instanceof AuthUserAddRequest add) {
            return command.setUserAdd(UserAdd.newBuilder().setName(add.getName()).setPasswordHash(add.getPasswordBytes()).setOptions(add.getOptions()));
        } else if (request instanceof AuthUserDeleteRequest delete) {
            return command.setUserDelete(delete);
        } else if (request instanceof AuthUserChangePasswordRequest change) {
            return command.setUserChangePassword(UserChangePassword.newBuilder().setName(change.getName()).setPasswordHash(change.getPasswordBytes()));
        } else if (request instanceof AuthUserGrantRoleRequest grant) {
            return command.setUserGrantRole(grant);
        } else if (request instanceof AuthUserRevokeRoleRequest revoke) {
            return command.setUserRevokeRole(revoke);
        } else if (request instanceof AuthRoleAddRequest add) {
            return command.setRoleAdd(add);
        } else if (request instanceof AuthRoleDeleteRequest delete) {
            return command.setRoleDelete(delete);
        } else if (request instanceof AuthRoleGrantPermissionRequest grant) {
            return command.setRoleGrantPermission(grant);
        } else if (request instanceof AuthRoleRevokePermissionRequest revoke) {
            return command.setRoleRevokePermission(revoke);
        }
        throw new IllegalArgumentException("the simulator has no answer to " + request.getDescriptorForType().getName());
    }
}
