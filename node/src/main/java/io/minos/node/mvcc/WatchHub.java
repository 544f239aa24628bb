package io.minos.node.mvcc;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.Event;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchRequest;
import io.minos.etcd.api.WatchResponse;
import io.minos.node.Invariants;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All watches on a store, with the promises of etcd's: a watcher gets every event of its keys from its start revision on, in
 * order, once, all those of one revision in one response, or is told that they are compacted.
 *
 * <p>Nothing is queued for a client that does not read. A watcher that cannot be told of a revision falls behind, and later
 * reads the store's own history in pieces, so memory stays bounded, however slow a client is.
 *
 * <p>Race (etcd issue 15220): a client asks for its progress while events are still due to a watcher of its stream. The answer
 * waits until all of them are up to date, see {@code WatchHubTest.progress_waits_for_a_watcher_that_is_behind}.
 *
 * <p>Streams and watchers are served in the order of their ids. One thread.
 */
public final class WatchHub {
    /** As etcd: what is not any watcher's. */
    private static final long NO_WATCH_ID = -1;
    private static final int UNSENT_ANSWERS_MAX = 4096;
    private static final ByteString LEAST_KEY = ByteString.copyFrom(new byte[1]);

    private final int fragmentBytes;
    private Store store;
    private final TreeMap<Long, WatchStream> streams = new TreeMap<>();
    /** Those that are told of every revision; the others are in their streams' {@code behind}. */
    private final WatcherGroup upToDate = new WatcherGroup();
    /** Up to here those have been told. */
    private long told;
    private final TreeSet<Long> streamsWithAnswers = new TreeSet<>();
    private final TreeSet<Long> streamsWithProgress = new TreeSet<>();
    private final TreeSet<Long> streamsBehind = new TreeSet<>();
    private final List<Long> overflowed = new ArrayList<>();
    private int watcherCount;
    private int watchersBehind;
    private long lastServed = Long.MIN_VALUE;
    private int budgetLeft;
    /** Of the revision that is being told. */
    private final TreeSet<Watcher> touched = new TreeSet<>(Watcher.ORDER);

    /** @param fragmentBytes a response of at least this size is split, for watchers that asked for fragments */
    public WatchHub(Store store, int fragmentBytes) {
        this.store = store;
        this.fragmentBytes = fragmentBytes;
        this.told = store.revision();
        store.keepUntold(told + 1);
    }

    // What clients do.

    /** Opens a stream under an id of the caller's choice that is not in use. */
    public void open(long streamId) {
        Invariants.check(!streams.containsKey(streamId), "the stream is new", streamId, 0);
        streams.put(streamId, new WatchStream(streamId));
    }

    /** A client's request; the answer comes out of the next {@link #poll}. Requests of unknown streams are ignored. */
    public void request(long streamId, WatchRequest request) {
        WatchStream stream = streams.get(streamId);
        if (stream == null) {
            return;
        }
        switch (request.getRequestUnionCase()) {
            case CREATE_REQUEST -> create(stream, request.getCreateRequest());
            case CANCEL_REQUEST -> cancel(stream, request.getCancelRequest().getWatchId());
            case PROGRESS_REQUEST -> {
                stream.progressAsked++;
                streamsWithProgress.add(streamId);
            }
            case REQUESTUNION_NOT_SET -> { }
        }
        endIfOverflowing(stream);
    }

    private void endIfOverflowing(WatchStream stream) {
        if (stream.answers.size() + stream.progressAsked > UNSENT_ANSWERS_MAX) {
            close(stream.id);
            overflowed.add(stream.id);
        }
    }

    /** Answers a client's request to watch with a no. Unknown streams are ignored. */
    public void refuse(long streamId, String reason) {
        WatchStream stream = streams.get(streamId);
        if (stream != null) {
            refuse(stream, reason);
            endIfOverflowing(stream);
        }
    }

    /** The client is gone: nothing of the stream remains. Unknown ids are ignored. */
    public void close(long streamId) {
        WatchStream stream = streams.remove(streamId);
        if (stream != null) {
            stream.watchers.values().forEach(upToDate::remove);
            watcherCount -= stream.watchers.size();
            watchersBehind -= stream.behind.size();
            streamsWithAnswers.remove(streamId);
            streamsWithProgress.remove(streamId);
            streamsBehind.remove(streamId);
        }
    }

    /** Call once per progress interval (etcd: 10 minutes): watchers that asked for it and heard nothing are told how far they are. */
    public void progressInterval() {
        for (WatchStream stream : streams.values()) {
            for (Watcher watcher : stream.watchers.values()) {
                if (watcher.wantsProgress) {
                    watcher.progressDue = watcher.quiet;
                    watcher.quiet = true;
                    streamsWithProgress.add(stream.id);
                }
            }
        }
    }

