package io.minos.node.metrics;

import com.google.protobuf.Message;
import io.minos.etcd.api.ResponseOp;
import io.minos.etcd.api.TxnResponse;
import io.minos.node.apply.Command;
import io.minos.node.replica.Effects;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.List;

/**
 * Operations, as etcd counts them: each member counts what it applies, and what it reads. An operation within a transaction
 * counts for itself; a transaction counts when it has more than one. Keys that go with a lease are not counted as deletes.
 */
final class AppliedCounts {
    private final Counter[] ranges;
    private final Counter[] puts;
    private final Counter[] deletes;
    private final Counter[] txns;
    private final Counter granted;
    private final Counter revoked;
    private final Counter expired;
    private final Histogram ttls;

    AppliedCounts(Instruments instruments) {
        ranges = twice(instruments, "range_total", "Total number of ranges seen by this member.");
        puts = twice(instruments, "put_total", "Total number of puts seen by this member.");
        deletes = twice(instruments, "delete_total", "Total number of deletes seen by this member.");
        txns = twice(instruments, "txn_total", "Total number of txns seen by this member.");
        granted = instruments.counter("etcd_debugging_lease_granted_total", "The total number of granted leases.");
        revoked = instruments.counter("etcd_debugging_lease_revoked_total", "The total number of revoked leases.");
        expired = instruments.counter("etcd_debugging_server_lease_expired_total", "The total number of expired leases.");
        ttls = instruments.histogram("etcd_debugging_lease_ttl_total", "Bucketed histogram of lease TTLs.", 1, 24);
    }

    /** etcd 3.4 has them by their old names as well. */
    private static Counter[] twice(Instruments instruments, String name, String help) {
        return new Counter[] {instruments.counter("etcd_mvcc_" + name, help), instruments.counter("etcd_debugging_mvcc_" + name, help)};
    }

    private static void add(Counter[] counters, int count) {
        for (Counter counter : counters) {
            counter.inc(count);
        }
    }

    void read(int count) {
        add(ranges, count);
        add(txns, count > 1 ? 1 : 0);
    }

    void count(List<Effects.Done> done) {
        for (int i = 0; i < done.size(); i++) {
            Effects.Done one = done.get(i);
            if (!one.refused()) {
                count(one.command(), one.answer());
            }
        }
    }

    private void count(Command command, Message answer) {
        switch (command.getRequestCase()) {
            case PUT -> add(puts, 1);
            case DELETE_RANGE -> add(deletes, 1);
            case TXN -> add(txns, operations((TxnResponse) answer) > 1 ? 1 : 0);
            case LEASE_GRANT -> {
                granted.inc();
                ttls.observe(command.getLeaseGrant().getTTL());
            }
            case LEASE_REVOKE -> revoked.inc();
            case LEASE_EXPIRE -> {
                revoked.inc(command.getLeaseExpire().getIdsCount());
                expired.inc(command.getLeaseExpire().getIdsCount());
            }
            default -> { }
        }
    }

    private int operations(TxnResponse answer) {
        int count = 0;
        for (ResponseOp operation : answer.getResponsesList()) {
            switch (operation.getResponseCase()) {
                case RESPONSE_RANGE -> add(ranges, 1);
                case RESPONSE_PUT -> add(puts, 1);
                case RESPONSE_DELETE_RANGE -> add(deletes, 1);
                default -> { }
            }
            count += operation.hasResponseTxn() ? operations(operation.getResponseTxn()) : 1;
        }
        return count;
    }
}
