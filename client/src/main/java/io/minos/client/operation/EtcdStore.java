package io.minos.client.operation;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.checker.history.Action;
import io.minos.client.Endpoint;
import io.minos.client.Outcome;
import io.minos.client.Rpc;
import io.minos.client.WatchEnd;
import io.minos.client.WatchListener;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.CompactionResponse;
import io.minos.etcd.api.Compare;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.DeleteRangeResponse;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.PutResponse;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RangeResponse;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.ResponseHeader;
import io.minos.etcd.api.TxnRequest;
import io.minos.etcd.api.TxnResponse;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says the workloads' operations in etcd's calls, and its answers in the history's words. */
public final class EtcdStore implements Store {
    /** Sends one request; its answer is told by the last argument, the header's facts by the one before. */
    interface Calls {
        <Q extends Message, R extends Message> CompletableFuture<Outcome<Answer>> send(Rpc<Q, R> rpc, Q request, Function<R, ResponseHeader> header, Function<R, Action> told);
    }

    private final Endpoint endpoint;
    private final Wording wording;

    public EtcdStore(Endpoint endpoint) {
        this(endpoint, new Wording());
    }

    /** @param wording may be shared with other stores of the same cluster, most of whose answers show the same */
    public EtcdStore(Endpoint endpoint, Wording wording) {
        this.endpoint = endpoint;
        this.wording = wording;
    }

    @Override
    public CompletableFuture<Outcome<Answer>> perform(Operation operation) {
        if (operation instanceof Operation.Read read) {
            return range(single(read.key()).setSerializable(read.serializable()),
                    answer -> new Action.Read(read.key(), read.serializable(), wording.first(answer.getKvsList())));
        } else if (operation instanceof Operation.Write write) {
            return put(operation, write.key(), write.value(), answer -> new Action.Write(write.key(), write.value(), wording.seen(answer.hasPrevKv() ? answer.getPrevKv() : null)));
        } else if (operation instanceof Operation.Add add) {
            return put(operation, add.key(), add.value(), answer -> operation.asked());
        } else if (operation instanceof Operation.Delete delete) {
            return delete(delete);
        } else if (operation instanceof Operation.Cas cas) {
            return send(Rpc.TXN, compareAndSet(cas), TxnResponse::getHeader, answer -> wording.cas(cas, answer));
        } else if (operation instanceof Operation.Txn txn) {
            return send(Rpc.TXN, inOrder(txn), TxnResponse::getHeader, answer -> wording.txn(txn, answer));
        } else if (operation instanceof Operation.Range range) {
            return range(prefixed(range.prefix()), answer -> wording.range(range.prefix(), false, answer));
        } else if (operation instanceof Operation.Members members) {
            return range(prefixed(members.prefix()), answer -> wording.range(members.prefix(), false, answer));
        } else if (operation instanceof Operation.FinalRead read) {
            return range(prefixed(read.prefix()).setSerializable(read.serializable()), answer -> wording.range(read.prefix(), read.serializable(), answer));
        } else if (operation instanceof LeaseOperation lease) {
            return LeaseCalls.perform(lease, this::send);
        } else if (operation instanceof LockOperation lock) {
            return LockCalls.perform(lock, this::send, wording);
        }
        if (operation instanceof Operation.ReadAt read) {
            return range(single(read.key()).setSerializable(read.serializable()).setRevision(read.revision()),
                    answer -> new Action.ReadAt(read.key(), read.revision(), read.serializable(), wording.first(answer.getKvsList())));
        } else if (operation instanceof Operation.Administration administration) {
            return new Administrator(endpoint).perform(administration);
        }
        long revision = ((Operation.Compact) operation).revision();
        return send(Rpc.COMPACT, CompactionRequest.newBuilder().setRevision(revision).build(), CompactionResponse::getHeader, answer -> operation.asked());
    }

    @Override
    public WatchedStream watch(String watch, WatchSpec spec, WatchSink sink) {
        var create = WatchCreateRequest.newBuilder()
                .setKey(bytes(spec.prefix()))
                .setRangeEnd(prefixEnd(bytes(spec.prefix())))
                .setStartRevision(spec.startRevision())
                .setPrevKv(spec.prevKv())
                .setProgressNotify(true)
                .build();
        return endpoint.watch(create, new WatchListener() {
            @Override
            public void onResponse(WatchResponse response) {
                sink.response(wording.message(watch, response), Wording.facts(response.getHeader()));
            }

            @Override
            public void onEnd(WatchEnd end) {
                sink.end(end);
            }
        })::close;
    }

