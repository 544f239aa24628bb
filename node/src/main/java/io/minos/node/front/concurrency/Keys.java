package io.minos.node.front.concurrency;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.Compare;
import io.minos.etcd.api.Compare.CompareResult;
import io.minos.etcd.api.Compare.CompareTarget;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RangeRequest.SortOrder;
import io.minos.etcd.api.RangeRequest.SortTarget;
import io.minos.etcd.api.RequestOp;

/** The keys of a lock or an election, and what is asked of them. */
final class Keys {
    private Keys() {}

    static ByteString prefix(ByteString name) {
        return name.concat(ByteString.copyFromUtf8("/"));
    }

    /** One contender's key: the prefix, and its lease in hexadecimal. */
    static ByteString of(ByteString name, long lease) {
        return prefix(name).concat(ByteString.copyFromUtf8(hex(lease)));
    }

    /** As Go prints a signed number. */
    private static String hex(long lease) {
        return lease < 0 ? "-" + Long.toHexString(-lease) : Long.toHexString(lease);
    }

    /** The end of the range of all keys with this prefix, which ends with a slash. */
    static ByteString end(ByteString prefix) {
        return prefix.substring(0, prefix.size() - 1).concat(ByteString.copyFromUtf8("0"));
    }

    /** The contender that came first: it holds the lock, it leads. */
    static RangeRequest first(ByteString prefix) {
        return RangeRequest.newBuilder().setKey(prefix).setRangeEnd(end(prefix)).setLimit(1)
                .setSortTarget(SortTarget.CREATE).setSortOrder(SortOrder.ASCEND).build();
    }

    static RangeRequest lastUpTo(ByteString prefix, long createRevisionMax) {
        return RangeRequest.newBuilder().setKey(prefix).setRangeEnd(end(prefix)).setLimit(1)
                .setSortTarget(SortTarget.CREATE).setSortOrder(SortOrder.DESCEND).setMaxCreateRevision(createRevisionMax).build();
    }

    static RangeRequest get(ByteString key) {
        return RangeRequest.newBuilder().setKey(key).build();
    }

    /** It is the very key that was created then; 0: it does not exist. */
    static Compare createdAt(ByteString key, long revision) {
        return Compare.newBuilder().setResult(CompareResult.EQUAL).setTarget(CompareTarget.CREATE).setKey(key).setCreateRevision(revision).build();
    }

    static RequestOp putOp(ByteString key, ByteString value, long lease) {
        return RequestOp.newBuilder().setRequestPut(PutRequest.newBuilder().setKey(key).setValue(value).setLease(lease)).build();
    }

    static RequestOp rangeOp(RangeRequest range) {
        return RequestOp.newBuilder().setRequestRange(range).build();
    }

    static RequestOp deleteOp(ByteString key) {
        return RequestOp.newBuilder().setRequestDeleteRange(delete(key)).build();
    }

    static DeleteRangeRequest delete(ByteString key) {
        return DeleteRangeRequest.newBuilder().setKey(key).build();
    }
}
