package io.minos.node.runtime;

import io.minos.node.front.RpcException;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.EtcdError.Code;
import java.util.Map;

/** How etcd 3.4 words it when a caller may not have a member looked after: its maintenance service does not translate errors. */
final class MaintenanceRefusal {
    private static final Map<String, String> RAW = Map.of(
            EtcdError.USER_EMPTY.text(), "auth: user name is empty",
            EtcdError.USER_NOT_FOUND.text(), "auth: user not found",
            EtcdError.PERMISSION_DENIED.text(), "auth: permission denied",
            EtcdError.INVALID_AUTH_TOKEN.text(), "auth: invalid auth token");

    private MaintenanceRefusal() {}

    static RpcException of(RpcException refusal) {
        String raw = RAW.get(String.valueOf(refusal.getMessage()));
        return raw == null ? refusal : new RpcException(Code.UNKNOWN, raw);
    }
}
