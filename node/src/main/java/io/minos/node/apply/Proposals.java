package io.minos.node.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.minos.etcd.api.LeaseGrantRequest;
import java.io.IOException;
import java.util.random.RandomGenerator;

/** What the proposer decides, so that applying needs no chance and no setting of one member's. */
public final class Proposals {
    /**
     * A large value is held once, by the log's entry and the store together. Only for a put: what the store keeps of it is nearly
     * all there is, while of a transaction it might be little, and hold on to all the rest.
     */
    private static final int SHARED_BYTES_MIN = 16 << 10;
    /** A transaction within another is two messages deeper; protobuf's own limit would be 100. */
    private static final int MESSAGE_DEPTH_MAX = 2 * Validation.NESTING_MAX + 8;

    private Proposals() {}

    /** Reads back what was proposed, however deep its transactions are nested. */
    public static Command parse(ByteString proposed) throws InvalidProtocolBufferException {
        if (proposed.size() >= SHARED_BYTES_MIN) {
            Command shared = parse(proposed, true);
            if (shared.hasPut()) {
                return shared;
            }
        }
        return parse(proposed, false);
    }

    /** @param shared the command's bytes are the entry's own */
    private static Command parse(ByteString proposed, boolean shared) throws InvalidProtocolBufferException {
        CodedInputStream in = proposed.newCodedInput();
        in.enableAliasing(shared);
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
