package io.minos.node.wal;

import com.google.protobuf.ByteString;
import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.Membership;
import io.minos.node.raft.SnapshotMark;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/**
 * A record's bytes, all numbers little-endian:
 *
 * <pre>
 * crc32c u32 of all that follows | type u8 | seq i64 | synced i64 | fields
 *
 * entry (1)              term i64, index i64, kind u8, data
 * hard state (2)         term i64, vote i64, commit i64
 * snapshot installed (3) mark
 * snapshot released (4)  mark
 * segment head (5)       format u8, segment i64, hard state, last index i64, marks u8 (0 or 1), mark
 * closed (6)
 *
 * mark                   index i64, term i64, voters u16, learners u16, their ids i64
 * </pre>
 *
 * {@code seq} counts the records of the log from 1, without gaps. {@code synced} is the highest seq that was durable
 * when the record was written: what makes a damaged record that was once acknowledged known from one that never was.
 */
public final class RecordCodec {
    /** crc, type, seq, synced. */
    public static final int FRAME_BYTES = 4 + 1 + 8 + 8;

    private static final byte FORMAT = 1;
    private static final byte ENTRY = 1;
    private static final byte HARD_STATE = 2;
    private static final byte INSTALLED = 3;
    private static final byte RELEASED = 4;
    private static final byte HEAD = 5;
    private static final byte CLOSED = 6;
    private static final int SEQ_AT = 5;
    private static final int SYNCED_AT = 13;

    private RecordCodec() {}

    /** A record with the place it has in the log. */
    public record Sequenced(long seq, long synced, WalRecord record) {}

    public static int bytes(WalRecord record) {
        if (record instanceof WalRecord.EntryAppended appended) {
            return FRAME_BYTES + 17 + appended.entry().data().size();
        } else if (record instanceof WalRecord.HardStateSaved) {
            return FRAME_BYTES + 24;
        } else if (record instanceof WalRecord.SnapshotInstalled installed) {
            return FRAME_BYTES + markBytes(installed.mark());
        } else if (record instanceof WalRecord.SnapshotReleased released) {
            return FRAME_BYTES + markBytes(released.mark());
        } else if (record instanceof WalRecord.SegmentHead head) {
            return FRAME_BYTES + 42 + head.before().snapshot().map(RecordCodec::markBytes).orElse(0);
        }
        return FRAME_BYTES;
    }

    static int markBytes(SnapshotMark mark) {
        return 20 + 8 * (mark.membership().voters().size() + mark.membership().learners().size());
    }

    /** Writes at the buffer's position, which must have room for {@link #bytes}. */
    public static void write(Sequenced sequenced, ByteBuffer out) {
        ByteBuffer at = out.order(ByteOrder.LITTLE_ENDIAN);
        int start = at.position();
        at.putInt(0).put(type(sequenced.record())).putLong(sequenced.seq()).putLong(sequenced.synced());
        putFields(sequenced.record(), at);
        at.putInt(start, crcBetween(start + 4, at.position(), at));
    }

    /** The buffer is left as it was. */
    private static int crcBetween(int from, int to, ByteBuffer buffer) {
        int limit = buffer.limit();
        int crc = crc(buffer.limit(to).position(from));
        buffer.limit(limit);
        return crc;
    }

    private static byte type(WalRecord record) {
        if (record instanceof WalRecord.EntryAppended) {
            return ENTRY;
        } else if (record instanceof WalRecord.HardStateSaved) {
            return HARD_STATE;
        } else if (record instanceof WalRecord.SnapshotInstalled) {
            return INSTALLED;
        } else if (record instanceof WalRecord.SnapshotReleased) {
            return RELEASED;
        } else if (record instanceof WalRecord.SegmentHead) {
            return HEAD;
        }
        return CLOSED;
    }

