package io.minos.node.raft;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;

/**
 * What an entry of kind {@link Entry.Kind#MEMBERSHIP} holds: the next membership and what caused it, in one entry, so that
 * one is never without the other.
 *
 * @param context the proposer's own, opaque here; empty for none
 */
record MembershipChange(Membership next, ByteString context) {

    /** The membership, then the length of the context and the context; without one nothing follows. */
    ByteString encoded() {
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            next.writeTo(out);
            if (!context.isEmpty()) {
                out.writeBytesNoTag(context);
            }
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return bytes.toByteString();
    }

    /** @throws IllegalArgumentException if these bytes are no change of membership */
    static MembershipChange decoded(ByteString data) {
        CodedInputStream in = data.newCodedInput();
        try {
            Membership next = Membership.readFrom(in);
            ByteString context = in.isAtEnd() ? ByteString.EMPTY : in.readBytes();
            if (!in.isAtEnd()) {
                throw new IllegalArgumentException("bytes after the end of a change of membership");
            }
            return new MembershipChange(next, context);
        } catch (IOException e) {
            throw new IllegalArgumentException("no change of membership: " + e.getMessage(), e);
        }
    }
}
