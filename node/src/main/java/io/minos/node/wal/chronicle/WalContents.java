package io.minos.node.wal.chronicle;

import io.minos.node.wal.LogFold;
import io.minos.node.wal.Recovered;
import io.minos.node.wal.WalOpenException;
import io.minos.node.wal.WalRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a directory's segments come to. Reads only.
 *
 * @param recycled the newest segment, when nothing was written to it but its head: it is free to be used again
 * @param nextSeq the seq of the record to be written next
 */
record WalContents(
        SortedMap<Long, SegmentScan.Contents> segments,
        SortedMap<Long, SegmentScan.Contents> recycled,
        LogFold fold,
        Recovered recovered,
        CoveredSegments covered,
        long nextSeq) {

    static WalContents read(Path dir) throws IOException {
        return new Reading().read(SegmentFiles.segments(dir));
    }

    /** The newest segment that holds anything, 0 without one. */
    long lastSegment() {
        return segments.isEmpty() ? 0 : segments.lastKey();
    }

    /** What is cut from the newest segment, for people. */
    Optional<String> tornTail() {
        if (segments.isEmpty()) {
            return Optional.empty();
        }
        SegmentScan.Contents newest = segments.get(segments.lastKey());
        return newest.damage().map(damage -> newest.file().getFileName() + "@" + damage.offset() + " (" + damage.what() + ")");
    }

    private static final class Reading {
        private final SortedMap<Long, SegmentScan.Contents> segments = new TreeMap<>();
        private final SortedMap<Long, SegmentScan.Contents> recycled = new TreeMap<>();
        private final CoveredSegments covered = new CoveredSegments();
        private LogFold fold = LogFold.empty();
        private long nextSeq;
        /** A segment that ends badly. All is well with it if the next one goes on where its whole records end. */
        private Optional<SegmentScan.Contents> doubtful = Optional.empty();

        WalContents read(SortedMap<Long, Path> files) throws IOException {
            for (Map.Entry<Long, Path> file : files.entrySet()) {
                long segment = file.getKey();
                if (!segments.isEmpty() && segment != segments.lastKey() + 1) {
                    throw damaged(file.getValue(), 0, "segment " + (segments.lastKey() + 1) + " before it is missing");
                }
                boolean newest = segment == files.lastKey();
                SegmentScan.Contents contents = SegmentScan.read(file.getValue(), nextSeq);
                checkIntact(contents, newest);
                doubtful = contents.damage().isPresent() ? Optional.of(contents) : contents.records().isEmpty() ? doubtful : Optional.empty();
                if (newest && contents.isWithoutContent() && (contents.records().isEmpty() || !segments.isEmpty())) {
                    recycled.put(segment, contents);
                } else {
                    replay(segment, contents);
                }
            }
            return new WalContents(segments, recycled, fold, recovered(files), covered, Math.max(1, nextSeq));
        }

        /**
         * Each segment was synced before the next came to be, so that only the newest can lack records. Others may have
         * something after their records: what Chronicle writes when it leaves a file is not synced.
         */
        private void checkIntact(SegmentScan.Contents contents, boolean newest) throws WalOpenException {
            boolean wasDurable = contents.damage().map(SegmentScan.Damage::wasDurable).orElse(false);
            boolean lacksAll = contents.records().isEmpty() && !newest;
            if (wasDurable || lacksAll) {
                SegmentScan.Contents blamed = doubtful.orElse(contents);
                throw damaged(blamed.file(), blamed.damage().map(SegmentScan.Damage::offset).orElse(0),
                        blamed.damage().map(SegmentScan.Damage::what).orElse("no record in it"));
            }
        }

        private void replay(long segment, SegmentScan.Contents contents) throws WalOpenException {
            SegmentScan.Located first = contents.records().get(0);
            if (!(first.record() instanceof WalRecord.SegmentHead head) || head.segment() != segment) {
                throw damaged(contents.file(), first.offset(), "it does not begin with the head of segment " + segment);
            }
            if (segments.isEmpty()) {
                fold = LogFold.from(head);
            }
            covered.begin(segment);
            for (SegmentScan.Located located : contents.records()) {
                try {
                    fold.accept(located.record());
                } catch (IllegalArgumentException cannotFollow) {
                    throw damaged(contents.file(), located.offset(), cannotFollow.getMessage());
                }
                covered.note(located.record());
            }
            segments.put(segment, contents);
            nextSeq = contents.nextSeq(nextSeq);
        }

        private Recovered recovered(SortedMap<Long, Path> files) throws WalOpenException {
            try {
                return fold.recovered();
            } catch (IllegalStateException gap) {
                throw damaged(files.get(files.firstKey()), 0, gap.getMessage() + ": older segments are gone");
            }
        }

        private static WalOpenException damaged(Path file, int offset, String what) {
            return new WalOpenException("the WAL is damaged: " + file + " at offset " + offset + ": " + what
                    + "; acknowledged writes may be in the damaged part, so nothing is cut: restore the file from a copy,"
                    + " or remove this member from its cluster and add it again with an empty data directory");
        }
    }
}
