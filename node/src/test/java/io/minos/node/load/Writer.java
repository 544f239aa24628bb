package io.minos.node.load;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.DeleteRangeResponse;
import io.minos.etcd.api.Event;
import io.minos.etcd.api.KVGrpc;
import io.minos.etcd.api.KeyValue;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.TxnRequest;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Writes one thing after the other, and notes what it was told. Keys are of three digits. */
final class Writer implements Runnable {
    static final int KEYS = 200;

    private final KVGrpc.KVBlockingStub kv;
    private final History history;
    private final SplittableRandom random;
    private final int writes;
    private final String name;

    Writer(ManagedChannel channel, History history, int number, int writes) {
        this.kv = KVGrpc.newBlockingStub(channel);
        this.history = history;
        this.random = new SplittableRandom(number);
        this.writes = writes;
        this.name = "w" + number;
    }

    static ByteString key(int number) {
        return ByteString.copyFromUtf8(String.format("k%03d", number));
    }

    @Override
    public void run() {
        for (int i = 0; i < writes; i++) {
            ByteString key = key(random.nextInt(KEYS));
            ByteString value = ByteString.copyFromUtf8(name + "/" + i);
            int kind = random.nextInt(10);
            if (kind == 0) {
                delete(key);
            } else if (kind == 1) {
                putTwo(key, key(random.nextInt(KEYS)), value);
            } else {
                PutRequest put = PutRequest.newBuilder().setKey(key).setValue(value).build();
                history.wrote(patient().put(put).getHeader().getRevision(), List.of(event(put)));
            }
        }
    }

    private KVGrpc.KVBlockingStub patient() {
        return kv.withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    private void delete(ByteString key) {
        DeleteRangeResponse deleted = patient().deleteRange(DeleteRangeRequest.newBuilder().setKey(key).build());
        if (deleted.getDeleted() > 0) {
            Event event = Event.newBuilder().setType(Event.EventType.DELETE).setKv(KeyValue.newBuilder().setKey(key)).build();
            history.wrote(deleted.getHeader().getRevision(), List.of(event));
        }
    }

    private void putTwo(ByteString one, ByteString other, ByteString value) {
        PutRequest first = PutRequest.newBuilder().setKey(one).setValue(value).build();
        PutRequest second = PutRequest.newBuilder().setKey(other).setValue(value).build();
        TxnRequest.Builder txn = TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestPut(first));
        if (!one.equals(other)) {
            txn.addSuccess(RequestOp.newBuilder().setRequestPut(second));
        }
        long revision = patient().txn(txn.build()).getHeader().getRevision();
        history.wrote(revision, one.equals(other) ? List.of(event(first)) : List.of(event(first), event(second)));
    }

    private static Event event(PutRequest put) {
        return Event.newBuilder().setKv(KeyValue.newBuilder().setKey(put.getKey()).setValue(put.getValue())).build();
    }
}
