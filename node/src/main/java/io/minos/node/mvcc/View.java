package io.minos.node.mvcc;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.KeyValue;
import io.minos.node.Invariants;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** The key space as it was at one moment, all retained revisions of it. Immutable, for any thread. */
public final class View {
    /**
     * What a range found.
     *
     * @param count all keys in the range, whatever the limit was
     */
    public record Found(List<KeyValue> kvs, long count) {}

    private final OrderedMap.Frozen<KeyHistory> keys;
    private final long revision;
    private final long compactRevision;

    View(OrderedMap.Frozen<KeyHistory> keys, long revision, long compactRevision) {
        this.keys = keys;
        this.revision = revision;
        this.compactRevision = compactRevision;
    }

    public long revision() {
        return revision;
    }

    /** Reads below it are refused; -1 before the first compaction, as in etcd. */
    public long compactRevision() {
        return compactRevision;
    }

    /** The key as it is. */
    public Optional<KeyValue> find(ByteString key) {
        return find(key, revision);
    }

    /** The key as it was at a retained revision. */
    public Optional<KeyValue> find(ByteString key, long atRevision) {
        checkReadable(atRevision);
        KeyHistory history = keys.find(key.toByteArray());
        Revision visible = history == null ? null : history.at(atRevision);
        return visible == null ? Optional.empty() : Optional.of(visible.kv());
    }

    /**
     * The keys of a range at a retained revision, ascending.
     *
     * @param limit how many to return at most, 0 for all
     */
    public Found range(KeyRange range, long atRevision, long limit, boolean countOnly) {
        checkReadable(atRevision);
        List<KeyValue> kvs = new ArrayList<>();
        if (range.isOneKey()) {
            Optional<KeyValue> one = find(range.from(), atRevision);
            if (!countOnly) {
                one.ifPresent(kvs::add);
            }
            return new Found(kvs, one.isPresent() ? 1 : 0);
        }
        long[] count = {0};
        keys.scan(range.from().toByteArray(), range.extent() == KeyRange.Extent.ALL_FROM ? null : range.end().toByteArray(), history -> {
            Revision visible = history.at(atRevision);
            if (visible != null) {
                count[0]++;
                if (!countOnly && (limit <= 0 || kvs.size() < limit)) {
                    kvs.add(visible.kv());
                }
            }
            return true;
        });
        return new Found(kvs, count[0]);
    }

    /** Every retained change, key by key in order, each key's oldest first. */
    public void forEachRetained(Consumer<Revision> visitor) {
        keys.scanAll(history -> {
            for (int i = history.firstKept(compactRevision); i < history.size(); i++) {
                visitor.accept(history.change(i));
            }
            return true;
        });
    }

    /** Every retained change, in the order in which they were made. */
    public List<Revision> retained() {
        List<Revision> changes = new ArrayList<>();
        forEachRetained(changes::add);
        changes.sort(Revision.ORDER);
        return changes;
    }

    /** Every key there is, in order. */
    public void forEachLive(Consumer<KeyValue> visitor) {
        keys.scanAll(history -> {
            Revision visible = history.at(revision);
            if (visible != null) {
                visitor.accept(visible.kv());
            }
            return true;
        });
    }

    /**
     * etcd's HashKV, bit by bit as 3.4.23 computes it: CRC-32C over the retained changes up to a revision in the order they
     * were made. Equal on members of equal contents, whenever each of them removed what compaction hides.
     */
    public int hashKv(long atRevision) {
        checkReadable(atRevision);
        boolean anythingLives = range(KeyRange.of(ByteString.EMPTY, ByteString.copyFrom(new byte[1])), atRevision, 1, true).count() > 0;
        List<Revision> hashed = new ArrayList<>();
        keys.scanAll(history -> {
            Revision atCompaction = history.at(compactRevision);
            Revision atHash = history.at(atRevision);
            for (int i = 0; i < history.size() && history.change(i).main() <= atRevision; i++) {
                Revision change = history.change(i);
                // Of what is older than the compaction only what was still alive at the hashed revision counts; but all of
                // it when nothing was (HashByRev looks at its set of keys to keep only if there are any).
                boolean old = change.main() <= compactRevision;
                if (!old || change == atCompaction && (change == atHash || !anythingLives)) {
                    hashed.add(change);
                }
            }
            return true;
        });
        hashed.sort(Revision.ORDER);
        CRC32C crc = new CRC32C();
        crc.update("key".getBytes(StandardCharsets.US_ASCII));
        for (Revision change : hashed) {
            StoredForm.update(crc, change);
        }
        return (int) crc.getValue();
    }

    private void checkReadable(long atRevision) {
        Invariants.check(atRevision <= revision && atRevision >= compactRevision, "the revision can be read", atRevision, revision);
    }
}
