package io.minos.node.apply;

import com.google.protobuf.Message;
import io.minos.etcd.api.AuthDisableResponse;
import io.minos.etcd.api.AuthEnableResponse;
import io.minos.etcd.api.AuthRoleAddResponse;
import io.minos.etcd.api.AuthRoleDeleteResponse;
import io.minos.etcd.api.AuthRoleGrantPermissionResponse;
import io.minos.etcd.api.AuthRoleRevokePermissionResponse;
import io.minos.etcd.api.AuthUserAddResponse;
import io.minos.etcd.api.AuthUserChangePasswordResponse;
import io.minos.etcd.api.AuthUserDeleteResponse;
import io.minos.etcd.api.AuthUserGrantRoleResponse;
import io.minos.etcd.api.AuthUserRevokeRoleResponse;
import io.minos.etcd.api.AuthenticateResponse;
import io.minos.etcd.api.ResponseHeader;
import io.minos.etcd.api.User;
import io.minos.node.auth.Access;
import io.minos.node.auth.AuthChanges;
import io.minos.node.auth.AuthState;
import io.minos.node.auth.Identity;
import io.minos.node.auth.SimpleTokens;
import io.minos.node.lease.Lessor;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.Outcome;
import java.util.Optional;

/** Users and roles: what commands make of them, and which commands they forbid. */
final class Users {
    private AuthState state = AuthState.INITIAL;

    AuthState state() {
        return state;
    }

    void restore(AuthState restored) {
        state = restored;
    }

    /** The rules are asked when a command is applied, on the state it meets: whoever lost a right before, has lost it. */
    Optional<EtcdError> refusal(Command command, Lessor lessor) {
        if (!state.isEnabled()) {
            return Optional.empty();
        }
        Access caller = new Access(state, new Identity(command.getAuthUser(), command.getAuthRevision()));
        return switch (command.getRequestCase()) {
            case PUT -> caller.put(command.getPut(), lessor::keys);
            case DELETE_RANGE -> caller.deleteRange(command.getDeleteRange());
            case TXN -> caller.txn(command.getTxn(), lessor::keys);
            case LEASE_REVOKE -> caller.leaseRevoke(lessor.keys(command.getLeaseRevoke().getID()));
            case AUTH_ENABLE, AUTH_DISABLE, USER_ADD, USER_DELETE, USER_CHANGE_PASSWORD, USER_GRANT_ROLE, USER_REVOKE_ROLE,
                    ROLE_ADD, ROLE_DELETE, ROLE_GRANT_PERMISSION, ROLE_REVOKE_PERMISSION -> caller.admin();
            // etcd 3.4 lets anybody do these; members change only after their proposer has asked
            case COMPACTION, LEASE_GRANT, ALARM, AUTHENTICATE, MEMBER_ADD, MEMBER_REMOVE, MEMBER_UPDATE, MEMBER_PROMOTE, V2, V2_AUTH -> Optional.empty();
            // the members' own
            case LEASE_EXPIRE, LEASE_CHECKPOINT, PUBLISH_MEMBER, REQUEST_NOT_SET -> Optional.empty();
        };
    }

    /** @param command one of this room's */
    Outcome<Message> apply(long index, Command command, ResponseHeader header) {
        return switch (command.getRequestCase()) {
            case AUTHENTICATE -> authenticate(index, command.getAuthenticate(), header);
            case AUTH_ENABLE -> become(AuthChanges.enable(state), AuthEnableResponse.newBuilder().setHeader(header).build());
            case AUTH_DISABLE -> become(AuthChanges.disable(state), AuthDisableResponse.newBuilder().setHeader(header).build());
            case USER_ADD -> become(AuthChanges.addUser(state, command.getUserAdd().getName(), command.getUserAdd().getPasswordHash(), command.getUserAdd().getOptions()),
                    AuthUserAddResponse.newBuilder().setHeader(header).build());
            case USER_DELETE -> become(AuthChanges.deleteUser(state, command.getUserDelete()), AuthUserDeleteResponse.newBuilder().setHeader(header).build());
            case USER_CHANGE_PASSWORD -> become(AuthChanges.changePassword(state, command.getUserChangePassword().getName(), command.getUserChangePassword().getPasswordHash()),
                    AuthUserChangePasswordResponse.newBuilder().setHeader(header).build());
            case USER_GRANT_ROLE -> become(AuthChanges.grantRole(state, command.getUserGrantRole()), AuthUserGrantRoleResponse.newBuilder().setHeader(header).build());
            case USER_REVOKE_ROLE -> become(AuthChanges.revokeRole(state, command.getUserRevokeRole()), AuthUserRevokeRoleResponse.newBuilder().setHeader(header).build());
            case ROLE_ADD -> become(AuthChanges.addRole(state, command.getRoleAdd()), AuthRoleAddResponse.newBuilder().setHeader(header).build());
            case ROLE_DELETE -> become(AuthChanges.deleteRole(state, command.getRoleDelete()), AuthRoleDeleteResponse.newBuilder().setHeader(header).build());
            case ROLE_GRANT_PERMISSION -> become(AuthChanges.grantPermission(state, command.getRoleGrantPermission()),
                    AuthRoleGrantPermissionResponse.newBuilder().setHeader(header).build());
            case ROLE_REVOKE_PERMISSION -> become(AuthChanges.revokePermission(state, command.getRoleRevokePermission()),
                    AuthRoleRevokePermissionResponse.newBuilder().setHeader(header).build());
            default -> throw new IllegalArgumentException("not about users: " + command.getRequestCase());
        };
    }

    private Outcome<Message> become(Outcome<AuthState> next, Message response) {
        if (next instanceof Outcome.Refused<AuthState> refused) {
            return Outcome.refused(refused.error());
        }
        state = ((Outcome.Done<AuthState>) next).response();
        return Outcome.done(response);
    }

    /** The password was right at the revision it was checked at, and only there: it may have been changed since. */
    private Outcome<Message> authenticate(long index, Authenticate request, ResponseHeader header) {
        if (!state.isEnabled()) {
            return Outcome.refused(EtcdError.AUTH_NOT_ENABLED);
        }
        if (request.getCheckedRevision() != state.revision()) {
            return Outcome.refused(EtcdError.AUTH_OLD_REVISION);
        }
        Optional<User> user = state.user(request.getName());
        if (user.isEmpty() || user.get().getOptions().getNoPassword()) {
            return Outcome.refused(EtcdError.AUTH_FAILED);
        }
        return Outcome.done(AuthenticateResponse.newBuilder().setHeader(header).setToken(SimpleTokens.token(request.getTokenPrefix(), index)).build());
    }
}
