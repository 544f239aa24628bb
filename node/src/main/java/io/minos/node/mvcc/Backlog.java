package io.minos.node.mvcc;

import io.minos.etcd.api.Event;
import java.util.ArrayList;
import java.util.List;

/** The next piece of history for a watcher that is behind: whole revisions, as many as one response and the budget allow. */
final class Backlog {
    /** No more revisions with events than this, as in etcd; and about so many bytes. */
    private static final int REVISIONS_MAX = 1000;
    private static final int BYTES_MAX = 1 << 20;

    private final Watcher watcher;
    private final Store store;
    private final long told;
    private int budgetLeft;
    private final List<Event> events = new ArrayList<>();
    private int revisions;
    private long bytes;

    /**
     * @param told the last revision to look at
     * @param budget about how many changes and events may be looked at
     */
    Backlog(Watcher watcher, Store store, long told, int budget) {
        this.watcher = watcher;
        this.store = store;
        this.told = told;
        this.budgetLeft = budget;
    }

    /** Once: answers the revision up to which the history has been read, a whole one. */
    long read() {
        return watcher.range.isOneKey() ? readKey() : readLog();
    }

    List<Event> events() {
        return events;
    }

    int budgetLeft() {
        return budgetLeft;
    }

    private long readLog() {
        long revision = Math.max(watcher.next, Math.max(2, store.compactRevision()));
        while (revision <= told && budgetLeft > 0 && hasRoom()) {
            for (Revision change : store.changes(revision)) {
                budgetLeft--;
                if (watcher.range.contains(change.kv().getKey())) {
                    add(change);
                }
            }
            revision++;
        }
        return revision - 1;
    }

    /** As {@link #readLog}: for one key its own history is enough, and much shorter. */
    private long readKey() {
        KeyHistory history = store.history(watcher.range.from());
        if (history == null) {
            budgetLeft--;
            return told;
        }
        int index = history.lastUpTo(watcher.next - 1) + 1;
        while (index < history.size() && history.change(index).main() <= told) {
            long revision = history.change(index).main();
            if (budgetLeft <= 0 || !hasRoom()) {
                return revision - 1;
            }
            for (; index < history.size() && history.change(index).main() == revision; index++) {
                budgetLeft--;
                add(history.change(index));
            }
        }
        budgetLeft--;
        return told;
    }

    private boolean hasRoom() {
        return revisions < REVISIONS_MAX && bytes < BYTES_MAX;
    }

    private void add(Revision change) {
        if (!watcher.wants(change)) {
            return;
        }
        if (events.isEmpty() || events.get(events.size() - 1).getKv().getModRevision() != change.main()) {
            revisions++;
        }
        Event event = watcher.event(change, store);
        events.add(event);
        bytes += event.getSerializedSize();
        budgetLeft--;
    }
}
