package io.minos.node.wal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads the bytes of one segment, which may be damaged, or in use. Pure: the log on disk and the one in memory are
 * judged alike.
 *
 * <p>A segment is a row of documents, each after a header of four bytes at a multiple of four: the length, a bit for
 * Chronicle's own (its store header and index pages), a bit for "being written". What is whole ends at the first
 * document that is not; the question then is whether that is a torn tail or damage to what was durable once:
 *
 * <ul>
 *   <li>The tail of the newest segment that was not synced when the power failed may hold anything, whole records
 *       after bad ones among it. It was never acknowledged, and is cut.
 *   <li>A whole record further on that knew the bad one durable proves damage. Every record says up to where the log
 *       was durable when it was written; a closing record says so of all.
 *   <li>Not told apart: damage to what the last sync before a crash made durable, when nothing was written after it.
 *       It looks like a torn tail. (Only a copy on another disk could tell.)
 * </ul>
 */
public final class SegmentScan {
    static final int HEADER_BYTES = 4;
    private static final int LENGTH_MASK = 0x3FFFFFFF;
    private static final int OWN_BIT = 0x40000000;
    private static final int INCOMPLETE_BIT = 0x80000000;
    private static final int END_OF_FILE = 0xC0000000;
    /** The mark's header and the letters "EOF" after it. */
    private static final int END_OF_FILE_BYTES = 8;

    private final byte[] bytes;
    private final ByteBuffer buffer;
    /** The offset after the last byte that is not zero. */
    private final int used;
    private final List<Located> records = new ArrayList<>();

    private SegmentScan(byte[] bytes) {
        this.bytes = bytes;
        this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.used = usedBytes(bytes);
    }

    /** @param offset of the record's header in the segment */
    public record Located(int offset, long seq, long synced, WalRecord record) {}

    /**
     * @param bytes the segment's length, unused space included
     * @param end the offset after the last whole record, 0 without one
     * @param damage the first thing that is not as it should be
     */
    public record Contents(int bytes, List<Located> records, int end, Optional<Damage> damage) {
        /** The seq after the last record's, or {@code otherwise} without records. */
        public long nextSeq(long otherwise) {
            return records.isEmpty() ? otherwise : records.get(records.size() - 1).seq() + 1;
        }

        /** Nothing but what recovery or closing wrote. */
        boolean isWithoutContent() {
            return records.stream().allMatch(located ->
                    located.record() instanceof WalRecord.SegmentHead || located.record() instanceof WalRecord.Closed);
        }
    }

    /** @param wasDurable true when it is proven that what should be here had been synced */
    public record Damage(int offset, String what, boolean wasDurable) {}

    /**
     * @param bytes of a whole segment; zeros where nothing was written
     * @param expectedSeq of the first record, 0 when any will do
     */
    public static Contents scan(byte[] bytes, long expectedSeq) {
        return new SegmentScan(bytes).scan(expectedSeq);
    }

    private Contents scan(long expectedSeq) {
        long expected = expectedSeq;
        int at = 0;
        int end = 0;
        Optional<String> bad = Optional.empty();
        while (at + HEADER_BYTES <= bytes.length) {
            int header = buffer.getInt(at);
            if (header == 0 || header == END_OF_FILE) {
                break;
            }
            bad = badHeader(at, header);
            if (bad.isPresent()) {
                break;
            }
            int length = header & LENGTH_MASK;
            if ((header & OWN_BIT) == 0) {
                Optional<RecordCodec.Sequenced> record = RecordCodec.read(bytes, at + HEADER_BYTES, length);
                if (record.isEmpty() || (expected > 0 && record.get().seq() != expected)) {
                    bad = Optional.of(record.isEmpty() ? "checksum mismatch" : "record " + record.get().seq() + " instead of " + expected);
                    break;
                }
                records.add(new Located(at, record.get().seq(), record.get().synced(), record.get().record()));
                expected = record.get().seq() + 1;
                end = at + HEADER_BYTES + length;
            }
            at = align(at + HEADER_BYTES + length);
        }
        return new Contents(bytes.length, List.copyOf(records), end, damage(at, bad, Math.max(1, expected)));
    }

    private Optional<String> badHeader(int at, int header) {
        if ((header & INCOMPLETE_BIT) != 0) {
            return Optional.of("a record half written");
        }
        if ((header & LENGTH_MASK) > bytes.length - at - HEADER_BYTES) {
            return Optional.of("a record longer than the file");
        }
        return Optional.empty();
    }

    private Optional<Damage> damage(int at, Optional<String> bad, long missingSeq) {
        // an end-of-file mark is no record: it may lie there, with nothing but zeros after it
        int rest = at + HEADER_BYTES <= bytes.length && buffer.getInt(at) == END_OF_FILE ? at + END_OF_FILE_BYTES : at;
        if (bad.isEmpty() && used <= rest) {
            return Optional.empty();
        }
        String what = bad.orElse("a hole before later bytes");
        Optional<RecordCodec.Sequenced> witness = witness(at, missingSeq);
        return Optional.of(witness
                .map(later -> new Damage(at, what + "; record " + later.seq() + " proves that record " + missingSeq + " was durable", true))
                .orElseGet(() -> new Damage(at, what, false)));
    }

    /** A whole record at or after {@code at} that was written when {@code missingSeq} was durable. */
    private Optional<RecordCodec.Sequenced> witness(int at, long missingSeq) {
        int last = Math.min(used, bytes.length - HEADER_BYTES - RecordCodec.FRAME_BYTES + 1); // records may end in zeros
        for (int offset = at; offset < last; offset += HEADER_BYTES) {
            int header = buffer.getInt(offset);
            if (header > 0 && (header & OWN_BIT) == 0 && header <= bytes.length - offset - HEADER_BYTES
                    && RecordCodec.mayProveDurable(buffer, offset + HEADER_BYTES, header, missingSeq)) {
                Optional<RecordCodec.Sequenced> record = RecordCodec.read(bytes, offset + HEADER_BYTES, header);
                if (record.isPresent()) {
                    return record;
                }
            }
        }
        return Optional.empty();
    }

    static int align(int offset) {
        return (offset + HEADER_BYTES - 1) & -HEADER_BYTES;
    }

    private static int usedBytes(byte[] bytes) {
        byte[] zeros = new byte[4096];
        int end = bytes.length;
        while (end > 0) {
            int begin = Math.max(0, end - zeros.length);
            if (Arrays.mismatch(bytes, begin, end, zeros, 0, end - begin) >= 0) {
                break;
            }
            end = begin;
        }
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }
}