    private void create(WatchStream stream, WatchCreateRequest request) {
        KeyRange range = KeyRange.of(request.getKey().isEmpty() ? LEAST_KEY : request.getKey(), request.getRangeEnd());
        if (range.isEmpty()) {
            refuse(stream, "mvcc: watcher range is empty");
            return;
        }
        if (request.getWatchId() != 0 && stream.isTaken(request.getWatchId())) {
            refuse(stream, "mvcc: duplicate watch ID provided on the WatchStream");
            return;
        }
        long id = request.getWatchId() == 0 ? stream.unusedWatchId() : request.getWatchId();
        long next = request.getStartRevision() == 0 ? store.revision() + 1 : request.getStartRevision();
        Watcher watcher = new Watcher(stream, id, range, request, next);
        stream.watchers.put(id, watcher);
        watcherCount++;
        if (next > told && !isCompactedFor(watcher)) {
            upToDate.add(watcher);
        } else {
            fallBehind(watcher, next);
        }
        answer(stream, WatchResponse.newBuilder().setWatchId(id).setCreated(true), store.revision());
    }

    private void refuse(WatchStream stream, String reason) {
        answer(stream, WatchResponse.newBuilder().setWatchId(NO_WATCH_ID).setCreated(true).setCanceled(true).setCancelReason(reason), store.revision());
    }

    private void cancel(WatchStream stream, long watchId) {
        Watcher watcher = stream.watchers.get(watchId);
        if (watcher != null) {
            remove(watcher);
        }
        if (watcher != null || stream.compacted.remove(watchId)) {
            answer(stream, WatchResponse.newBuilder().setWatchId(watchId).setCanceled(true), store.revision());
        }
    }

    private void answer(WatchStream stream, WatchResponse.Builder response, long revision) {
        stream.answers.add(new WatchStream.Answer(response, revision));
        streamsWithAnswers.add(stream.id);
    }

    private void remove(Watcher watcher) {
        upToDate.remove(watcher);
        watcher.stream.watchers.remove(watcher.id);
        watcherCount--;
        caughtUp(watcher);
    }

    private void fallBehind(Watcher watcher, long next) {
        upToDate.remove(watcher);
        watcher.next = next;
        watcher.behind = true;
        if (watcher.stream.behind.put(watcher.id, watcher) == null) {
            watchersBehind++;
        }
        streamsBehind.add(watcher.stream.id);
    }

    private void caughtUp(Watcher watcher) {
        watcher.behind = false;
        if (watcher.stream.behind.remove(watcher.id) != null) {
            watchersBehind--;
        }
        if (watcher.stream.behind.isEmpty()) {
            streamsBehind.remove(watcher.stream.id);
        }
    }

    /**
     * The state jumped forward to a snapshot: watchers go on where they were, out of the new store's history, or are cancelled
     * if that is compacted there. No watcher goes back: what it was told of before is never told again.
     */
    public void install(Store next) {
        Invariants.check(next.revision() >= told, "a snapshot does not go back in time", next.revision(), told);
        List<Watcher> current = new ArrayList<>();
        upToDate.all().forEach(current::add);
        for (Watcher watcher : current) {
            long due = Math.max(watcher.next, told + 1);
            if (due <= next.revision()) {
                fallBehind(watcher, due);
            }
        }
        store = next;
        toldUpTo(next.revision());
    }

    private void toldUpTo(long revision) {
        told = revision;
        store.keepUntold(told + 1);
    }

    // What clients get.

    /**
     * Sends what is due: answers to requests, new revisions, history to those behind, progress. Call it after applying, after
     * requests, when a sink became ready, and again while it returns true.
     *
     * @param budget about how many changes and events may be looked at, at least 1
     * @return true if more can be done at once
     */
    public boolean poll(int budget, Stamp stamp, WatchOutlet out) {
        budgetLeft = budget;
        if (!overflowed.isEmpty()) {
            overflowed.forEach(out::overflowed);
            overflowed.clear();
        }
        if (!streamsWithAnswers.isEmpty()) {
            sendAnswers(stamp, out);
        }
        while (told < store.revision() && budgetLeft > 0) {
            tell(told + 1, stamp, out);
        }
        boolean more = !streamsBehind.isEmpty() && serveBehind(stamp, out) || told < store.revision();
        if (!streamsWithProgress.isEmpty()) {
            sendProgress(stamp, out);
        }
        return more;
    }

    private void sendAnswers(Stamp stamp, WatchOutlet out) {
        for (long id : List.copyOf(streamsWithAnswers)) {
            WatchStream stream = streams.get(id);
            while (!stream.answers.isEmpty() && out.isReady(id)) {
                WatchStream.Answer answer = stream.answers.remove();
                out.send(id, answer.response().setHeader(stamp.header(answer.revision())).build());
            }
            if (stream.answers.isEmpty()) {
                streamsWithAnswers.remove(id);
            }
        }
    }

    /** Answers go first: a watcher's events must not come before it is known to be created. */
    private static boolean canTakeEvents(WatchStream stream, WatchOutlet out) {
        return stream.answers.isEmpty() && out.isReady(stream.id);
    }

