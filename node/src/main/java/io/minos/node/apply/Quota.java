package io.minos.node.apply;

import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.TxnRequest;
import io.minos.node.v2.V2Request;
import java.util.List;

/**
 * What a request is charged against the space quota: an estimate, etcd's own (etcdserver/quota.go). A cost of 0 is never
 * refused; so are puts within nested transactions, which etcd does not count.
 */
public final class Quota {
    private static final long LEASE_OVERHEAD = 64;
    private static final long KEY_OVERHEAD = 256;

    private Quota() {}

    /** 0 for what takes no space. */
    public static long cost(Command command) {
        return switch (command.getRequestCase()) {
            case PUT -> cost(command.getPut());
            case TXN -> cost(command.getTxn());
            case LEASE_GRANT -> cost(command.getLeaseGrant());
            case V2 -> cost(command.getV2());
            case V2_AUTH -> command.getV2Auth().hasPutUser() || command.getV2Auth().hasPutRole() ? KEY_OVERHEAD + command.getV2Auth().getSerializedSize() : 0;
            default -> 0;
        };
    }

    public static long cost(PutRequest request) {
        return KEY_OVERHEAD + request.getKey().size() + request.getValue().size();
    }

    /** The dearer branch's puts. */
    public static long cost(TxnRequest request) {
        return Math.max(cost(request.getSuccessList()), cost(request.getFailureList()));
    }

    public static long cost(LeaseGrantRequest request) {
        return LEASE_OVERHEAD;
    }

    /** etcd does not charge v2 requests: here they would fill a disk on which the log has no room. */
    private static long cost(V2Request request) {
        boolean takesSpace = request.getMethod() == V2Request.Method.PUT || request.getMethod() == V2Request.Method.POST;
        return takesSpace ? KEY_OVERHEAD + request.getPath().length() + request.getValue().length() : 0;
    }

    private static long cost(List<RequestOp> operations) {
        return operations.stream().filter(RequestOp::hasRequestPut).mapToLong(operation -> cost(operation.getRequestPut())).sum();
    }
}
