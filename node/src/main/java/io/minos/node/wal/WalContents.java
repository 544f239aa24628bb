package io.minos.node.wal;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the segments of a log come to: the one decision, for every kind of disk, between a torn tail and damage to what
 * was durable. Reads only.
 *
 * @param recycled the newest segment, when nothing was written to it but its head: it is free to be used again
 * @param nextSeq the seq of the record to be written next
 */
public record WalContents(
        SortedMap<Long, SegmentScan.Contents> segments,
        SortedMap<Long, SegmentScan.Contents> recycled,
        LogFold fold,
        Recovered recovered,
        CoveredSegments covered,
        long nextSeq) {

    /** @throws WalOpenException if what was durable is damaged or missing */
    public static WalContents read(StoredSegments stored) throws IOException {
        return new Reading(stored).read();
    }

    /** The newest segment that holds anything, 0 without one. */
    public long lastSegment() {
        return segments.isEmpty() ? 0 : segments.lastKey();
    }

    /** What is to be cut from the newest segment. */
    public Optional<SegmentScan.Damage> tornTail() {
        return segments.isEmpty() ? Optional.empty() : segments.get(segments.lastKey()).damage();
    }

    private static final class Reading {
        private final StoredSegments stored;
        private final SortedMap<Long, SegmentScan.Contents> segments = new TreeMap<>();
        private final SortedMap<Long, SegmentScan.Contents> recycled = new TreeMap<>();
        private final CoveredSegments covered = new CoveredSegments();
        private LogFold fold = LogFold.empty();
        private long nextSeq;
        /** A segment that ends badly. All is well with it if the next one goes on where its whole records end. */
        private Optional<Blamed> doubtful = Optional.empty();

        Reading(StoredSegments stored) {
            this.stored = stored;
        }

        private record Blamed(long segment, SegmentScan.Contents contents) {}

        WalContents read() throws IOException {
            for (long segment : stored.numbers()) {
                if (!segments.isEmpty() && segment != segments.lastKey() + 1) {
                    throw damaged(segment, 0, "segment " + (segments.lastKey() + 1) + " before it is missing");
                }
                boolean newest = segment == stored.numbers().last();
                SegmentScan.Contents contents = SegmentScan.scan(stored.bytes(segment), nextSeq);
                checkIntact(segment, contents, newest);
                if (contents.damage().isPresent()) {
                    doubtful = Optional.of(new Blamed(segment, contents));
                } else if (!contents.records().isEmpty()) {
                    doubtful = Optional.empty();
                }
                if (newest && contents.isWithoutContent() && (contents.records().isEmpty() || !segments.isEmpty())) {
                    recycled.put(segment, contents);
                } else {
                    replay(segment, contents);
                }
            }
            return new WalContents(segments, recycled, fold, recovered(), covered, Math.max(1, nextSeq));
        }

        /**
         * Each segment was synced before the next came to be, so that only the newest can lack records. Others may have
         * something after their records: what Chronicle writes when it leaves a file is not synced.
         */
        private void checkIntact(long segment, SegmentScan.Contents contents, boolean newest) throws WalOpenException {
            boolean wasDurable = contents.damage().map(SegmentScan.Damage::wasDurable).orElse(false);
            boolean lacksAll = contents.records().isEmpty() && !newest;
            if (wasDurable || lacksAll) {
                Blamed blamed = doubtful.orElse(new Blamed(segment, contents));
                Optional<SegmentScan.Damage> damage = blamed.contents().damage();
                throw damaged(blamed.segment(), damage.map(SegmentScan.Damage::offset).orElse(0),
                        damage.map(SegmentScan.Damage::what).orElse("no record in it"));
            }
        }

        private void replay(long segment, SegmentScan.Contents contents) throws WalOpenException {
            SegmentScan.Located first = contents.records().get(0);
            if (!(first.record() instanceof WalRecord.SegmentHead head) || head.segment() != segment) {
                throw damaged(segment, first.offset(), "it does not begin with the head of segment " + segment);
            }
            if (segments.isEmpty()) {
                fold = LogFold.from(head);
            }
            covered.begin(segment);
            for (SegmentScan.Located located : contents.records()) {
                try {
                    fold.accept(located.record());
                } catch (IllegalArgumentException cannotFollow) {
                    throw damaged(segment, located.offset(), cannotFollow.getMessage());
                }
                covered.note(located.record());
            }
            segments.put(segment, contents);
            nextSeq = contents.nextSeq(nextSeq);
        }

        private Recovered recovered() throws WalOpenException {
            try {
                return fold.recovered();
            } catch (IllegalStateException gap) {
                throw damaged(stored.numbers().first(), 0, gap.getMessage() + ": older segments are gone");
            }
        }

        private WalOpenException damaged(long segment, int offset, String what) {
            return new WalOpenException("the WAL is damaged: " + stored.name(segment) + " at offset " + offset + ": " + what
                    + "; acknowledged writes may be in the damaged part, so nothing is cut: restore the file from a copy,"
                    + " or remove this member from its cluster and add it again with an empty data directory");
        }
    }
}
