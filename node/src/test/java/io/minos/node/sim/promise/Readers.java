package io.minos.node.sim.promise;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RangeResponse;
import io.minos.node.apply.Reads;
import io.minos.node.outcome.Outcome.Done;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Event;
import io.minos.node.sim.SimulatedMember;
import java.util.random.RandomGenerator;

/** Clients that read: linearizable and not, one key or all, now or at an older revision. */
final class Readers {
    private final Clients clients;
    private final ReadPromise promise;
    private final RandomGenerator random;
    private int answered;

    Readers(Clients clients, ReadPromise promise, RandomGenerator random) {
        this.clients = clients;
        this.promise = promise;
        this.random = random;
    }

    int answered() {
        return answered;
    }

    void read() {
        RangeRequest.Builder range = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("k"));
        if (random.nextInt(4) == 0) {
            range.setRangeEnd(ByteString.copyFromUtf8("l"));
        } else {
            range.setKey(ByteString.copyFromUtf8("k" + random.nextInt(Writers.KEYS)));
        }
        if (random.nextInt(8) == 0) {
            range.setRevision(Math.max(1, promise.floor() - random.nextInt(20)));
        }
        boolean serializable = random.nextInt(5) == 0;
        clients.anyoneUp().ifPresent(member -> read(member, range.setSerializable(serializable).build()));
    }

    private void read(SimulatedMember member, RangeRequest range) {
        long floor = promise.floor();
        clients.ask(member, range.getSerializable() ? Event.LocalRead::new : Event.Read::new, outcome -> {
            if (outcome instanceof Outcome.Granted granted && Reads.range(granted.view(), range, granted.stamp()) instanceof Done<RangeResponse> done) {
                answered(member, range, done.response(), floor);
            }
        });
    }

    private void answered(SimulatedMember member, RangeRequest range, RangeResponse response, long floor) {
        String reader = "a client of n" + member.id();
        answered++;
        promise.checkTrue(reader, range, response);
        if (!range.getSerializable()) {
            promise.checkCurrent(reader, floor, response.getHeader().getRevision());
            promise.acknowledged(response.getHeader().getRevision());
        }
    }
}
