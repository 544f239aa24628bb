package io.minos.node.tool;

import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.Membership;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.wal.SegmentScan;
import io.minos.node.wal.WalRecord;
import io.minos.node.wal.chronicle.SegmentDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * What a member's log holds, to be compared with others': of each entry its term and a checksum of its content, the memberships,
 * and the votes that were cast. Read from the segments that are left; snapshots do not shorten it, since entries that lie in one
 * are as true as any.
 */
public final class LogDigest {
    /** @param checksum of kind and data */
    public record Item(long term, int checksum) {}

    /** @param membership of the log when the vote was cast; empty: the log that is left does not tell */
    public record Vote(long term, long candidate, Optional<Membership> membership) {}

    private final NavigableMap<Long, Item> entries = new TreeMap<>();
    private final NavigableMap<Long, Membership> memberships = new TreeMap<>();
    private final List<Vote> votes = new ArrayList<>();
    private HardState state = HardState.NONE;

    LogDigest() {}

    /** @throws IOException if it cannot be read; damage ends it where it is */
    public static LogDigest read(Path dir) throws IOException {
        LogDigest digest = new LogDigest();
        for (Path file : SegmentDirectory.of(dir).files().values()) {
            for (SegmentScan.Located located : SegmentDirectory.scan(file, 0).records()) {
                digest.accept(located.record());
            }
        }
        return digest;
    }

    void accept(WalRecord record) {
        if (record instanceof WalRecord.EntryAppended appended) {
            append(appended.entry());
        } else if (record instanceof WalRecord.HardStateSaved saved) {
            become(saved.state());
        } else if (record instanceof WalRecord.SnapshotInstalled installed) {
            entries.clear();
            memberships.clear();
            mark(installed.mark());
        } else if (record instanceof WalRecord.SnapshotReleased released) {
            mark(released.mark());
        } else if (record instanceof WalRecord.SegmentHead head && entries.isEmpty() && memberships.isEmpty()) {
            head.before().snapshot().ifPresent(this::mark);
            state = head.before().hardState();
        }
    }

    private void append(Entry entry) {
        entries.tailMap(entry.index(), true).clear();
        memberships.tailMap(entry.index(), true).clear();
        CRC32 checksum = new CRC32();
        checksum.update(entry.kind().ordinal());
        for (ByteBuffer part : entry.data().asReadOnlyByteBufferList()) {
            checksum.update(part);
        }
        entries.put(entry.index(), new Item(entry.term(), (int) checksum.getValue()));
        if (entry.kind() == Entry.Kind.MEMBERSHIP) {
            memberships.put(entry.index(), entry.membership());
        }
    }

    /** A snapshot tells the membership at its index; one that the log tells says the same from an earlier index on. */
    private void mark(SnapshotMark mark) {
        if (memberships.floorKey(mark.index()) == null) {
            memberships.put(mark.index(), mark.membership());
        }
    }

    private void become(HardState next) {
        boolean votes = next.vote() != 0 && (next.term() != state.term() || next.vote() != state.vote());
        if (votes) {
            this.votes.add(new Vote(next.term(), next.vote(), Optional.ofNullable(memberships.lastEntry()).map(Map.Entry::getValue)));
        }
        state = next;
    }

    /** By index, in one row without a gap. */
    public NavigableMap<Long, Item> entries() {
        return entries;
    }

    /** By the index from which they are in force in this log. */
    public NavigableMap<Long, Membership> memberships() {
        return memberships;
    }

    public List<Vote> votes() {
        return List.copyOf(votes);
    }

    /** All entries up to here are known to be committed. */
    public long commit() {
        return state.commit();
    }
}
