package io.minos.node.tool;

import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.wal.LogEnd;
import io.minos.node.wal.SegmentScan;
import io.minos.node.wal.WalRecord;
import io.minos.node.wal.chronicle.SegmentDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * {@code wal dump DIR}: one line a record, in the order in which they were written. Reads only, so that it may look at a
 * log in use.
 */
public final class WalDump {
    private static final String USAGE = "usage: minos node wal dump DIR";
    private static final int SOUND = 0;
    private static final int DAMAGED = 1;

    private final Function<Entry, String> describe;

    /** @param describe what an entry's data says, in one line */
    public WalDump(Function<Entry, String> describe) {
        this.describe = describe;
    }

    /** @return 0 if the log is sound (a torn tail is), 1 if it is damaged, 254 for misuse, 255 if it cannot be read */
    public int run(List<String> args, PrintStream out, PrintStream err) {
        return LogDirectory.read(USAGE, args, err, directory -> new Dump(out).print(directory));
    }

    private final class Dump {
        private final PrintStream out;
        private Optional<LogEnd> end = Optional.empty();
        private long nextSeq;
        private long segments;
        private long records;
        private boolean isDamaged;

        Dump(PrintStream out) {
            this.out = out;
        }

        int print(Path dir) throws IOException {
            Map<Long, Path> files = SegmentDirectory.of(dir).files();
            long expected = 0;
            for (Map.Entry<Long, Path> file : files.entrySet()) {
                if (expected > 0 && file.getKey() != expected) {
                    damage("segments " + expected + " to " + (file.getKey() - 1) + " are missing");
                }
                expected = file.getKey() + 1;
                segment(file.getKey(), file.getValue());
            }
            summary();
            return isDamaged ? DAMAGED : SOUND;
        }

        private void segment(long number, Path file) throws IOException {
            SegmentScan.Contents contents;
            try {
                contents = SegmentDirectory.scan(file, nextSeq);
            } catch (NoSuchFileException deletedMeanwhile) {
                out.println("segment " + number + " " + file.getFileName() + " was just deleted or renamed");
                end = Optional.empty();
                nextSeq = 0;
                return;
            }
            segments++;
            out.println("segment " + number + " " + file.getFileName() + " " + contents.bytes() + " bytes");
            for (SegmentScan.Located located : contents.records()) {
                record(located);
            }
            contents.damage().ifPresent(this::tail);
            nextSeq = contents.nextSeq(nextSeq);
        }

        private void record(SegmentScan.Located located) {
            records++;
            WalRecord record = located.record();
            String text = text(record);
            if (record instanceof WalRecord.EntryAppended appended) {
                text += replaced(appended.entry());
            }
            line(located.offset(), "seq " + located.seq() + "  " + text);
            if (end.isEmpty() && record instanceof WalRecord.SegmentHead head) {
                end = Optional.of(head.before());
            }
            try {
                end = end.map(before -> before.after(record));
            } catch (IllegalArgumentException cannotFollow) {
                damage(cannotFollow.getMessage());
                end = Optional.empty();
            }
        }

        private String replaced(Entry entry) {
            long last = end.map(LogEnd::lastIndex).orElse(0L);
            return entry.index() > last ? "" : "  (truncates: replaces " + entry.index() + " to " + last + ")";
        }

        private void tail(SegmentScan.Damage damage) {
            if (damage.wasDurable()) {
                line(damage.offset(), "DAMAGED: " + damage.what());
                isDamaged = true;
            } else {
                line(damage.offset(), "ends here: " + damage.what() + " (a torn tail, which the next open cuts, or a record being written)");
            }
        }

        private void damage(String what) {
            out.println("DAMAGED: " + what);
            isDamaged = true;
        }

        private void line(int offset, String text) {
            out.println(" ".repeat(Math.max(1, 10 - Integer.toString(offset).length())) + offset + "  " + text);
        }

        private void summary() {
            out.println(segments + " segments, " + records + " records" + end.map(last -> "; " + text(last)).orElse(""));
        }
    }

    private String text(WalRecord record) {
        if (record instanceof WalRecord.EntryAppended appended) {
            Entry entry = appended.entry();
            return "entry " + entry.index() + " term " + entry.term() + " " + entry.kind().name().toLowerCase(Locale.ROOT)
                    + " " + entry.data().size() + " bytes" + (entry.data().isEmpty() ? "" : ": " + describe.apply(entry));
        } else if (record instanceof WalRecord.HardStateSaved saved) {
            return text(saved.state());
        } else if (record instanceof WalRecord.SnapshotInstalled installed) {
            return "installed " + text(installed.mark());
        } else if (record instanceof WalRecord.SnapshotReleased released) {
            return "released up to " + text(released.mark());
        } else if (record instanceof WalRecord.SegmentHead head) {
            return "head of segment " + head.segment() + ": " + text(head.before());
        }
        return "closed";
    }

    private static String text(LogEnd end) {
        return text(end.hardState()) + ", log ends at " + end.lastIndex() + end.snapshot().map(mark -> ", " + text(mark)).orElse("");
    }

    private static String text(HardState state) {
        return "hard state term " + state.term() + " vote " + Long.toHexString(state.vote()) + " commit " + state.commit();
    }

    private static String text(SnapshotMark mark) {
        return "snapshot " + mark.index() + " term " + mark.term() + " voters " + hex(mark.membership().voters())
                + " learners " + hex(mark.membership().learners());
    }

    private static String hex(SortedSet<Long> ids) {
        return ids.stream().map(Long::toHexString).collect(Collectors.joining(" ", "[", "]"));
    }
}
