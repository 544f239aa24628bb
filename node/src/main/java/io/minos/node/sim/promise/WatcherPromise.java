package io.minos.node.sim.promise;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.Event;
import io.minos.etcd.api.KeyValue;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchCreateRequest.FilterType;
import io.minos.etcd.api.WatchResponse;
import io.minos.node.mvcc.KeyRange;
import io.minos.node.sim.BrokenPromise;
import io.minos.node.sim.promise.AppliedHistory.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One watcher of a stream: how far it has been told, and what is to come next. */
final class WatcherPromise {
    /** What etcd takes no key for. */
    private static final ByteString LEAST_KEY = ByteString.copyFrom(new byte[1]);

    private final AppliedHistory history;
    private final String who;
    private final KeyRange range;
    private final boolean wantsPrevious;
    private final boolean wantsFragments;
    private final boolean skipsPuts;
    private final boolean skipsDeletes;
    /** Everything before this revision has been told. */
    private long next;
    /** The events of a response that comes in fragments. */
    private final List<Event> fragments = new ArrayList<>();

    /** @param createdAt the revision in the answer's header: without a start of its own the watcher begins after it */
    WatcherPromise(AppliedHistory history, String who, WatchCreateRequest request, long createdAt) {
        this.history = history;
        this.who = who;
        this.range = KeyRange.of(request.getKey().isEmpty() ? LEAST_KEY : request.getKey(), request.getRangeEnd());
        this.wantsPrevious = request.getPrevKv();
        this.wantsFragments = request.getFragment();
        this.skipsPuts = request.getFiltersList().contains(FilterType.NOPUT);
        this.skipsDeletes = request.getFiltersList().contains(FilterType.NODELETE);
        this.next = request.getStartRevision() == 0 ? createdAt + 1 : request.getStartRevision();
    }

    long next() {
        return next;
    }

    void delivered(WatchResponse response) {
        if (response.getFragment() && !wantsFragments) {
            throw new BrokenPromise("watch-in-whole", who + " gets a fragment, and never asked for any");
        }
        fragments.addAll(response.getEventsList());
        if (!response.getFragment()) {
            delivered(List.copyOf(fragments));
            fragments.clear();
        }
    }

    /** Walks along the truth and along what came; each wanted change must be the next event. A revision is in one response or in none. */
    private void delivered(List<Event> events) {
        long last = events.get(events.size() - 1).getKv().getModRevision();
        if (last > history.newest()) {
            throw new BrokenPromise("watch-is-true", who + " is told of revision " + last + "; the newest made is " + history.newest());
        }
        int position = 0;
        for (long revision = next; revision <= last; revision++) {
            for (Change change : history.changesOf(revision)) {
                if (wants(change)) {
                    if (position == events.size() || !isOf(events.get(position), change)) {
                        throw missing(change, position == events.size() ? Optional.empty() : Optional.of(events.get(position)));
                    }
                    checkPrevious(change, events.get(position++));
                }
            }
        }
        if (position < events.size()) {
            throw superfluous(events.get(position));
        }
        next = Math.max(next, last + 1);
    }

    private boolean wants(Change change) {
        return !(change.isDelete() ? skipsDeletes : skipsPuts) && range.contains(change.kv().getKey());
    }

    private static boolean isOf(Event event, Change change) {
        return event.getKv().equals(change.kv()) && (event.getType() == Event.EventType.DELETE) == change.isDelete();
    }

    private BrokenPromise missing(Change change, Optional<Event> instead) {
        if (instead.filter(event -> event.getKv().getModRevision() < next).isPresent()) {
            return superfluous(instead.get());
        }
        return new BrokenPromise("watch-is-complete", who + ", told up to " + (next - 1) + ", misses " + AppliedHistory.text(change.kv())
                + instead.map(event -> " and gets " + AppliedHistory.text(event.getKv())).orElse(": its revision comes in part"));
    }

    private BrokenPromise superfluous(Event event) {
        boolean again = event.getKv().getModRevision() < next;
        return new BrokenPromise(again ? "watch-in-order" : "watch-is-true", who + ", told up to " + (next - 1) + ", gets " + AppliedHistory.text(event.getKv())
                + (again ? ", again or late" : ", which it does not watch, or which never was"));
    }

    /** What is compacted may be missing; what is there must be right. */
    private void checkPrevious(Change change, Event event) {
        KeyValue expected = wantsPrevious ? change.previous() : KeyValue.getDefaultInstance();
        boolean mayMiss = history.compactRevision() > change.revision() - 1;
        if (!event.getPrevKv().equals(expected) && (event.hasPrevKv() || !mayMiss)) {
            throw new BrokenPromise("watch-tells-previous", who + " is told that " + AppliedHistory.text(change.kv()) + " was " + AppliedHistory.text(event.getPrevKv())
                    + " before; it was " + AppliedHistory.text(expected));
        }
    }

    /** @param revision up to which, the member says, everything has been delivered */
    void progressed(long revision) {
        if (revision < next - 1) {
            throw new BrokenPromise("watch-progress", who + ", to be told from " + next + " on, gets progress at " + revision);
        }
        checkNothingUpTo(revision, "watch-progress", "gets progress at " + revision);
        next = Math.max(next, revision + 1);
    }

    void checkCaughtUp(long revision) {
        checkNothingUpTo(revision, "watch-is-complete", "is at its end, at " + revision);
    }

    private void checkNothingUpTo(long to, String promise, String what) {
        if (to > history.newest()) {
            throw new BrokenPromise(promise, who + " " + what + "; the newest made is " + history.newest());
        }
        untold(to).ifPresent(change -> {
            throw new BrokenPromise(promise, who + ", told up to " + (next - 1) + ", " + what + " without " + AppliedHistory.text(change.kv()));
        });
    }

    /** What it has to be told next, up to this revision. */
    Optional<Change> untold(long to) {
        for (long revision = next; revision <= to; revision++) {
            for (Change change : history.changesOf(revision)) {
                if (wants(change)) {
                    return Optional.of(change);
                }
            }
        }
        return Optional.empty();
    }

    void compacted(long compactRevision) {
        if (compactRevision > history.compactRevision() || next >= compactRevision) {
            throw new BrokenPromise("watch-compacted", who + ", told up to " + (next - 1) + ", is cancelled as compacted at " + compactRevision
                    + "; the newest compaction is at " + history.compactRevision());
        }
    }
}
