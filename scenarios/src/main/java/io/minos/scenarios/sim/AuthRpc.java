package io.minos.scenarios.sim;

import com.google.protobuf.Message;
import io.minos.client.Rpc;
import io.minos.etcd.api.AuthDisableRequest;
import io.minos.etcd.api.AuthDisableResponse;
import io.minos.etcd.api.AuthEnableRequest;
import io.minos.etcd.api.AuthEnableResponse;
import io.minos.etcd.api.AuthRoleAddRequest;
import io.minos.etcd.api.AuthRoleAddResponse;
import io.minos.etcd.api.AuthRoleDeleteRequest;
import io.minos.etcd.api.AuthRoleDeleteResponse;
import io.minos.etcd.api.AuthRoleGrantPermissionRequest;
import io.minos.etcd.api.AuthRoleGrantPermissionResponse;
import io.minos.etcd.api.AuthRoleRevokePermissionRequest;
import io.minos.etcd.api.AuthRoleRevokePermissionResponse;
import io.minos.etcd.api.AuthUserAddRequest;
import io.minos.etcd.api.AuthUserAddResponse;
import io.minos.etcd.api.AuthUserChangePasswordRequest;
import io.minos.etcd.api.AuthUserChangePasswordResponse;
import io.minos.etcd.api.AuthUserDeleteRequest;
import io.minos.etcd.api.AuthUserDeleteResponse;
import io.minos.etcd.api.AuthUserGrantRoleRequest;
import io.minos.etcd.api.AuthUserGrantRoleResponse;
import io.minos.etcd.api.AuthUserRevokeRoleRequest;
import io.minos.etcd.api.AuthUserRevokeRoleResponse;
import io.minos.etcd.api.AuthenticateRequest;
import io.minos.etcd.api.AuthenticateResponse;

/** etcd's calls about users and roles. */
final class AuthRpc {
    static final Rpc<AuthEnableRequest, AuthEnableResponse> ENABLE = writing("/v3/auth/enable", AuthEnableResponse.getDefaultInstance());
    static final Rpc<AuthDisableRequest, AuthDisableResponse> DISABLE = writing("/v3/auth/disable", AuthDisableResponse.getDefaultInstance());
    static final Rpc<AuthenticateRequest, AuthenticateResponse> AUTHENTICATE = writing("/v3/auth/authenticate", AuthenticateResponse.getDefaultInstance());
    static final Rpc<AuthUserAddRequest, AuthUserAddResponse> USER_ADD = writing("/v3/auth/user/add", AuthUserAddResponse.getDefaultInstance());
    static final Rpc<AuthUserDeleteRequest, AuthUserDeleteResponse> USER_DELETE = writing("/v3/auth/user/delete", AuthUserDeleteResponse.getDefaultInstance());
    static final Rpc<AuthUserChangePasswordRequest, AuthUserChangePasswordResponse> USER_CHANGE_PASSWORD = writing("/v3/auth/user/changepw", AuthUserChangePasswordResponse.getDefaultInstance());
    static final Rpc<AuthUserGrantRoleRequest, AuthUserGrantRoleResponse> USER_GRANT_ROLE = writing("/v3/auth/user/grant", AuthUserGrantRoleResponse.getDefaultInstance());
    static final Rpc<AuthUserRevokeRoleRequest, AuthUserRevokeRoleResponse> USER_REVOKE_ROLE = writing("/v3/auth/user/revoke", AuthUserRevokeRoleResponse.getDefaultInstance());
    static final Rpc<AuthRoleAddRequest, AuthRoleAddResponse> ROLE_ADD = writing("/v3/auth/role/add", AuthRoleAddResponse.getDefaultInstance());
    static final Rpc<AuthRoleDeleteRequest, AuthRoleDeleteResponse> ROLE_DELETE = writing("/v3/auth/role/delete", AuthRoleDeleteResponse.getDefaultInstance());
    static final Rpc<AuthRoleGrantPermissionRequest, AuthRoleGrantPermissionResponse> ROLE_GRANT_PERMISSION = writing("/v3/auth/role/grant", AuthRoleGrantPermissionResponse.getDefaultInstance());
    static final Rpc<AuthRoleRevokePermissionRequest, AuthRoleRevokePermissionResponse> ROLE_REVOKE_PERMISSION = writing("/v3/auth/role/revoke", AuthRoleRevokePermissionResponse.getDefaultInstance());

    private AuthRpc() {}

    private static <Q extends Message, R extends Message> Rpc<Q, R> writing(String path, R answer) {
        return new Rpc<>(path, answer, request -> false, false);
    }
}
