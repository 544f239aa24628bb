package io.minos.node.differential;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.checker.model.etcd.Answer;
import io.minos.checker.model.etcd.Compare;
import io.minos.checker.model.etcd.KeyRange;
import io.minos.checker.model.etcd.KeyValue;
import io.minos.checker.model.etcd.Request;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.CompactionResponse;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.DeleteRangeResponse;
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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Requests in the terms of the checker's model of etcd, and its answers in those of the wire. */
final class ModelTerms {
    private ModelTerms() {}

    /** Empty: it has no terms for what no client sends, an enum without a name. */
    static Optional<Request> request(Message message) {
        try {
            return Optional.of(of(message));
        } catch (UnsupportedOperationException unnamed) {
            return Optional.empty();
        }
    }

    private static Request of(Message message) {
        if (message instanceof RangeRequest range) {
            return range(range);
        } else if (message instanceof PutRequest put) {
            return new Request.Put(text(put.getKey()), text(put.getValue()), put.getLease(), put.getPrevKv(), put.getIgnoreValue(), put.getIgnoreLease());
        } else if (message instanceof DeleteRangeRequest delete) {
            return new Request.DeleteRange(range(delete.getKey(), delete.getRangeEnd()), delete.getPrevKv());
        } else if (message instanceof TxnRequest txn) {
            return new Request.Txn(txn.getCompareList().stream().map(ModelTerms::compare).toList(), operations(txn.getSuccessList()), operations(txn.getFailureList()));
        } else if (message instanceof CompactionRequest compaction) {
            return new Request.Compaction(compaction.getRevision());
        } else if (message instanceof LeaseGrantRequest grant) {
            return new Request.LeaseGrant(grant.getID(), grant.getTTL());
        } else if (message instanceof LeaseRevokeRequest revoke) {
            return new Request.LeaseRevoke(revoke.getID());
        }
        throw new UnsupportedOperationException(message.toString());
    }

    private static List<Request> operations(List<RequestOp> operations) {
        return operations.stream().map(operation -> switch (operation.getRequestCase()) {
            case REQUEST_RANGE -> of(operation.getRequestRange());
            case REQUEST_PUT -> of(operation.getRequestPut());
            case REQUEST_DELETE_RANGE -> of(operation.getRequestDeleteRange());
            case REQUEST_TXN -> of(operation.getRequestTxn());
            case REQUEST_NOT_SET -> new Request.Nothing();
        }).toList();
    }

    private static Request range(RangeRequest range) {
        return new Request.Range(range(range.getKey(), range.getRangeEnd()), range.getRevision(), range.getLimit(),
                named(Request.SortOrder.class, range.getSortOrder()), named(Request.SortTarget.class, range.getSortTarget()), range.getKeysOnly(), range.getCountOnly(),
                new Request.Bounds(range.getMinModRevision(), range.getMaxModRevision(), range.getMinCreateRevision(), range.getMaxCreateRevision()));
    }

    /** An operand of another kind than the target's counts as none, which is 0. */
    private static Compare compare(io.minos.etcd.api.Compare compare) {
        Compare.Target target = named(Compare.Target.class, compare.getTarget());
        long number = switch (target) {
            case VERSION -> compare.getVersion();
            case CREATE -> compare.getCreateRevision();
            case MOD -> compare.getModRevision();
            case LEASE -> compare.getLease();
            case VALUE -> 0;
        };
        return new Compare(range(compare.getKey(), compare.getRangeEnd()), target, named(Compare.Result.class, compare.getResult()), number, text(compare.getValue()));
    }

    private static <E extends Enum<E>> E named(Class<E> type, Enum<?> wire) {
        if (wire.name().equals("UNRECOGNIZED")) {
            throw new UnsupportedOperationException("an enum without a name");
        }
        return Enum.valueOf(type, wire.name());
    }

    private static KeyRange range(ByteString key, ByteString end) {
        return new KeyRange(text(key), text(end));
    }

    /** A char for each byte. */
    private static String text(ByteString bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFrom(text, StandardCharsets.ISO_8859_1);
    }

    /** @param header with the answer's revision; those within have nothing else */
    static Message answer(Answer answer, ResponseHeader.Builder header) {
        header.setRevision(answer.revision());
        if (answer instanceof Answer.Range range) {
            return RangeResponse.newBuilder().setHeader(header).addAllKvs(kvs(range.kvs())).setMore(range.more()).setCount(range.count()).build();
        } else if (answer instanceof Answer.Put put) {
            PutResponse.Builder response = PutResponse.newBuilder().setHeader(header);
            return put.prev() == null ? response.build() : response.setPrevKv(kv(put.prev())).build();
        } else if (answer instanceof Answer.DeleteRange delete) {
            return DeleteRangeResponse.newBuilder().setHeader(header).setDeleted(delete.deleted()).addAllPrevKvs(kvs(delete.prevs())).build();
        } else if (answer instanceof Answer.Txn txn) {
            TxnResponse.Builder response = TxnResponse.newBuilder().setHeader(header).setSucceeded(txn.succeeded());
            txn.answers().forEach(each -> response.addResponses(operation(answer(each, ResponseHeader.newBuilder()))));
            return response.build();
        } else if (answer instanceof Answer.Compaction) {
            return CompactionResponse.newBuilder().setHeader(header).build();
        } else if (answer instanceof Answer.LeaseGrant grant) {
            return LeaseGrantResponse.newBuilder().setHeader(header).setID(grant.id()).setTTL(grant.ttlSeconds()).build();
        }
        return LeaseRevokeResponse.newBuilder().setHeader(header).build();
    }

    private static ResponseOp.Builder operation(Message answer) {
        ResponseOp.Builder operation = ResponseOp.newBuilder();
        if (answer instanceof RangeResponse range) {
            return operation.setResponseRange(range);
        } else if (answer instanceof PutResponse put) {
            return operation.setResponsePut(put);
        } else if (answer instanceof DeleteRangeResponse delete) {
            return operation.setResponseDeleteRange(delete);
        }
        return operation.setResponseTxn((TxnResponse) answer);
    }

    private static List<io.minos.etcd.api.KeyValue> kvs(List<KeyValue> kvs) {
        return kvs.stream().map(ModelTerms::kv).toList();
    }

    private static io.minos.etcd.api.KeyValue kv(KeyValue kv) {
        return io.minos.etcd.api.KeyValue.newBuilder().setKey(bytes(kv.key())).setValue(bytes(kv.value()))
                .setCreateRevision(kv.create()).setModRevision(kv.mod()).setVersion(kv.version()).setLease(kv.lease()).build();
    }
}
