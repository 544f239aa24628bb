package io.minos.node.load;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.Event;
import io.minos.etcd.api.KeyValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What writers were told of their writes: all of them together are the history that every watcher must be told. */
final class History {
    private final TreeMap<Long, List<Event>> revisions = new TreeMap<>();

    /** @param events of one revision, in order; without what was there before */
    synchronized void wrote(long revision, List<Event> events) {
        if (revisions.put(revision, events) != null) {
            throw new AssertionError("two writes were told the revision " + revision);
        }
    }

    /** Every revision from the first to the last was given to a writer, or somebody wrote without being told. */
    synchronized void mustBeWhole() {
        long expected = revisions.firstKey();
        for (long revision : revisions.keySet()) {
            if (revision != expected++) {
                throw new AssertionError("nobody wrote the revision " + (expected - 1));
            }
        }
    }

    synchronized long lastRevision() {
        return revisions.lastKey();
    }

    synchronized int size() {
        return revisions.size();
    }

    /** What a watcher of these keys has to be told from a revision on. */
    synchronized Told told(long from, Predicate<ByteString> keys, boolean withPrevious) {
        Told told = new Told();
        Map<ByteString, KeyValue> before = new HashMap<>();
        revisions.forEach((revision, events) -> {
            for (Event event : events) {
                ByteString key = event.getKv().getKey();
                KeyValue previous = event.getType() == Event.EventType.DELETE ? before.remove(key) : before.put(key, event.getKv());
                if (revision >= from && keys.test(key)) {
                    told.add(revision, event, withPrevious && previous != null ? previous.getValue() : ByteString.EMPTY);
                }
            }
        });
        return told;
    }

    /** A count and a hash of events in their order. */
    static final class Told {
        private long count;
        private long hash = 17;
        private long lastRevision;

        void add(long revision, Event event, ByteString previousValue) {
            count++;
            lastRevision = revision;
            for (int part : new int[] {Long.hashCode(revision), event.getTypeValue(), event.getKv().getKey().hashCode(), event.getKv().getValue().hashCode(), previousValue.hashCode()}) {
                hash = hash * 1_000_003 + part;
            }
        }

        long count() {
            return count;
        }

        @Override
        public String toString() {
            return count + " events up to " + lastRevision + ", hash " + Long.toHexString(hash);
        }
    }
}
