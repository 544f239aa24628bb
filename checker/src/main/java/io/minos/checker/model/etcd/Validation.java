package io.minos.checker.model.etcd;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What etcd refuses whatever it holds (api/v3rpc/key.go). */
final class Validation {
    /** {@code --max-txn-ops} as it is by default: of each list of a transaction, and what that leaves over, of those within. */
    private static final int TXN_OPERATIONS_MAX = 128;

    private Validation() {}

    /** Empty: nothing to object to. */
    static Optional<EtcdError> of(Request request) {
        if (!(request instanceof Request.Txn txn)) return single(request);
        Optional<EtcdError> shape = shape(txn, TXN_OPERATIONS_MAX);
        if (shape.isPresent()) return shape;
        boolean collides = new Branch().collides(txn.success()) || new Branch().collides(txn.failure());
        return collides ? Optional.of(EtcdError.DUPLICATE_KEY) : Optional.empty();
    }

    private static Optional<EtcdError> single(Request request) {
        if (request instanceof Request.Range range) return key(range.range().key());
        if (request instanceof Request.DeleteRange delete) return key(delete.range().key());
        if (!(request instanceof Request.Put put)) return Optional.empty();
        if (put.key().isEmpty()) return Optional.of(EtcdError.EMPTY_KEY);
        if (put.ignoreValue() && !put.value().isEmpty()) return Optional.of(EtcdError.VALUE_PROVIDED);
        return put.ignoreLease() && put.lease() != 0 ? Optional.of(EtcdError.LEASE_PROVIDED) : Optional.empty();
    }

    private static Optional<EtcdError> key(String key) {
        return key.isEmpty() ? Optional.of(EtcdError.EMPTY_KEY) : Optional.empty();
    }

    private static Optional<EtcdError> shape(Request.Txn txn, int operationsMax) {
        int longest = Math.max(txn.compares().size(), Math.max(txn.success().size(), txn.failure().size()));
        if (longest > operationsMax) return Optional.of(EtcdError.TOO_MANY_OPERATIONS);
        if (txn.compares().stream().anyMatch(compare -> compare.range().key().isEmpty())) return Optional.of(EtcdError.EMPTY_KEY);
        List<Request> operations = new ArrayList<>(txn.success());
        operations.addAll(txn.failure());
        for (Request operation : operations) {
            Optional<EtcdError> wrong = operation instanceof Request.Txn nested ? shape(nested, operationsMax - longest)
                    : operation instanceof Request.Nothing ? Optional.of(EtcdError.KEY_NOT_FOUND) : single(operation);
            if (wrong.isPresent()) return wrong;
        }
        return Optional.empty();
    }

    /**
     * What one branch puts and deletes. No key may be put twice, nor put and deleted. As etcd looks for it there are gaps: a
     * deletion without end collides with nothing, and neither does a deletion in a transaction with a put in an earlier one beside it.
     */
    private static final class Branch {
        private final Set<String> puts = new HashSet<>();
        private final List<KeyRange> deletes = new ArrayList<>();

        boolean collides(List<Request> operations) {
            for (Request operation : operations) if (operation instanceof Request.DeleteRange delete && !delete.range().endless()) deletes.add(delete.range());
            for (Request operation : operations) if (operation instanceof Request.Txn nested && nestedCollides(nested)) return true;
            for (Request operation : operations) if (operation instanceof Request.Put put && !put(put.key())) return true;
            return false;
        }

        private boolean nestedCollides(Request.Txn txn) {
            Branch success = new Branch();
            Branch failure = new Branch();
            if (success.collides(txn.success()) || failure.collides(txn.failure())) return true;
            for (String key : success.puts) if (!put(key)) return true;
            // only one of the branches is taken
            for (String key : failure.puts) if (!success.puts.contains(key) && !put(key)) return true;
            deletes.addAll(success.deletes);
            deletes.addAll(failure.deletes);
            return false;
        }

        private boolean put(String key) {
            return deletes.stream().noneMatch(range -> range.contains(key)) && puts.add(key);
        }
    }
}
