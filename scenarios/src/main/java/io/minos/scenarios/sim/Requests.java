package io.minos.scenarios.sim;

import com.google.protobuf.Message;
import io.minos.etcd.api.AlarmRequest;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.DefragmentRequest;
import io.minos.etcd.api.DeleteRangeRequest;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseKeepAliveRequest;
import io.minos.etcd.api.LeaseLeasesRequest;
import io.minos.etcd.api.LeaseRevokeRequest;
import io.minos.etcd.api.LeaseTimeToLiveRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.TxnRequest;
import io.minos.node.apply.Command;
import io.minos.node.apply.Proposals;
import io.minos.node.apply.Reads;
import io.minos.node.apply.Validation;
import io.minos.node.auth.Access;
import io.minos.node.auth.Claim;
import io.minos.node.outcome.EtcdError;
import io.minos.node.outcome.Outcome;
import io.minos.node.replica.Effects.Outcome.Granted;
import io.minos.node.replica.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/** What a member makes of a client's request, as {@code runtime.NodeBackend} does it, without its threads. */
final class Requests {
    private static final int TXN_OPS_MAX = 128;
    private static final int REQUEST_BYTES_MAX = 3 << 19;

    sealed interface Made {
        record Refused(EtcdError error) implements Made {}

        record Done(Message answer) implements Made {}

        /** @param read what becomes of it by a view that is granted; for what needs no entry in the log, or not yet */
        record Call(LongFunction<Event> event, Function<Granted, Made> read) implements Made {
            Call(LongFunction<Event> event) {
                this(event, granted -> {
                    throw new IllegalStateException("granted a view to what is no read");
                });
            }
        }
    }

    private final long leaseTtlSecondsMin;
    private final RandomGenerator leaseIds;

    /** @param electionNanos see {@code NodeConfig.electionTimeout} */
    Requests(long electionNanos, RandomGenerator leaseIds) {
        this.leaseTtlSecondsMin = (electionNanos / 1_000_000 * 3 / 2 + 999) / 1000;
        this.leaseIds = leaseIds;
    }

    /** Of a lease that was asked for with this: there is a least. */
    Duration timeToLive(Duration wanted) {
        return Duration.ofSeconds(Math.max(leaseTtlSecondsMin, wanted.toSeconds()));
    }

    Made made(Message request, Claim claim) {
        if (request instanceof RangeRequest range) {
            return read(Validation.range(range), claim, range.getSerializable(), access -> access.range(range), granted -> Reads.range(granted.view(), range, granted.stamp()));
        } else if (request instanceof PutRequest put) {
            return proposed(Validation.put(put), claim, Command.newBuilder().setPut(put));
        } else if (request instanceof DeleteRangeRequest delete) {
            return proposed(Validation.deleteRange(delete), claim, Command.newBuilder().setDeleteRange(delete));
        } else if (request instanceof TxnRequest txn) {
            return txn(txn, claim);
        } else if (request instanceof CompactionRequest compaction) {
            return proposed(Optional.empty(), claim, Command.newBuilder().setCompaction(compaction));
        } else if (request instanceof AlarmRequest alarm) {
            return proposed(Optional.empty(), claim, Command.newBuilder().setAlarm(alarm));
        } else if (request instanceof DefragmentRequest) {
            return new Made.Call(Event.Defragment::new);
        }
        return AuthRequests.isOne(request) ? AuthRequests.made(request, claim) : ofLease(request, claim);
    }

    private Made ofLease(Message request, Claim claim) {
        if (request instanceof LeaseGrantRequest grant) {
            return proposed(Optional.empty(), claim, Command.newBuilder().setLeaseGrant(Proposals.leaseGrant(grant, leaseTtlSecondsMin, leaseIds)));
        } else if (request instanceof LeaseRevokeRequest revoke) {
            return proposed(Optional.empty(), claim, Command.newBuilder().setLeaseRevoke(revoke));
        } else if (request instanceof LeaseKeepAliveRequest keepAlive) {
            return new Made.Call(call -> new Event.RenewLease(call, keepAlive.getID()));
        } else if (request instanceof LeaseTimeToLiveRequest timeToLive) {
            return new Made.Call(call -> new Event.LeaseTimeToLive(call, timeToLive.getID(), timeToLive.getKeys()));
        } else if (request instanceof LeaseLeasesRequest) {
            return new Made.Call(Event.LeaseLeases::new);
        }
        throw new IllegalArgumentException("the simulator has no answer to " + request.getDescriptorForType().getName());
    }

    private Made txn(TxnRequest txn, Claim claim) {
        Optional<EtcdError> invalid = Validation.txn(txn, TXN_OPS_MAX);
        if (invalid.isEmpty() && Reads.isReadOnly(txn)) {
            return read(invalid, claim, Reads.isSerializable(txn), access -> access.txn(txn, lease -> List.of()), granted -> Reads.txn(granted.view(), txn, granted.stamp()));
        }
        return proposed(invalid, claim, Command.newBuilder().setTxn(txn));
    }

    private static Made read(Optional<EtcdError> invalid, Claim claim, boolean serializable, Function<Access, Optional<EtcdError>> right,
            Function<Granted, Outcome<? extends Message>> evaluate) {
        return invalid.<Made>map(Made.Refused::new)
                .orElseGet(() -> new Made.Call(call -> serializable ? new Event.LocalRead(call, claim) : new Event.Read(call, claim),
                        granted -> right.apply(granted.access()).<Made>map(Made.Refused::new).orElseGet(() -> evaluated(evaluate.apply(granted)))));
    }

    private static Made evaluated(Outcome<? extends Message> outcome) {
        return outcome instanceof Outcome.Done<? extends Message> done ? new Made.Done(done.response()) : new Made.Refused(((Outcome.Refused<?>) outcome).error());
    }

    static Made proposed(Optional<EtcdError> invalid, Claim claim, Command.Builder builder) {
        Command command = builder.build();
        return invalid.or(() -> Validation.size(command, REQUEST_BYTES_MAX)).<Made>map(Made.Refused::new)
                .orElseGet(() -> new Made.Call(call -> new Event.Propose(call, command, claim)));
    }
}
