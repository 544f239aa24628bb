package io.minos.node.front;

import io.minos.etcd.api.*;
import java.util.concurrent.CompletableFuture;

/** The part of {@link Backend} that is about users and roles. The same promises hold. */
public interface AuthApi {
    CompletableFuture<AuthEnableResponse> authEnable(AuthEnableRequest request);

    CompletableFuture<AuthDisableResponse> authDisable(AuthDisableRequest request);

    CompletableFuture<AuthenticateResponse> authenticate(AuthenticateRequest request);

    CompletableFuture<AuthUserAddResponse> userAdd(AuthUserAddRequest request);

    CompletableFuture<AuthUserGetResponse> userGet(AuthUserGetRequest request);

    CompletableFuture<AuthUserListResponse> userList(AuthUserListRequest request);

    CompletableFuture<AuthUserDeleteResponse> userDelete(AuthUserDeleteRequest request);

    CompletableFuture<AuthUserChangePasswordResponse> userChangePassword(AuthUserChangePasswordRequest request);

    CompletableFuture<AuthUserGrantRoleResponse> userGrantRole(AuthUserGrantRoleRequest request);

    CompletableFuture<AuthUserRevokeRoleResponse> userRevokeRole(AuthUserRevokeRoleRequest request);

    CompletableFuture<AuthRoleAddResponse> roleAdd(AuthRoleAddRequest request);

    CompletableFuture<AuthRoleGetResponse> roleGet(AuthRoleGetRequest request);

    CompletableFuture<AuthRoleListResponse> roleList(AuthRoleListRequest request);

    CompletableFuture<AuthRoleDeleteResponse> roleDelete(AuthRoleDeleteRequest request);

    CompletableFuture<AuthRoleGrantPermissionResponse> roleGrantPermission(AuthRoleGrantPermissionRequest request);

    CompletableFuture<AuthRoleRevokePermissionResponse> roleRevokePermission(AuthRoleRevokePermissionRequest request);
}
