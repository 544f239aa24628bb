package io.minos.node.sim.promise;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseGrantResponse;
import io.minos.etcd.api.LeaseKeepAliveResponse;
import io.minos.etcd.api.LeaseRevokeRequest;
import io.minos.etcd.api.PutRequest;
import io.minos.node.apply.Command;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Event;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import java.util.random.RandomGenerator;

/** Grants leases, hangs keys on them, keeps them alive for a while, then revokes them or lets them run out. */
final class LeaseHolder {
    private static final long MILLI = 1_000_000L;

    private final SimulatedCluster cluster;
    private final Clients clients;
    private final LeasePromise promise;
    private final RandomGenerator random;
    private int renewals;

    LeaseHolder(SimulatedCluster cluster, Clients clients, LeasePromise promise, RandomGenerator random) {
        this.cluster = cluster;
        this.clients = clients;
        this.promise = promise;
        this.random = random;
    }

    int renewals() {
        return renewals;
    }

    void hold() {
        long asked = cluster.now();
        long id = 1 + random.nextLong(Long.MAX_VALUE - 1);
        LeaseGrantRequest grant = LeaseGrantRequest.newBuilder().setID(id).setTTL(2 + random.nextInt(4)).build();
        clients.propose(Command.newBuilder().setLeaseGrant(grant).build(), Writers.whenAnswered(answer -> {
            LeaseGrantResponse granted = (LeaseGrantResponse) answer;
            promise.answered(id, asked, granted.getTTL());
            hang(id);
            keepAlive(id, granted.getTTL(), cluster.now() + random.nextLong(15_000 * MILLI));
        }));
    }

    private void hang(long id) {
        clients.propose(Command.newBuilder().setPut(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("l" + id)).setLease(id)).build(), outcome -> { });
    }

    private void keepAlive(long id, long ttl, long until) {
        if (cluster.now() > until) {
            if (random.nextInt(3) == 0) {
                clients.propose(Command.newBuilder().setLeaseRevoke(LeaseRevokeRequest.newBuilder().setID(id)).build(), outcome -> { });
            }
            return;
        }
        clients.anyoneUp().ifPresent(member -> renew(member, id, true));
        cluster.agenda().after(200 * MILLI + random.nextLong(ttl * 500 * MILLI), () -> keepAlive(id, ttl, until));
    }

    private void renew(SimulatedMember member, long id, boolean elsewhereThen) {
        long asked = cluster.now();
        promise.touched(id, asked);
        clients.ask(member, call -> new Event.RenewLease(call, id), outcome -> {
            if (outcome instanceof Outcome.AskLeader elsewhere && elsewhereThen) {
                renew(cluster.member(elsewhere.leader()), id, false);
            } else if (outcome instanceof Outcome.Answer answer && ((LeaseKeepAliveResponse) answer.message()).getTTL() > 0) {
                renewals++;
                promise.touched(id, cluster.now());
                promise.answered(id, asked, ((LeaseKeepAliveResponse) answer.message()).getTTL());
            }
        });
    }
}
