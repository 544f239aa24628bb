package io.minos.node.auth;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.Compare;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.TxnRequest;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.node.mvcc.KeyRange;
import io.minos.node.outcome.EtcdError;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * What one caller may do, by the users and roles of one moment. Empty: it may. Each answers for all that its request reads,
 * writes or tells of.
 *
 * @see <a href="https://github.com/etcd-io/etcd/blob/v3.4.23/etcdserver/apply_auth.go">etcd's authApplierV3</a>
 */
public record Access(AuthState auth, Identity who) {
    private static final ByteString LEAST_KEY = ByteString.copyFrom(new byte[1]);

    /** The keys that hang on a lease; none if there is no such lease. */
    public interface LeasedKeys extends LongFunction<List<ByteString>> {}

    /** What may be asked of one range. */
    private interface Right {
        boolean of(Rights rights, KeyRange range);
    }

    public Optional<EtcdError> range(RangeRequest request) {
        return read(KeyRange.of(request.getKey(), request.getRangeEnd()));
    }

    /** A watch without a key begins at the least one. etcd 3.4.23 takes one on all keys from one on for one on that key. */
    public Optional<EtcdError> watch(WatchCreateRequest request) {
        return read(KeyRange.of(request.getKey().isEmpty() ? LEAST_KEY : request.getKey(), request.getRangeEnd()));
    }

    /** Whoever hangs a key on a lease can keep the lease's other keys alive, and whoever may write a key may end its lease. */
    public Optional<EtcdError> put(PutRequest request, LeasedKeys leased) {
        KeyRange key = KeyRange.one(request.getKey());
        return write(key)
                .or(() -> request.getLease() == 0 ? Optional.empty() : leaseRevoke(leased.apply(request.getLease())))
                .or(() -> request.getPrevKv() ? read(key) : Optional.empty());
    }

    public Optional<EtcdError> deleteRange(DeleteRangeRequest request) {
        KeyRange range = KeyRange.of(request.getKey(), request.getRangeEnd());
        return write(range).or(() -> request.getPrevKv() ? read(range) : Optional.empty());
    }

    /** Both branches, and those of the transactions within it: what was not taken tells of the compares. */
    public Optional<EtcdError> txn(TxnRequest request, LeasedKeys leased) {
        for (Compare compare : request.getCompareList()) {
            Optional<EtcdError> refusal = read(KeyRange.of(compare.getKey(), compare.getRangeEnd()));
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return operations(request.getSuccessList(), leased).or(() -> operations(request.getFailureList(), leased));
    }

    private Optional<EtcdError> operations(List<RequestOp> operations, LeasedKeys leased) {
        for (RequestOp operation : operations) {
            Optional<EtcdError> refusal = switch (operation.getRequestCase()) {
                case REQUEST_RANGE -> range(operation.getRequestRange());
                case REQUEST_PUT -> put(operation.getRequestPut(), leased);
                case REQUEST_DELETE_RANGE -> deleteRange(operation.getRequestDeleteRange());
                case REQUEST_TXN -> txn(operation.getRequestTxn(), leased);
                case REQUEST_NOT_SET -> Optional.empty();
            };
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    /** @param keys all that hang on the lease: they go with it */
    public Optional<EtcdError> leaseRevoke(List<ByteString> keys) {
        return keys.stream().map(key -> write(KeyRange.one(key))).flatMap(Optional::stream).findFirst();
    }

    /** @param keys those that the answer names */
    public Optional<EtcdError> leaseTimeToLive(List<ByteString> keys) {
        return keys.stream().map(key -> read(KeyRange.one(key))).flatMap(Optional::stream).findFirst();
    }

    /** Users, roles, members, upkeep. As in etcd, an old revision does no harm here. */
    public Optional<EtcdError> admin() {
        if (!auth.isEnabled()) {
            return Optional.empty();
        }
        if (who.user().isEmpty()) {
            return Optional.of(EtcdError.USER_EMPTY);
        }
        return auth.rights(who.user())
                .map(rights -> rights.root() ? Optional.<EtcdError>empty() : Optional.of(EtcdError.PERMISSION_DENIED))
                .orElse(Optional.of(EtcdError.USER_NOT_FOUND));
    }

    /** Users may look at themselves. */
    public Optional<EtcdError> userGet(String user) {
        return who.user().equals(user) ? Optional.empty() : admin();
    }

    /** And at the roles they have. */
    public Optional<EtcdError> roleGet(String role) {
        boolean held = auth.user(who.user()).map(user -> user.getRolesList().contains(role)).orElse(false);
        return held ? Optional.empty() : admin();
    }

    private Optional<EtcdError> read(KeyRange range) {
        return allowed(range, Rights::mayRead);
    }

    private Optional<EtcdError> write(KeyRange range) {
        return allowed(range, Rights::mayWrite);
    }

    private Optional<EtcdError> allowed(KeyRange range, Right right) {
        if (!auth.isEnabled()) {
            return Optional.empty();
        }
        if (who.isNobody()) {
            return Optional.of(EtcdError.USER_EMPTY);
        }
        if (isOutdated()) {
            return Optional.of(EtcdError.AUTH_OLD_REVISION);
        }
        boolean may = auth.rights(who.user()).map(rights -> right.of(rights, range)).orElse(false);
        return may ? Optional.empty() : Optional.of(EtcdError.PERMISSION_DENIED);
    }

    /** Users or roles have changed since the caller was known: its name may be another's now. */
    private boolean isOutdated() {
        return who.revision() < auth.revision();
    }
}