    /** One revision to all watchers that are up to date. */
    private void tell(long revision, Stamp stamp, WatchOutlet out) {
        for (Revision change : store.changes(revision)) {
            budgetLeft--;
            upToDate.forEachWatching(change.kv().getKey(), watcher -> {
                if (watcher.wants(change)) {
                    watcher.batch.add(watcher.event(change, store));
                    touched.add(watcher);
                    budgetLeft--;
                }
            });
        }
        for (Watcher watcher : touched) {
            if (canTakeEvents(watcher.stream, out)) {
                send(watcher, watcher.batch, revision, stamp, out);
                watcher.next = revision + 1;
            } else {
                fallBehind(watcher, revision);
            }
            watcher.batch.clear();
        }
        touched.clear();
        toldUpTo(revision);
    }

    /** @return true if a watcher that could take more is still behind */
    private boolean serveBehind(Stamp stamp, WatchOutlet out) {
        // each in its turn: a stream with much to catch up must not starve the others
        List<Long> turns = new ArrayList<>(streamsBehind.tailSet(lastServed, false));
        turns.addAll(streamsBehind.headSet(lastServed, true));
        for (long id : turns) {
            WatchStream stream = streams.get(id);
            for (Watcher watcher : List.copyOf(stream.behind.values())) {
                while (watcher.behind && canTakeEvents(stream, out)) {
                    if (budgetLeft <= 0) {
                        return true;
                    }
                    lastServed = id;
                    catchUp(watcher, stamp, out);
                }
            }
        }
        return false;
    }

    /** One piece of history. */
    private void catchUp(Watcher watcher, Stamp stamp, WatchOutlet out) {
        if (isCompactedFor(watcher)) {
            remove(watcher);
            watcher.stream.compacted.add(watcher.id);
            // etcd gives this response no revision
            WatchResponse.Builder response = WatchResponse.newBuilder()
                    .setWatchId(watcher.id).setCanceled(true).setCompactRevision(store.compactRevision());
            out.send(watcher.stream.id, response.setHeader(stamp.header(0)).build());
            return;
        }
        Backlog backlog = new Backlog(watcher, store, told, budgetLeft);
        long upTo = backlog.read();
        budgetLeft = backlog.budgetLeft();
        if (!backlog.events().isEmpty()) {
            send(watcher, backlog.events(), upTo, stamp, out);
        }
        watcher.next = upTo + 1;
        if (upTo >= told) {
            caughtUp(watcher);
            upToDate.add(watcher);
        }
    }

    private boolean isCompactedFor(Watcher watcher) {
        return watcher.next < store.compactRevision();
    }

    private void send(Watcher watcher, List<Event> events, long revision, Stamp stamp, WatchOutlet out) {
        watcher.quiet = false;
        WatchResponse whole = WatchResponse.newBuilder()
                .setHeader(stamp.header(revision)).setWatchId(watcher.id).addAllEvents(events).build();
        if (watcher.wantsFragments) {
            Fragments.of(whole, fragmentBytes).forEach(fragment -> out.send(watcher.stream.id, fragment));
        } else {
            out.send(watcher.stream.id, whole);
        }
    }

    private void sendProgress(Stamp stamp, WatchOutlet out) {
        for (long id : List.copyOf(streamsWithProgress)) {
            WatchStream stream = streams.get(id);
            for (Watcher watcher : stream.watchers.values()) {
                if (watcher.progressDue && !watcher.behind && hasBegun(watcher) && told == store.revision() && canTakeEvents(stream, out)) {
                    out.send(id, WatchResponse.newBuilder().setHeader(stamp.header(told)).setWatchId(watcher.id).build());
                }
                // not sent, it is missed: events are on their way, and say more
                watcher.progressDue = false;
            }
            while (stream.progressAsked > 0 && mayTellProgress(stream) && canTakeEvents(stream, out)) {
                out.send(id, WatchResponse.newBuilder().setHeader(stamp.header(told)).setWatchId(NO_WATCH_ID).build());
                stream.progressAsked--;
            }
            if (stream.progressAsked == 0) {
                streamsWithProgress.remove(id);
            }
        }
    }

    /** Telling it promises that all events up to it have been sent, to every watcher of the stream. */
    private boolean mayTellProgress(WatchStream stream) {
        return stream.behind.isEmpty() && told == store.revision() && stream.watchers.values().stream().allMatch(this::hasBegun);
    }

    /** One that starts at a revision of the future is not told of progress below its start (etcd issue 20221). */
    private boolean hasBegun(Watcher watcher) {
        return watcher.next <= told + 1;
    }

    public int streamCount() {
        return streams.size();
    }

    public int watcherCount() {
        return watcherCount;
    }

    /** etcd's "slow" watchers: those that read the history. */
    public int watchersBehind() {
        return watchersBehind;
    }
}
