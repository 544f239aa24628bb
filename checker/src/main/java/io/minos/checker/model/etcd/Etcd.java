package io.minos.checker.model.etcd;

import io.minos.checker.model.etcd.Request.Txn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sequential specification: a store and a request give an answer and the store after it. */
public final class Etcd {
    private static final long TTL_SECONDS_MAX = 9_000_000_000L;
    /** One and a half times the election timeout of 1 s, in whole seconds (etcdserver/server.go, minTTL). */
    private static final long TTL_SECONDS_MIN = 2;

    private Etcd() {}

    public record Step(Answer answer, Store after) {}

    /**
     * Every request has one answer, but for one kind: a put that keeps the value or the lease of a key which the same transaction
     * has deleted. That ends etcd 3.4 (apply.go, applyTxn).
     *
     * @throws IllegalArgumentException for that
     */
    public static Step step(Store store, Request request) {
        Optional<EtcdError> refusal = Validation.of(request).or(() -> refused(store, request));
        if (refusal.isPresent()) return new Step(new Answer.Refused(refusal.get()), store);
        if (request instanceof Request.Compaction compaction) return new Step(new Answer.Compaction(store.revision()), store.compacted(compaction.revision()));
        if (request instanceof Request.LeaseGrant grant) return grant(store, grant);
        if (request instanceof Request.LeaseRevoke revoke) return revoke(store, revoke);
        Transaction transaction = new Transaction(store);
        Answer answer = answer(transaction, request, new Transaction(store));
        Store after = transaction.store();
        return new Step(answer instanceof Answer.Txn txn ? new Answer.Txn(after.revision(), txn.succeeded(), txn.answers()) : answer, after);
    }

    private static Step grant(Store store, Request.LeaseGrant grant) {
        long ttlSeconds = Math.max(grant.ttlSeconds(), TTL_SECONDS_MIN);
        return new Step(new Answer.LeaseGrant(store.revision(), grant.id(), ttlSeconds), store.granted(grant.id(), ttlSeconds));
    }

    private static Step revoke(Store store, Request.LeaseRevoke revoke) {
        Transaction transaction = new Transaction(store.revoked(revoke.id()));
        transaction.deleteOf(revoke.id());
        return new Step(new Answer.LeaseRevoke(transaction.revision()), transaction.store());
    }

    private static Optional<EtcdError> refused(Store store, Request request) {
        if (request instanceof Request.Range range) return future(store, range.revision()).or(() -> range.revision() < 0 ? Optional.empty() : compacted(store, range.revision()));
        if (request instanceof Request.Put put) return lease(store, put).or(() -> kept(store, put));
        if (request instanceof Request.Txn txn) return puts(store, txn).or(() -> ranges(store, txn));
        if (request instanceof Request.Compaction compaction) {
            if (compaction.revision() <= store.compactRevision()) return Optional.of(EtcdError.COMPACTED);
            return future(store, compaction.revision());
        }
        if (request instanceof Request.LeaseGrant grant) {
            if (grant.ttlSeconds() > TTL_SECONDS_MAX) return Optional.of(EtcdError.LEASE_TTL_TOO_LARGE);
            return store.hasLease(grant.id()) ? Optional.of(EtcdError.LEASE_EXISTS) : Optional.empty();
        }
        boolean unknown = request instanceof Request.LeaseRevoke revoke && !store.hasLease(revoke.id());
        return unknown ? Optional.of(EtcdError.LEASE_NOT_FOUND) : Optional.empty();
    }

    private static Optional<EtcdError> future(Store store, long revision) {
        return revision > store.revision() ? Optional.of(EtcdError.FUTURE_REVISION) : Optional.empty();
    }

    /** 0 stands for the newest. */
    private static Optional<EtcdError> compacted(Store store, long revision) {
        return revision != 0 && revision < store.compactRevision() ? Optional.of(EtcdError.COMPACTED) : Optional.empty();
    }

    private static Optional<EtcdError> lease(Store store, Request.Put put) {
        return put.lease() != 0 && !store.hasLease(put.lease()) ? Optional.of(EtcdError.LEASE_NOT_FOUND) : Optional.empty();
    }

    private static Optional<EtcdError> kept(Store store, Request.Put put) {
        return put.keeps() && new Transaction(store).get(put.key()).isEmpty() ? Optional.of(EtcdError.KEY_NOT_FOUND) : Optional.empty();
    }

    /** The operations that will be done, those of transactions within it among them, each in its place. */
    private static List<Request> taken(Store store, Txn txn) {
        List<Request> all = new ArrayList<>();
        for (Request operation : branch(new Transaction(store), txn)) {
            if (operation instanceof Txn nested) all.addAll(taken(store, nested));
            else all.add(operation);
        }
        return all;
    }

    private static List<Request> branch(Transaction before, Txn txn) {
        return succeeds(before, txn) ? txn.success() : txn.failure();
    }

    private static boolean succeeds(Transaction before, Txn txn) {
        return txn.compares().stream().allMatch(compare -> compare.holds(before));
    }

    /** All puts are looked at before any range is, and the key before the lease, unlike in a put of its own. */
    private static Optional<EtcdError> puts(Store store, Txn txn) {
        return taken(store, txn).stream().filter(Request.Put.class::isInstance).map(Request.Put.class::cast)
                .flatMap(put -> kept(store, put).or(() -> lease(store, put)).stream()).findFirst();
    }

    /** A negative revision is looked for here as if it were one, unlike in a range of its own. */
    private static Optional<EtcdError> ranges(Store store, Txn txn) {
        return taken(store, txn).stream().filter(Request.Range.class::isInstance).map(Request.Range.class::cast)
                .flatMap(range -> future(store, range.revision()).or(() -> compacted(store, range.revision())).stream()).findFirst();
    }

    /** @param before what compares look at: the state before all of it */
    private static Answer answer(Transaction transaction, Request request, Transaction before) {
        if (request instanceof Request.Range range) return transaction.range(range);
        if (request instanceof Request.DeleteRange delete) return transaction.delete(delete);
        if (request instanceof Request.Put put) {
            if (put.keeps() && transaction.get(put.key()).isEmpty()) throw new IllegalArgumentException("etcd ends when asked to keep a part of " + put.key() + ", which the same transaction has deleted");
            return transaction.put(put);
        }
        Txn txn = (Txn) request;
        List<Answer> answers = new ArrayList<>();
        for (Request operation : branch(before, txn)) answers.add(answer(transaction, operation, before));
        return new Answer.Txn(0, succeeds(before, txn), answers);
    }
}
