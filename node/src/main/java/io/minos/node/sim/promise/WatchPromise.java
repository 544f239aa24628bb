package io.minos.node.sim.promise;

import io.minos.etcd.api.Event;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchResponse;
import io.minos.node.sim.BrokenPromise;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What etcd promises a watch stream: of each watcher's keys every event from its start on, once, in order, those of a revision
 * together; progress never beyond what was delivered. One for one stream, fed with what its client sends and receives.
 *
 * @see <a href="https://etcd.io/docs/v3.5/learning/api_guarantees/">etcd's guarantees</a>
 */
public final class WatchPromise {
    private static final long ALL_WATCHERS = -1;

    private final AppliedHistory history;
    private final String client;
    private final ArrayDeque<WatchCreateRequest> asked = new ArrayDeque<>();
    private final SortedMap<Long, WatcherPromise> watchers = new TreeMap<>();

    /** @param client for messages: whose stream at which member */
    public WatchPromise(AppliedHistory history, String client) {
        this.history = history;
        this.client = client;
    }

    /** The client asks for a watcher. Answers come in the order of the questions. */
    public void asked(WatchCreateRequest request) {
        asked.add(request);
    }

    /** To be called with every response, in the order in which they come. */
    public void received(WatchResponse response) {
        if (response.getCreated()) {
            created(response);
        } else if (response.getCanceled()) {
            canceled(response);
        } else if (response.getWatchId() == ALL_WATCHERS) {
            watchers.values().forEach(watcher -> watcher.progressed(response.getHeader().getRevision()));
        } else if (response.getEventsCount() == 0 && !response.getFragment()) {
            watcher(response).progressed(response.getHeader().getRevision());
        } else {
            watcher(response).delivered(response);
        }
    }

    private void created(WatchResponse response) {
        if (asked.isEmpty()) {
            throw new BrokenPromise("watch-is-asked-for", client + " is told of a watcher " + response.getWatchId() + " it never asked for");
        }
        WatchCreateRequest request = asked.remove();
        if (!response.getCanceled()) {
            String who = "watcher " + response.getWatchId() + " of " + client;
            watchers.put(response.getWatchId(), new WatcherPromise(history, who, request, response.getHeader().getRevision()));
        }
    }

    private void canceled(WatchResponse response) {
        WatcherPromise watcher = watcher(response);
        if (response.getCompactRevision() > 0) {
            watcher.compacted(response.getCompactRevision());
        }
        watchers.remove(response.getWatchId());
    }

    private WatcherPromise watcher(WatchResponse response) {
        WatcherPromise watcher = watchers.get(response.getWatchId());
        if (watcher == null) {
            Event event = response.getEventsCount() == 0 ? Event.getDefaultInstance() : response.getEvents(0);
            throw new BrokenPromise("watch-is-asked-for", client + " gets a response for watcher " + response.getWatchId() + ", which there is not: "
                    + AppliedHistory.text(event.getKv()));
        }
        return watcher;
    }

    /** The revision a client that resumes this watcher starts from: after the last event or progress; empty if there is no such watcher (any more). */
    public Optional<Long> resumeAt(long watchId) {
        return Optional.ofNullable(watchers.get(watchId)).map(WatcherPromise::next);
    }

    /** Whether every watcher has had everything up to this revision. */
    public boolean isCaughtUp(long revision) {
        return watchers.values().stream().noneMatch(watcher -> watcher.untold(revision).isPresent());
    }

    /** For the end of a run, once nothing is in anybody's way: every watcher has had everything up to this revision. */
    public void checkCaughtUp(long revision) {
        watchers.values().forEach(watcher -> watcher.checkCaughtUp(revision));
    }
}
