package io.minos.node.snapshot;

import io.minos.node.raft.Membership;
import io.minos.node.raft.SnapshotMark;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * How a snapshot file begins; the state machine's bytes follow, and end the file. All numbers little-endian:
 *
 * <pre>
 * magic "MINOSNAP" | format u32 | header bytes u32 | index i64 | term i64 | body bytes i64 | body crc32c u32
 * | voters u16 | learners u16 | their ids i64 | crc32c u32 of the header before it
 * </pre>
 */
record SnapshotHeader(SnapshotMark mark, long bodyBytes, int bodyCrc) {
    private static final byte[] MAGIC = {'M', 'I', 'N', 'O', 'S', 'N', 'A', 'P'};
    private static final int FORMAT = 1;
    /** Magic, format and header length. */
    static final int PREFIX_BYTES = 16;
    private static final int FIXED_BYTES = PREFIX_BYTES + 32 + 4;
    private static final int MEMBERS_MAX = 0xFFFF;

    SnapshotHeader {
        if (mark.membership().voters().size() > MEMBERS_MAX || mark.membership().learners().size() > MEMBERS_MAX) {
            throw new IllegalArgumentException("too many members");
        }
    }

    static int bytes(SnapshotMark mark) {
        return FIXED_BYTES + 8 * (mark.membership().voters().size() + mark.membership().learners().size());
    }

    int bytes() {
        return bytes(mark);
    }

    long fileBytes() {
        return bytes() + bodyBytes;
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(bytes()).order(ByteOrder.LITTLE_ENDIAN);
        Membership membership = mark.membership();
        out.put(MAGIC).putInt(FORMAT).putInt(bytes());
        out.putLong(mark.index()).putLong(mark.term()).putLong(bodyBytes).putInt(bodyCrc);
        out.putShort((short) membership.voters().size()).putShort((short) membership.learners().size());
        membership.voters().forEach(out::putLong);
        membership.learners().forEach(out::putLong);
        out.putInt(crc(out.array(), out.position()));
        return out.array();
    }

    /** The length of the header whose first {@link #PREFIX_BYTES} these are. */
    static int bytesOf(byte[] prefix) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[MAGIC.length];
        if (prefix.length < PREFIX_BYTES || !ByteBuffer.wrap(MAGIC).equals(ByteBuffer.wrap(prefix, 0, MAGIC.length))) {
            throw new IOException("no snapshot: it does not begin as one");
        }
        in.get(magic);
        int format = in.getInt();
        int bytes = in.getInt();
        if (format != FORMAT) {
            throw new IOException("a snapshot of format " + format + "; this version knows " + FORMAT);
        }
        if (bytes < FIXED_BYTES || bytes > FIXED_BYTES + 16 * MEMBERS_MAX) {
            throw new IOException("the header is damaged: a length of " + bytes + " bytes");
        }
        return bytes;
    }

    static SnapshotHeader decode(byte[] header) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        if (bytesOf(header) != header.length || in.getInt(header.length - 4) != crc(header, header.length - 4)) {
            throw new IOException("the header is damaged: checksum mismatch");
        }
        try {
            in.position(PREFIX_BYTES);
            long index = in.getLong();
            long term = in.getLong();
            long bodyBytes = in.getLong();
            int bodyCrc = in.getInt();
            int voters = Short.toUnsignedInt(in.getShort());
            int learners = Short.toUnsignedInt(in.getShort());
            Membership membership = new Membership(ids(in, voters), ids(in, learners));
            return new SnapshotHeader(new SnapshotMark(index, term, membership), bodyBytes, bodyCrc);
        } catch (BufferUnderflowException e) {
            throw new IOException("the header is damaged: it ends early", e);
        }
    }

    private static SortedSet<Long> ids(ByteBuffer in, int count) {
        SortedSet<Long> ids = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            ids.add(in.getLong());
        }
        return ids;
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
