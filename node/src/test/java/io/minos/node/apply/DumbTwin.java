package io.minos.node.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.CompactionResponse;
import io.minos.etcd.api.Compare;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.DeleteRangeResponse;
import io.minos.etcd.api.KeyValue;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseGrantResponse;
import io.minos.etcd.api.LeaseRevokeRequest;
import io.minos.etcd.api.LeaseRevokeResponse;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.PutResponse;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RangeResponse;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.ResponseHeader;
import io.minos.etcd.api.ResponseOp;
import io.minos.etcd.api.TxnRequest;
import io.minos.etcd.api.TxnResponse;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A state machine too simple to be wrong in the same way: a list of all changes ever made, and everything computed from it anew
 * each time. It shares no code with the real one.
 */
final class DumbTwin {
    /** What a key became; without value it was deleted. */
    record Change(long revision, ByteString key, Optional<KeyValue> kv) {}

    static final Comparator<ByteString> BY_KEY = ByteString.unsignedLexicographicalComparator();
    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    final List<Change> changes = new ArrayList<>();
    private final TreeSet<Long> leases = new TreeSet<>();
    private long revision = 1;
    private long compacted = -1;

    long revision() {
        return revision;
    }

    TreeMap<ByteString, KeyValue> at(long atRevision) {
        TreeMap<ByteString, KeyValue> keys = new TreeMap<>(BY_KEY);
        for (Change change : changes) {
            if (change.revision <= atRevision) {
                keys.remove(change.key);
                change.kv.ifPresent(kv -> keys.put(change.key, kv));
            }
        }
        return keys;
    }

    static boolean isIn(ByteString key, ByteString from, ByteString end) {
        if (end.isEmpty()) {
            return key.equals(from);
        }
        return BY_KEY.compare(key, from) >= 0 && (end.equals(ZERO) || BY_KEY.compare(key, end) < 0);
    }

    private List<KeyValue> in(long atRevision, ByteString from, ByteString end) {
        return at(atRevision).values().stream().filter(kv -> isIn(kv.getKey(), from, end)).toList();
    }

    /** The revision a transaction in progress sees. */
    private long seen() {
        return changes.isEmpty() ? revision : Math.max(revision, changes.get(changes.size() - 1).revision);
    }

    private ResponseHeader header() {
        return OneNode.STAMP.header(revision);
    }

    private static ResponseHeader inner(long revision) {
        return ResponseHeader.newBuilder().setRevision(revision).build();
    }

    Outcome<? extends Message> call(Message request) {
        try {
            Message.Builder response = answer(request);
            revision = seen();
            return Outcome.done(response.setField(response.getDescriptorForType().findFieldByName("header"), header()).build());
        } catch (Refusal refusal) {
            return Outcome.refused(refusal.error);
        }
    }

    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;
        final EtcdError error;

