package io.minos.node.sim.promise;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.etcd.api.AlarmRequest;
import io.minos.etcd.api.AlarmType;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.Compare;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.DeleteRangeResponse;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.PutResponse;
import io.minos.etcd.api.RequestOp;
import io.minos.etcd.api.TxnRequest;
import io.minos.etcd.api.TxnResponse;
import io.minos.node.apply.Command;
import io.minos.node.replica.Effects.Outcome;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Clients that write: puts, deletions, transactions; and operators that compact and disarm. */
final class Writers {
    static final int KEYS = 4;

    private final Clients clients;
    private final ReadPromise promise;
    private final RandomGenerator random;
    private int values;
    private int acknowledged;

    Writers(Clients clients, ReadPromise promise, RandomGenerator random) {
        this.clients = clients;
        this.promise = promise;
        this.random = random;
    }

    int acknowledged() {
        return acknowledged;
    }

    void write() {
        switch (random.nextInt(8)) {
            case 0 -> propose(Command.newBuilder().setDeleteRange(DeleteRangeRequest.newBuilder().setKey(key())));
            case 1, 2 -> propose(Command.newBuilder().setTxn(twoKeysAtOnce()));
            default -> propose(Command.newBuilder().setPut(put()));
        }
    }

    private ByteString key() {
        return ByteString.copyFromUtf8("k" + random.nextInt(KEYS));
    }

    private PutRequest put() {
        return PutRequest.newBuilder().setKey(key()).setValue(ByteString.copyFromUtf8("v" + ++values)).build();
    }

    private TxnRequest twoKeysAtOnce() {
        PutRequest first = put().toBuilder().setKey(ByteString.copyFromUtf8("k0")).build();
        PutRequest second = put().toBuilder().setKey(ByteString.copyFromUtf8("k1")).build();
        Compare exists = Compare.newBuilder().setKey(ByteString.copyFromUtf8("k2")).setTarget(Compare.CompareTarget.VERSION).setResult(Compare.CompareResult.GREATER).setVersion(0).build();
        return TxnRequest.newBuilder().addCompare(exists)
                .addSuccess(RequestOp.newBuilder().setRequestPut(first)).addSuccess(RequestOp.newBuilder().setRequestPut(second))
                .addFailure(RequestOp.newBuilder().setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).setRangeEnd(ByteString.copyFromUtf8("l"))))
                .build();
    }

    private void propose(Command.Builder command) {
        clients.propose(command.build(), whenAnswered(message -> {
            acknowledged++;
            promise.acknowledged(revision(message));
        }));
    }

    static Consumer<Outcome> whenAnswered(Consumer<Message> answered) {
        return outcome -> {
            if (outcome instanceof Outcome.Answer answer) {
                answered.accept(answer.message());
            }
        };
    }

    private static long revision(Message answer) {
        if (answer instanceof PutResponse put) {
            return put.getHeader().getRevision();
        }
        return answer instanceof TxnResponse txn ? txn.getHeader().getRevision() : ((DeleteRangeResponse) answer).getHeader().getRevision();
    }

    void compact(long keep) {
        clients.propose(Command.newBuilder().setCompaction(CompactionRequest.newBuilder().setRevision(promise.floor() - keep)).build(), outcome -> { });
    }

    /** What an operator does once there is room. */
    void disarm(Iterable<Long> members) {
        for (long member : members) {
            clients.propose(Command.newBuilder().setAlarm(AlarmRequest.newBuilder()
                    .setAction(AlarmRequest.AlarmAction.DEACTIVATE).setMemberID(member).setAlarm(AlarmType.NOSPACE)).build(), outcome -> { });
        }
    }
}
