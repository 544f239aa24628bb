package io.minos.node.outcome;

import java.util.Locale;

/**
 * etcd's errors: gRPC status and text, as etcd 3.4 sends them. Complete for kv, watch, lease, cluster, maintenance and auth.
 *
 * @see <a href="https://github.com/etcd-io/etcd/blob/v3.4.23/etcdserver/api/v3rpc/rpctypes/error.go">etcd's package rpctypes</a>
 */
public enum EtcdError {
    EMPTY_KEY(Code.INVALID_ARGUMENT, "etcdserver: key is not provided"),
    KEY_NOT_FOUND(Code.INVALID_ARGUMENT, "etcdserver: key not found"),
    VALUE_PROVIDED(Code.INVALID_ARGUMENT, "etcdserver: value is provided"),
    LEASE_PROVIDED(Code.INVALID_ARGUMENT, "etcdserver: lease is provided"),
    TOO_MANY_OPS(Code.INVALID_ARGUMENT, "etcdserver: too many operations in txn request"),
    DUPLICATE_KEY(Code.INVALID_ARGUMENT, "etcdserver: duplicate key given in txn request"),
    COMPACTED(Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted"),
    FUTURE_REVISION(Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision"),
    NO_SPACE(Code.RESOURCE_EXHAUSTED, "etcdserver: mvcc: database space exceeded"),

    LEASE_NOT_FOUND(Code.NOT_FOUND, "etcdserver: requested lease not found"),
    LEASE_EXISTS(Code.FAILED_PRECONDITION, "etcdserver: lease already exists"),
    LEASE_TTL_TOO_LARGE(Code.OUT_OF_RANGE, "etcdserver: too large lease TTL"),

    WATCH_CANCELED(Code.CANCELLED, "etcdserver: watch canceled"),

    MEMBER_EXISTS(Code.FAILED_PRECONDITION, "etcdserver: member ID already exist"),
    PEER_URL_EXISTS(Code.FAILED_PRECONDITION, "etcdserver: Peer URLs already exists"),
    /** UNKNOWN on the wire: etcd 3.4 maps it to its client's error by mistake (v3rpc/util.go). */
    MEMBER_NOT_ENOUGH_STARTED(Code.UNKNOWN, "etcdserver: re-configuration failed due to not enough started members"),
    MEMBER_BAD_URLS(Code.INVALID_ARGUMENT, "etcdserver: given member URLs are invalid"),
    MEMBER_NOT_FOUND(Code.NOT_FOUND, "etcdserver: member not found"),
    MEMBER_NOT_LEARNER(Code.FAILED_PRECONDITION, "etcdserver: can only promote a learner member"),
    LEARNER_NOT_READY(Code.FAILED_PRECONDITION, "etcdserver: can only promote a learner member which is in sync with leader"),
    TOO_MANY_LEARNERS(Code.FAILED_PRECONDITION, "etcdserver: too many learner members in cluster"),

    REQUEST_TOO_LARGE(Code.INVALID_ARGUMENT, "etcdserver: request is too large"),
    TOO_MANY_REQUESTS(Code.RESOURCE_EXHAUSTED, "etcdserver: too many requests"),

    NO_LEADER(Code.UNAVAILABLE, "etcdserver: no leader"),
    NOT_LEADER(Code.FAILED_PRECONDITION, "etcdserver: not leader"),
    LEADER_CHANGED(Code.UNAVAILABLE, "etcdserver: leader changed"),
    NOT_CAPABLE(Code.UNAVAILABLE, "etcdserver: not capable"),
    STOPPED(Code.UNAVAILABLE, "etcdserver: server stopped"),
    TIMEOUT(Code.UNAVAILABLE, "etcdserver: request timed out"),
    TIMEOUT_LEADER_FAILED(Code.UNAVAILABLE, "etcdserver: request timed out, possibly due to previous leader failure"),
    TIMEOUT_CONNECTION_LOST(Code.UNAVAILABLE, "etcdserver: request timed out, possibly due to connection lost"),
    TIMEOUT_WAIT_APPLIED(Code.UNAVAILABLE, "etcdserver: request timed out, waiting for the applied index took too long"),
    /** Not in etcd's table, hence UNKNOWN on the wire. */
    TIMEOUT_LEADER_TRANSFER(Code.UNKNOWN, "etcdserver: request timed out, leader transfer took too long"),
    UNHEALTHY(Code.UNAVAILABLE, "etcdserver: unhealthy cluster"),
    CORRUPT(Code.DATA_LOSS, "etcdserver: corrupt cluster"),
    NOT_SUPPORTED_FOR_LEARNER(Code.UNAVAILABLE, "etcdserver: rpc not supported for learner"),
    BAD_LEADER_TRANSFEREE(Code.FAILED_PRECONDITION, "etcdserver: bad leader transferee"),

    AUTH_NOT_ENABLED(Code.FAILED_PRECONDITION, "etcdserver: authentication is not enabled"),
    ROOT_USER_NOT_EXIST(Code.FAILED_PRECONDITION, "etcdserver: root user does not exist"),
    ROOT_ROLE_NOT_EXIST(Code.FAILED_PRECONDITION, "etcdserver: root user does not have root role"),
    USER_EXISTS(Code.FAILED_PRECONDITION, "etcdserver: user name already exists"),
    USER_EMPTY(Code.INVALID_ARGUMENT, "etcdserver: user name is empty"),
    USER_NOT_FOUND(Code.FAILED_PRECONDITION, "etcdserver: user name not found"),
    ROLE_EXISTS(Code.FAILED_PRECONDITION, "etcdserver: role name already exists"),
    ROLE_NOT_FOUND(Code.FAILED_PRECONDITION, "etcdserver: role name not found"),
    ROLE_EMPTY(Code.INVALID_ARGUMENT, "etcdserver: role name is empty"),
    AUTH_FAILED(Code.INVALID_ARGUMENT, "etcdserver: authentication failed, invalid user ID or password"),
    /** Not in etcd's table, hence UNKNOWN on the wire, as the next. */
    NO_PASSWORD_USER(Code.UNKNOWN, "auth: authentication failed, password was given for no password user"),
    VERIFY_ONLY(Code.UNKNOWN, "auth: token signing attempted with verify-only key"),
    /** Of a later etcd; 3.4 crashes. */
    PERMISSION_NOT_GIVEN(Code.INVALID_ARGUMENT, "etcdserver: permission not given"),
    PERMISSION_DENIED(Code.PERMISSION_DENIED, "etcdserver: permission denied"),
    ROLE_NOT_GRANTED(Code.FAILED_PRECONDITION, "etcdserver: role is not granted to the user"),
    PERMISSION_NOT_GRANTED(Code.FAILED_PRECONDITION, "etcdserver: permission is not granted to the role"),
    INVALID_AUTH_TOKEN(Code.UNAUTHENTICATED, "etcdserver: invalid auth token"),
    INVALID_AUTH_MGMT(Code.INVALID_ARGUMENT, "etcdserver: invalid auth management"),
    AUTH_OLD_REVISION(Code.INVALID_ARGUMENT, "etcdserver: revision of auth store is old");

    /** gRPC's status codes, of which ordinal() is the number. */
    public enum Code {
        OK, CANCELLED, UNKNOWN, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED,
        RESOURCE_EXHAUSTED, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS,
        UNAUTHENTICATED;

        /** As Go's gRPC library names it: {@code InvalidArgument}. */
        public String goName() {
            StringBuilder name = new StringBuilder();
            for (String word : name().split("_")) {
                name.append(word.equals("OK") ? word : word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT));
            }
            return name.toString();
        }
    }

    private final Code code;
    private final String text;

    EtcdError(Code code, String text) {
        this.code = code;
        this.text = text;
    }

    public Code code() {
        return code;
    }

    public String text() {
        return text;
    }
}