    private static void putFields(WalRecord record, ByteBuffer out) {
        if (record instanceof WalRecord.EntryAppended appended) {
            Entry entry = appended.entry();
            out.putLong(entry.term()).putLong(entry.index()).put((byte) entry.kind().ordinal());
            entry.data().copyTo(out);
        } else if (record instanceof WalRecord.HardStateSaved saved) {
            putHardState(saved.state(), out);
        } else if (record instanceof WalRecord.SnapshotInstalled installed) {
            putMark(installed.mark(), out);
        } else if (record instanceof WalRecord.SnapshotReleased released) {
            putMark(released.mark(), out);
        } else if (record instanceof WalRecord.SegmentHead head) {
            out.put(FORMAT).putLong(head.segment());
            putHardState(head.before().hardState(), out);
            out.putLong(head.before().lastIndex()).put((byte) (head.before().snapshot().isPresent() ? 1 : 0));
            head.before().snapshot().ifPresent(mark -> putMark(mark, out));
        }
    }

    private static void putHardState(HardState state, ByteBuffer out) {
        out.putLong(state.term()).putLong(state.vote()).putLong(state.commit());
    }

    private static void putMark(SnapshotMark mark, ByteBuffer out) {
        Membership membership = mark.membership();
        out.putLong(mark.index()).putLong(mark.term());
        out.putShort((short) membership.voters().size()).putShort((short) membership.learners().size());
        membership.voters().forEach(out::putLong);
        membership.learners().forEach(out::putLong);
    }

    /** @return empty if these bytes are no whole record */
    static Optional<Sequenced> read(byte[] bytes, int offset, int length) {
        if (length < FRAME_BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, offset, length).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt() != crc(in.duplicate())) {
            return Optional.empty();
        }
        try {
            byte type = in.get();
            long seq = in.getLong();
            long synced = in.getLong();
            return Optional.of(new Sequenced(seq, synced, fields(type, in)));
        } catch (BufferUnderflowException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    /** Whether it is worth the checksum to see if a record that comes after {@code seq}, and knew it durable, lies here. */
    static boolean mayProveDurable(ByteBuffer littleEndian, int offset, int length, long seq) {
        return length >= FRAME_BYTES
                && littleEndian.getLong(offset + SEQ_AT) > seq
                && littleEndian.getLong(offset + SYNCED_AT) >= seq
                && littleEndian.getLong(offset + SYNCED_AT) < littleEndian.getLong(offset + SEQ_AT);
    }

    private static WalRecord fields(byte type, ByteBuffer in) {
        return switch (type) {
            case ENTRY -> new WalRecord.EntryAppended(entry(in));
            case HARD_STATE -> new WalRecord.HardStateSaved(hardState(in));
            case INSTALLED -> new WalRecord.SnapshotInstalled(mark(in));
            case RELEASED -> new WalRecord.SnapshotReleased(mark(in));
            case HEAD -> head(in);
            case CLOSED -> new WalRecord.Closed();
            default -> throw new IllegalArgumentException("record type " + type);
        };
    }

    private static Entry entry(ByteBuffer in) {
        long term = in.getLong();
        long index = in.getLong();
        int kind = in.get();
        Entry.Kind[] kinds = Entry.Kind.values();
        if (kind < 0 || kind >= kinds.length) {
            throw new IllegalArgumentException("entry kind " + kind);
        }
        return new Entry(term, index, kinds[kind], ByteString.copyFrom(in));
    }

    private static HardState hardState(ByteBuffer in) {
        return new HardState(in.getLong(), in.getLong(), in.getLong());
    }

    private static SnapshotMark mark(ByteBuffer in) {
        long index = in.getLong();
        long term = in.getLong();
        int voters = Short.toUnsignedInt(in.getShort());
        int learners = Short.toUnsignedInt(in.getShort());
        return new SnapshotMark(index, term, new Membership(ids(in, voters), ids(in, learners)));
    }

    private static SortedSet<Long> ids(ByteBuffer in, int count) {
        SortedSet<Long> ids = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            ids.add(in.getLong());
        }
        return ids;
    }

    private static WalRecord head(ByteBuffer in) {
        byte format = in.get();
        if (format != FORMAT) {
            throw new IllegalArgumentException("format " + format);
        }
        long segment = in.getLong();
        HardState state = hardState(in);
        long lastIndex = in.getLong();
        Optional<SnapshotMark> snapshot = in.get() == 0 ? Optional.empty() : Optional.of(mark(in));
        return new WalRecord.SegmentHead(segment, new LogEnd(state, snapshot, lastIndex));
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