        Refusal(EtcdError error) {
            this.error = error;
        }
    }

    private static void refuseIf(boolean condition, EtcdError error) {
        if (condition) {
            throw new Refusal(error);
        }
    }

    private Message.Builder answer(Message request) {
        if (request instanceof RangeRequest range) {
            refuseIf(range.getRevision() > revision, EtcdError.FUTURE_REVISION);
            refuseIf(range.getRevision() > 0 && range.getRevision() < compacted, EtcdError.COMPACTED);
            return range(range);
        } else if (request instanceof PutRequest put) {
            refuseIf(put.getLease() != 0 && !leases.contains(put.getLease()), EtcdError.LEASE_NOT_FOUND);
            check(put, at(revision));
            return put(put);
        } else if (request instanceof DeleteRangeRequest delete) {
            return delete(delete);
        } else if (request instanceof TxnRequest txn) {
            TreeMap<ByteString, KeyValue> before = at(revision);
            checkPuts(txn, before);
            checkRanges(txn, before);
            return txn(txn, before);
        } else if (request instanceof CompactionRequest compaction) {
            refuseIf(compaction.getRevision() <= compacted, EtcdError.COMPACTED);
            refuseIf(compaction.getRevision() > revision, EtcdError.FUTURE_REVISION);
            compacted = compaction.getRevision();
            return CompactionResponse.newBuilder();
        } else if (request instanceof LeaseGrantRequest grant) {
            refuseIf(grant.getTTL() > 9_000_000_000L, EtcdError.LEASE_TTL_TOO_LARGE);
            refuseIf(!leases.add(grant.getID()), EtcdError.LEASE_EXISTS);
            return LeaseGrantResponse.newBuilder().setID(grant.getID()).setTTL(grant.getTTL());
        }
        LeaseRevokeRequest revoke = (LeaseRevokeRequest) request;
        refuseIf(!leases.remove(revoke.getID()), EtcdError.LEASE_NOT_FOUND);
        at(revision).values().stream().filter(kv -> kv.getLease() == revoke.getID())
                .forEach(kv -> changes.add(new Change(revision + 1, kv.getKey(), Optional.empty())));
        return LeaseRevokeResponse.newBuilder();
    }

    private void check(PutRequest put, TreeMap<ByteString, KeyValue> before) {
        refuseIf((put.getIgnoreValue() || put.getIgnoreLease()) && !before.containsKey(put.getKey()), EtcdError.KEY_NOT_FOUND);
        refuseIf(put.getLease() != 0 && !leases.contains(put.getLease()), EtcdError.LEASE_NOT_FOUND);
    }

    private PutResponse.Builder put(PutRequest put) {
        Optional<KeyValue> before = Optional.ofNullable(at(seen()).get(put.getKey()));
        KeyValue.Builder kv = KeyValue.newBuilder().setKey(put.getKey()).setModRevision(revision + 1)
                .setCreateRevision(before.map(KeyValue::getCreateRevision).orElse(revision + 1))
                .setVersion(before.map(KeyValue::getVersion).orElse(0L) + 1)
                .setValue(put.getIgnoreValue() ? before.orElseThrow().getValue() : put.getValue())
                .setLease(put.getIgnoreLease() ? before.orElseThrow().getLease() : put.getLease());
        changes.add(new Change(revision + 1, put.getKey(), Optional.of(kv.build())));
        PutResponse.Builder response = PutResponse.newBuilder().setHeader(inner(seen()));
        if (put.getPrevKv()) {
            before.ifPresent(response::setPrevKv);
        }
        return response;
    }

    private DeleteRangeResponse.Builder delete(DeleteRangeRequest delete) {
        List<KeyValue> gone = in(seen(), delete.getKey(), delete.getRangeEnd());
        gone.forEach(kv -> changes.add(new Change(revision + 1, kv.getKey(), Optional.empty())));
        DeleteRangeResponse.Builder response = DeleteRangeResponse.newBuilder().setDeleted(gone.size()).setHeader(inner(seen()));
        return delete.getPrevKv() ? response.addAllPrevKvs(gone) : response;
    }

    private RangeResponse.Builder range(RangeRequest range) {
        List<KeyValue> kvs = in(range.getRevision() > 0 ? range.getRevision() : seen(), range.getKey(), range.getRangeEnd());
        RangeResponse.Builder response = RangeResponse.newBuilder().setCount(kvs.size()).setHeader(inner(seen()));
        if (range.getCountOnly()) {
            return response;
        }
        List<KeyValue> kept = new ArrayList<>();
        for (KeyValue kv : kvs) {
            boolean tooOld = kv.getModRevision() < range.getMinModRevision() || kv.getCreateRevision() < range.getMinCreateRevision();
            boolean tooNew = range.getMaxModRevision() != 0 && kv.getModRevision() > range.getMaxModRevision()
                    || range.getMaxCreateRevision() != 0 && kv.getCreateRevision() > range.getMaxCreateRevision();
            if (!tooOld && !tooNew) {
                kept.add(kv);
            }
        }
        Comparator<KeyValue> order = switch (range.getSortTarget()) {
            case VERSION -> Comparator.comparing(KeyValue::getVersion);
            case CREATE -> Comparator.comparing(KeyValue::getCreateRevision);
            case MOD -> Comparator.comparing(KeyValue::getModRevision);
            case VALUE -> Comparator.comparing(KeyValue::getValue, BY_KEY);
            default -> Comparator.comparing(KeyValue::getKey, BY_KEY);
        };
        kept.sort(range.getSortOrder() == RangeRequest.SortOrder.DESCEND ? order.reversed() : order);
        for (KeyValue kv : kept) {
            if (range.getLimit() > 0 && response.getKvsCount() == range.getLimit()) {
                return response.setMore(true);
            }
            response.addKvs(range.getKeysOnly() ? kv.toBuilder().clearValue().build() : kv);
        }
        return response;
    }

    private static List<RequestOp> taken(TxnRequest txn, TreeMap<ByteString, KeyValue> before) {
        return holdsAll(txn, before) ? txn.getSuccessList() : txn.getFailureList();
    }

    private static boolean holds(Compare compare, TreeMap<ByteString, KeyValue> before) {
        List<KeyValue> kvs = before.values().stream().filter(kv -> isIn(kv.getKey(), compare.getKey(), compare.getRangeEnd())).toList();
        if (kvs.isEmpty() && compare.getTarget() == Compare.CompareTarget.VALUE) {
            return false;
        }
        return (kvs.isEmpty() ? List.of(KeyValue.getDefaultInstance()) : kvs).stream().allMatch(kv -> holds(compare, kv));
    }

    private static boolean holds(Compare compare, KeyValue kv) {
        int order = switch (compare.getTarget()) {
            case VERSION -> Long.compare(kv.getVersion(), compare.getVersion());
            case CREATE -> Long.compare(kv.getCreateRevision(), compare.getCreateRevision());
            case MOD -> Long.compare(kv.getModRevision(), compare.getModRevision());
            case LEASE -> Long.compare(kv.getLease(), compare.getLease());
            default -> BY_KEY.compare(kv.getValue(), compare.getValue());
        };
        return switch (compare.getResult()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            default -> order > 0;
        };
    }

    private void checkPuts(TxnRequest txn, TreeMap<ByteString, KeyValue> before) {
        for (RequestOp operation : taken(txn, before)) {
            if (operation.hasRequestTxn()) {
                checkPuts(operation.getRequestTxn(), before);
            } else if (operation.hasRequestPut()) {
                check(operation.getRequestPut(), before);
            }
        }
    }

    private void checkRanges(TxnRequest txn, TreeMap<ByteString, KeyValue> before) {
        for (RequestOp operation : taken(txn, before)) {
            if (operation.hasRequestTxn()) {
                checkRanges(operation.getRequestTxn(), before);
            }
            long wanted = operation.getRequestRange().getRevision();
            refuseIf(wanted > revision, EtcdError.FUTURE_REVISION);
            refuseIf(wanted != 0 && wanted < compacted, EtcdError.COMPACTED);
        }
    }

    private TxnResponse.Builder txn(TxnRequest txn, TreeMap<ByteString, KeyValue> before) {
        List<RequestOp> operations = taken(txn, before);
        TxnResponse.Builder response = TxnResponse.newBuilder().setSucceeded(holdsAll(txn, before));
        for (RequestOp operation : operations) {
            ResponseOp.Builder answer = response.addResponsesBuilder();
            switch (operation.getRequestCase()) {
                case REQUEST_PUT -> answer.setResponsePut(put(operation.getRequestPut()));
                case REQUEST_DELETE_RANGE -> answer.setResponseDeleteRange(delete(operation.getRequestDeleteRange()));
                case REQUEST_RANGE -> answer.setResponseRange(range(operation.getRequestRange()));
                default -> answer.setResponseTxn(txn(operation.getRequestTxn(), before).setHeader(ResponseHeader.getDefaultInstance()));
            }
        }
        return response;
    }

    private static boolean holdsAll(TxnRequest txn, TreeMap<ByteString, KeyValue> before) {
        return txn.getCompareList().stream().allMatch(compare -> holds(compare, before));
    }
}
