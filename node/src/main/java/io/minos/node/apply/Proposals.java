package io.minos.node.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.minos.etcd.api.LeaseGrantRequest;
import java.io.IOException;
import java.util.random.RandomGenerator;

/** What the proposer decides, so that applying needs no chance and no setting of one member's. */
public final class Proposals {
    /** A transaction within another is two messages deeper; protobuf's own limit would be 100. */
    private static final int MESSAGE_DEPTH_MAX = 2 * Validation.NESTING_MAX + 8;

    private Proposals() {}

    /** Reads back what was proposed, however deep its transactions are nested. */
    public static Command parse(ByteString proposed) throws InvalidProtocolBufferException {
        CodedInputStream in = proposed.newCodedInput();
        in.setRecursionLimit(MESSAGE_DEPTH_MAX);
        try {
            Command command = Command.parseFrom(in);
            in.checkLastTagWas(0);
            return command;
        } catch (InvalidProtocolBufferException malformed) {
            throw malformed;
        } catch (IOException impossible) { // it is in memory
            throw new InvalidProtocolBufferException(impossible);
        }
    }

    /** What the log holds, every member could read when it was proposed: if not, something is broken. */
    public static Command committed(long index, ByteString proposed) {
        try {
            return parse(proposed);
        } catch (InvalidProtocolBufferException corrupt) {
            throw new IllegalStateException("the log's entry " + index + " holds no command", corrupt);
        }
    }

    /**
     * Chooses an id when the client gave none, and raises the TTL to the least one. etcd does the latter while applying, by
     * each member's own election timeout; here members with different settings still agree.
     *
     * @param minTtlSeconds at least 1 (etcd: one and a half election timeouts, rounded up)
     */
    public static LeaseGrantRequest leaseGrant(LeaseGrantRequest request, long minTtlSeconds, RandomGenerator random) {
        long id = request.getID();
        while (id == 0) {
            id = random.nextLong() & Long.MAX_VALUE;
        }
        return request.toBuilder().setID(id).setTTL(Math.max(request.getTTL(), minTtlSeconds)).build();
    }
}
