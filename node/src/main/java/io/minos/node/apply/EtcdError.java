package io.minos.node.apply;

/**
 * etcd's errors: gRPC status and text, as etcd 3.4 sends them.
 *
 * @see <a href="https://etcd.io/docs/v3.4/learning/api/">etcd v3.4 API; texts from package rpctypes</a>
 */
public enum EtcdError {
    NO_SPACE(Code.RESOURCE_EXHAUSTED, "etcdserver: mvcc: database space exceeded"),
    COMPACTED(Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted"),
    FUTURE_REVISION(Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision"),
    TIMEOUT(Code.UNAVAILABLE, "etcdserver: request timed out"),
    NO_LEADER(Code.UNAVAILABLE, "etcdserver: no leader");

    /** gRPC's status codes, of which ordinal() is the number. */
    public enum Code {
        OK, CANCELLED, UNKNOWN, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED,
        RESOURCE_EXHAUSTED, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS,
        UNAUTHENTICATED
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
