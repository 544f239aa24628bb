package io.minos.node.apply;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.Compare;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.TxnRequest;
import io.minos.node.mvcc.KeyRange;
import io.minos.node.outcome.EtcdError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** What etcd's API layer refuses before anything is proposed (etcdserver/api/v3rpc/key.go). Empty: nothing to object to. */
public final class Validation {
    /**
     * How deep transactions may be nested, one that is not nested counting as 1: as deep as etcd's default of 128 operations
     * allows, whatever {@code --max-txn-ops} says, since what is proposed must be readable by every member.
     */
    public static final int NESTING_MAX = 128;

    private Validation() {}

    public static Optional<EtcdError> range(RangeRequest request) {
        return key(request.getKey());
    }

    public static Optional<EtcdError> put(PutRequest request) {
        if (request.getKey().isEmpty()) {
            return Optional.of(EtcdError.EMPTY_KEY);
        }
        if (request.getIgnoreValue() && !request.getValue().isEmpty()) {
            return Optional.of(EtcdError.VALUE_PROVIDED);
        }
        return request.getIgnoreLease() && request.getLease() != 0 ? Optional.of(EtcdError.LEASE_PROVIDED) : Optional.empty();
    }

    public static Optional<EtcdError> deleteRange(DeleteRangeRequest request) {
        return key(request.getKey());
    }

    /** @param maxTxnOps of each of its three lists; what nested transactions may have is what it leaves over */
    public static Optional<EtcdError> txn(TxnRequest request, int maxTxnOps) {
        Optional<EtcdError> refusal = shape(request, maxTxnOps, 1);
        return refusal.isPresent() ? refusal : overlap(request);
    }

    /** The command as it would stand in the log. */
    public static Optional<EtcdError> size(Command command, int maxRequestBytes) {
        return command.getSerializedSize() > maxRequestBytes ? Optional.of(EtcdError.REQUEST_TOO_LARGE) : Optional.empty();
    }

    private static Optional<EtcdError> key(ByteString key) {
        return key.isEmpty() ? Optional.of(EtcdError.EMPTY_KEY) : Optional.empty();
    }

    private static Optional<EtcdError> shape(TxnRequest request, int maxTxnOps, int depth) {
        int longest = Math.max(request.getCompareCount(), Math.max(request.getSuccessCount(), request.getFailureCount()));
        if (longest > maxTxnOps || depth > NESTING_MAX) {
            return Optional.of(EtcdError.TOO_MANY_OPS);
        }
        for (Compare compare : request.getCompareList()) {
            if (compare.getKey().isEmpty()) {
                return Optional.of(EtcdError.EMPTY_KEY);
            }
        }
        Optional<EtcdError> refusal = shape(request.getSuccessList(), maxTxnOps - longest, depth);
        return refusal.isPresent() ? refusal : shape(request.getFailureList(), maxTxnOps - longest, depth);
    }

    private static Optional<EtcdError> shape(List<RequestOp> operations, int maxTxnOps, int depth) {
        for (RequestOp operation : operations) {
            Optional<EtcdError> refusal = switch (operation.getRequestCase()) {
                case REQUEST_RANGE -> range(operation.getRequestRange());
                case REQUEST_PUT -> put(operation.getRequestPut());
                case REQUEST_DELETE_RANGE -> deleteRange(operation.getRequestDeleteRange());
                case REQUEST_TXN -> shape(operation.getRequestTxn(), maxTxnOps, depth + 1);
                case REQUEST_NOT_SET -> Optional.of(EtcdError.KEY_NOT_FOUND);
            };
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private static Optional<EtcdError> overlap(TxnRequest request) {
        boolean overlaps = new Writes().collect(request.getSuccessList()) || new Writes().collect(request.getFailureList());
        return overlaps ? Optional.of(EtcdError.DUPLICATE_KEY) : Optional.empty();
    }

    /**
     * What one branch puts and deletes. No key may be put twice, nor put and deleted. As etcd has it, with two gaps: a deletion
     * of all keys from one on collides with nothing, and neither does one in a later nested transaction with a put in an
     * earlier one.
     */
    private static final class Writes {
        final TreeSet<ByteString> puts = new TreeSet<>(KeyRange::compare);
        /** Start to end, disjoint. */
        final TreeMap<ByteString, ByteString> deletes = new TreeMap<>(KeyRange::compare);

        /** @return true if they collide */
        boolean collect(List<RequestOp> operations) {
            for (RequestOp operation : operations) {
                if (operation.hasRequestDeleteRange()) {
                    DeleteRangeRequest delete = operation.getRequestDeleteRange();
                    ByteString end = delete.getRangeEnd().isEmpty() ? next(delete.getKey()) : delete.getRangeEnd();
                    addDelete(delete.getKey(), end);
                }
            }
            for (RequestOp operation : operations) {
                if (operation.hasRequestTxn() && collectNested(operation.getRequestTxn())) {
                    return true;
                }
            }
            for (RequestOp operation : operations) {
                if (operation.hasRequestPut() && !addPut(operation.getRequestPut().getKey())) {
                    return true;
                }
            }
            return false;
        }

        private boolean collectNested(TxnRequest txn) {
            Writes then = new Writes();
            Writes otherwise = new Writes();
            if (then.collect(txn.getSuccessList()) || otherwise.collect(txn.getFailureList())) {
                return true;
            }
            for (ByteString put : then.puts) {
                if (!addPut(put)) {
                    return true;
                }
            }
            for (ByteString put : otherwise.puts) {
                // only one of the two branches is taken: both may put the key
                if (!then.puts.contains(put) && !addPut(put)) {
                    return true;
                }
            }
            then.deletes.forEach(this::addDelete);
            otherwise.deletes.forEach(this::addDelete);
            return false;
        }

        private boolean addPut(ByteString key) {
            Map.Entry<ByteString, ByteString> before = deletes.floorEntry(key);
            boolean isDeleted = before != null && KeyRange.compare(key, before.getValue()) < 0;
            return !isDeleted && puts.add(key);
        }

        private void addDelete(ByteString start, ByteString end) {
            if (KeyRange.compare(end, start) <= 0) {
                return;
            }
            ByteString from = start;
            ByteString to = end;
            Map.Entry<ByteString, ByteString> other = deletes.floorEntry(to);
            while (other != null && KeyRange.compare(other.getValue(), from) >= 0) {
                deletes.remove(other.getKey());
                from = KeyRange.compare(other.getKey(), from) < 0 ? other.getKey() : from;
                to = KeyRange.compare(other.getValue(), to) > 0 ? other.getValue() : to;
                other = deletes.floorEntry(to);
            }
            deletes.put(from, to);
        }

        /** The least key above {@code key}. */
        private static ByteString next(ByteString key) {
            return key.concat(ByteString.copyFrom(new byte[1]));
        }
    }
}
