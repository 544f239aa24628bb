package io.minos.node.apply;

import com.google.protobuf.Message;
import io.minos.etcd.api.AlarmRequest;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.HashKVRequest;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseRevokeRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.TxnRequest;
import io.minos.node.mvcc.Stamp;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/** A state machine with what a node puts around it: validation, reads past the log, indexes. */
public final class OneNode {
    public static final Stamp STAMP = new Stamp(1, 2, 3);
    private static final int MAX_TXN_OPS = 128;

    private StateMachine machine = new StateMachine();
    private long index;
    private Optional<Applied> last = Optional.empty();

    public StateMachine machine() {
        return machine;
    }

    public Optional<Applied> lastApplied() {
        return last;
    }

    /** The answer to a client's request; throws if it was refused. */
    public <T extends Message> T ok(Message request, Class<T> type) {
        Outcome<? extends Message> outcome = call(request);
        if (outcome instanceof Outcome.Done<? extends Message> done) {
            return type.cast(done.response());
        }
        throw new AssertionError(request + " ended as " + outcome);
    }

    public EtcdError error(Message request) {
        Outcome<? extends Message> outcome = call(request);
        if (outcome instanceof Outcome.Refused<? extends Message> refused) {
            return refused.error();
        }
        throw new AssertionError(request + " ended as " + outcome);
    }

    public Outcome<? extends Message> call(Message request) {
        Optional<EtcdError> invalid = validate(request);
        if (invalid.isPresent()) {
            return Outcome.refused(invalid.get());
        }
        if (request instanceof RangeRequest range) {
            return Reads.range(machine.view(), range, STAMP);
        }
        if (request instanceof HashKVRequest hash) {
            return Reads.hashKv(machine.view(), hash, STAMP);
        }
        if (request instanceof TxnRequest txn && Reads.isReadOnly(txn)) {
            return Reads.txn(machine.view(), txn, STAMP);
        }
        return apply(command(request), 1).outcome();
    }

    public Applied apply(Command command, long term) {
        Applied applied = machine.apply(++index, term, command, STAMP);
        last = Optional.of(applied);
        return applied;
    }

    static Optional<EtcdError> validate(Message request) {
        if (request instanceof RangeRequest range) {
            return Validation.range(range);
        } else if (request instanceof PutRequest put) {
            return Validation.put(put);
        } else if (request instanceof DeleteRangeRequest delete) {
            return Validation.deleteRange(delete);
        }
        return request instanceof TxnRequest txn ? Validation.txn(txn, MAX_TXN_OPS) : Optional.empty();
    }

    public static Command command(Message request) {
        Command.Builder command = Command.newBuilder();
        if (request instanceof PutRequest put) {
            command.setPut(put);
        } else if (request instanceof DeleteRangeRequest delete) {
            command.setDeleteRange(delete);
        } else if (request instanceof TxnRequest txn) {
            command.setTxn(txn);
        } else if (request instanceof CompactionRequest compaction) {
            command.setCompaction(compaction);
        } else if (request instanceof LeaseGrantRequest grant) {
            command.setLeaseGrant(grant);
        } else if (request instanceof LeaseRevokeRequest revoke) {
            command.setLeaseRevoke(revoke);
        } else if (request instanceof AlarmRequest alarm) {
            command.setAlarm(alarm);
        } else {
            throw new IllegalArgumentException(request.toString());
        }
        return command.build();
    }

    /** Goes on from a snapshot of itself; the state before is returned. */
    public StateMachine restart() {
        StateMachine before = machine;
        machine = restored(before);
        return before;
    }

    public static StateMachine restored(StateMachine from) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            from.capture().writeTo(bytes);
            return StateMachine.restore(new ByteArrayInputStream(bytes.toByteArray()));
        } catch (IOException neverFromMemory) {
            throw new AssertionError(neverFromMemory);
        }
    }
}
