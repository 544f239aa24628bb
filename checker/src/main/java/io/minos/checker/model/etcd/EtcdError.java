package io.minos.checker.model.etcd;

/** What etcd says when it refuses, with gRPC's status: api/v3rpc/rpctypes/error.go. */
public enum EtcdError {
    EMPTY_KEY("INVALID_ARGUMENT", "key is not provided"),
    KEY_NOT_FOUND("INVALID_ARGUMENT", "key not found"),
    VALUE_PROVIDED("INVALID_ARGUMENT", "value is provided"),
    LEASE_PROVIDED("INVALID_ARGUMENT", "lease is provided"),
    TOO_MANY_OPERATIONS("INVALID_ARGUMENT", "too many operations in txn request"),
    DUPLICATE_KEY("INVALID_ARGUMENT", "duplicate key given in txn request"),
    COMPACTED("OUT_OF_RANGE", "mvcc: required revision has been compacted"),
    FUTURE_REVISION("OUT_OF_RANGE", "mvcc: required revision is a future revision"),
    LEASE_NOT_FOUND("NOT_FOUND", "requested lease not found"),
    LEASE_EXISTS("FAILED_PRECONDITION", "lease already exists"),
    LEASE_TTL_TOO_LARGE("OUT_OF_RANGE", "too large lease TTL");

    private final String status;
    private final String text;

    EtcdError(String status, String text) {
        this.status = status;
        this.text = "etcdserver: " + text;
    }

    /** The name of gRPC's status code. */
    public String status() {
        return status;
    }

    public String text() {
        return text;
    }
}
