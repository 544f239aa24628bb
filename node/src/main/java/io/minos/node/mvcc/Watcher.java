package io.minos.node.mvcc;

import io.minos.etcd.api.Event;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchCreateRequest.FilterType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One watch. It is either up to date, and told of each revision as it comes, or behind, and reads the history. */
final class Watcher {
    static final Comparator<Watcher> ORDER = Comparator.comparingLong((Watcher watcher) -> watcher.stream.id).thenComparingLong(watcher -> watcher.id);

    final WatchStream stream;
    final long id;
    final KeyRange range;
    final boolean wantsPrevious;
    final boolean wantsProgress;
    final boolean wantsFragments;
    private final boolean skipsPuts;
    private final boolean skipsDeletes;

    /** No event before this revision is wanted, or any more. */
    long next;
    boolean behind;
    /** No event was sent since the last progress interval. */
    boolean quiet = true;
    boolean progressDue;
    /** The events of the revision that is being told. */
    final List<Event> batch = new ArrayList<>();

    Watcher(WatchStream stream, long id, KeyRange range, WatchCreateRequest request, long next) {
        this.stream = stream;
        this.id = id;
        this.range = range;
        this.wantsPrevious = request.getPrevKv();
        this.wantsProgress = request.getProgressNotify();
        this.wantsFragments = request.getFragment();
        this.skipsPuts = request.getFiltersList().contains(FilterType.NOPUT);
        this.skipsDeletes = request.getFiltersList().contains(FilterType.NODELETE);
        this.next = next;
    }

    boolean wants(Revision change) {
        return change.main() >= next && !(change.isTombstone() ? skipsDeletes : skipsPuts);
    }

    /** What it is told of a change. */
    Event event(Revision change, Store store) {
        Event.Builder event = Event.newBuilder().setKv(change.kv());
        if (change.isTombstone()) {
            event.setType(Event.EventType.DELETE);
        }
        boolean creates = change.kv().getCreateRevision() == change.main();
        long before = change.main() - 1;
        if (wantsPrevious && !creates && before >= store.compactRevision()) {
            KeyHistory history = store.history(change.kv().getKey());
            Revision previous = history == null ? null : history.at(before);
            if (previous != null) {
                event.setPrevKv(previous.kv());
            }
        }
        return event.build();
    }
}