    private CompletableFuture<Outcome<Answer>> range(RangeRequest.Builder request, Function<RangeResponse, Action> told) {
        return send(Rpc.RANGE, request.build(), RangeResponse::getHeader, told);
    }

    private CompletableFuture<Outcome<Answer>> put(Operation operation, String key, String value, Function<PutResponse, Action> told) {
        var request = PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).setPrevKv(operation instanceof Operation.Write).build();
        return send(Rpc.PUT, request, PutResponse::getHeader, told);
    }

    private CompletableFuture<Outcome<Answer>> delete(Operation.Delete delete) {
        var request = DeleteRangeRequest.newBuilder().setKey(bytes(delete.key())).setPrevKv(true).build();
        return send(Rpc.DELETE, request, DeleteRangeResponse::getHeader,
                answer -> new Action.Delete(delete.key(), answer.getDeleted(), wording.first(answer.getPrevKvsList())));
    }

    private <Q extends Message, R extends Message> CompletableFuture<Outcome<Answer>> send(
            Rpc<Q, R> rpc, Q request, Function<R, ResponseHeader> header, Function<R, Action> told) {
        return send(endpoint, rpc, request, header, told);
    }

    static <Q extends Message, R extends Message> CompletableFuture<Outcome<Answer>> send(
            Endpoint endpoint, Rpc<Q, R> rpc, Q request, Function<R, ResponseHeader> header, Function<R, Action> told) {
        return endpoint.call(rpc, request).thenApply(outcome -> outcome.map(answer -> new Answer(told.apply(answer), Wording.facts(header.apply(answer)))));
    }

    private static TxnRequest compareAndSet(Operation.Cas cas) {
        return TxnRequest.newBuilder()
                .addCompare(holds(cas.key(), cas.expect()))
                .addSuccess(RequestOp.newBuilder().setRequestPut(PutRequest.newBuilder().setKey(bytes(cas.key())).setValue(bytes(cas.value()))))
                .addFailure(RequestOp.newBuilder().setRequestRange(single(cas.key())))
                .build();
    }

    /** An absent key has version 0; a comparison of values is false for it, whatever the value. */
    private static Compare holds(String key, @Nullable String expect) {
        var compare = Compare.newBuilder().setKey(bytes(key)).setResult(Compare.CompareResult.EQUAL);
        return expect == null
                ? compare.setTarget(Compare.CompareTarget.VERSION).setVersion(0).build()
                : compare.setTarget(Compare.CompareTarget.VALUE).setValue(bytes(expect)).build();
    }

    private static TxnRequest inOrder(Operation.Txn txn) {
        var request = TxnRequest.newBuilder();
        for (Operation.MicroOp op : txn.ops()) {
            var part = request.addSuccessBuilder();
            if (op instanceof Operation.MicroOp.Write write) {
                part.setRequestPut(PutRequest.newBuilder().setKey(bytes(write.key())).setValue(bytes(write.value())));
            } else if (op instanceof Operation.MicroOp.Delete delete) {
                part.setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(bytes(delete.key())));
            } else {
                part.setRequestRange(single(op.key()));
            }
        }
        return request.build();
    }

    private static RangeRequest.Builder single(String key) {
        return RangeRequest.newBuilder().setKey(bytes(key));
    }

    private static RangeRequest.Builder prefixed(String prefix) {
        return RangeRequest.newBuilder().setKey(bytes(prefix)).setRangeEnd(prefixEnd(bytes(prefix)));
    }

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /** The first key after all those with the prefix: its last byte below 0xff plus one. All of 0xff: to the end, which is a zero byte. */
    public static ByteString prefixEnd(ByteString prefix) {
        for (int i = prefix.size() - 1; i >= 0; i--) {
            int b = prefix.byteAt(i) & 0xff;
            if (b < 0xff) {
                return prefix.substring(0, i).concat(ByteString.copyFrom(new byte[] {(byte) (b + 1)}));
            }
        }
        return ByteString.copyFrom(new byte[] {0});
    }
}
