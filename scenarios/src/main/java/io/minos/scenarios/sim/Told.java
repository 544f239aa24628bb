package io.minos.scenarios.sim;

import com.google.protobuf.Message;
import io.minos.etcd.api.AuthenticateRequest;
import io.minos.etcd.api.AuthenticateResponse;
import io.minos.etcd.api.DeleteRangeResponse;
import io.minos.etcd.api.LeaseGrantResponse;
import io.minos.etcd.api.LeaseKeepAliveRequest;
import io.minos.etcd.api.LeaseKeepAliveResponse;
import io.minos.etcd.api.PutResponse;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RangeResponse;
import io.minos.etcd.api.TxnRequest;
import io.minos.etcd.api.TxnResponse;
import io.minos.node.apply.Reads;
import io.minos.node.outcome.EtcdError;
import io.minos.node.sim.promise.AuthPromise;
import io.minos.node.sim.promise.LeasePromise;
import io.minos.node.sim.promise.Promises;
import io.minos.node.sim.promise.ReadPromise;
import java.util.function.LongSupplier;

/** What one client asked and is told, held against the promises at once. */
final class Told {
    /** Of one simulation. */
    record Ears(Promises promises, LongSupplier clockNanos) {
        /** The request leaves its client now. */
        Told asking(String member, Message request, Caller caller) {
            return new Told(this, member, request, caller);
        }
    }

    private final ReadPromise reads;
    private final LeasePromise leases;
    private final AuthPromise.Asked asked;
    private final AuthPromise auth;
    private final LongSupplier clockNanos;
    private final String member;
    private final Message request;
    private final long askedNanos;
    private final long floor;

    private Told(Ears ears, String member, Message request, Caller caller) {
        this.reads = ears.promises().reads();
        this.leases = ears.promises().leases();
        this.auth = ears.promises().auth();
        this.asked = auth.asked(member, request, caller.user(), caller.tokenIndex());
        this.clockNanos = ears.clockNanos();
        this.member = member;
        this.request = request;
        this.askedNanos = clockNanos.getAsLong();
        this.floor = reads.floor();
        arrived();
    }

    /** The request is at a member. */
    void arrived() {
        if (request instanceof LeaseKeepAliveRequest keepAlive) {
            leases.touched(keepAlive.getID(), clockNanos.getAsLong());
        }
    }

    void refused(EtcdError error) {
        asked.refused(error);
    }

    void answered(Message answer) {
        asked.answered();
        if (answer instanceof RangeResponse range) {
            read((RangeRequest) request, range);
        } else if (answer instanceof TxnResponse txn) {
            txn((TxnRequest) request, txn.getHeader().getRevision());
        } else if (answer instanceof PutResponse put) {
            reads.acknowledged(put.getHeader().getRevision());
        } else if (answer instanceof DeleteRangeResponse delete) {
            reads.acknowledged(delete.getHeader().getRevision());
        } else if (answer instanceof LeaseGrantResponse grant) {
            leases.answered(grant.getID(), askedNanos, grant.getTTL());
        } else if (answer instanceof LeaseKeepAliveResponse alive && alive.getTTL() > 0) {
            arrived();
            leases.answered(alive.getID(), askedNanos, alive.getTTL());
        } else if (answer instanceof AuthenticateResponse given) {
            AuthenticateRequest wanted = (AuthenticateRequest) request;
            auth.authenticated(wanted.getName(), wanted.getPassword(), Caller.token(wanted.getName(), given.getToken()).tokenIndex());
        }
    }

    private void read(RangeRequest range, RangeResponse answer) {
        reads.checkTrue(member, range, answer);
        if (!range.getSerializable()) {
            current(answer.getHeader().getRevision());
        }
    }

    private void txn(TxnRequest txn, long revision) {
        if (!Reads.isReadOnly(txn)) {
            reads.acknowledged(revision);
        } else if (!Reads.isSerializable(txn)) {
            current(revision);
        }
    }

    private void current(long revision) {
        reads.checkCurrent(member, floor, revision);
        reads.acknowledged(revision);
    }
}
