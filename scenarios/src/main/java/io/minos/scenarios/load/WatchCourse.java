package io.minos.scenarios.load;

import io.minos.checker.history.WatchStream;
import io.minos.client.WatchEnd;
import io.minos.client.operation.WatchSpec;
import java.util.random.RandomGenerator;

/**
 * One watcher through its streams: it goes on where the last one broke off, on the next node; or, an old one, starts anew in
 * the past again and again. Not thread-safe.
 */
public final class WatchCourse {
    /** How far back it starts; beyond what compaction keeps, so that some are cancelled. */
    private static final int REVISIONS_BACK_MAX = 600;

    private final String prefix;
    private final boolean old;
    private int node;
    private long startRevision;
    private long seen;

    /** @param node where it begins */
    public WatchCourse(String prefix, int node, boolean old) {
        this.prefix = prefix;
        this.node = node;
        this.old = old;
    }

    public String prefix() {
        return prefix;
    }

    /** Which node is to be asked; the numbers grow, and go round the nodes. */
    public int node() {
        return node;
    }

    /** The next stream is opened now, with this request. */
    public WatchSpec next() {
        if (old) {
            seen = 0;
        }
        return new WatchSpec(prefix, startRevision, true);
    }

    /** Returns whether the stream must be ended: it was cancelled. */
    public boolean received(WatchStream.Message response) {
        if (!response.events().isEmpty()) {
            seen = response.events().get(response.events().size() - 1).revision();
        } else if (startRevision == 0 && response.created()) {
            // from now on is from the revision after the one that the creation tells
            seen = response.revision();
        }
        if (response.compactRevision() > 0) {
            seen = Math.max(seen, response.compactRevision() - 1);
            startRevision = response.compactRevision();
        }
        return response.canceled();
    }

    /** The stream has ended, for whatever reason. */
    public void ended(WatchEnd end) {
        if (!(end instanceof WatchEnd.Closed)) {
            node++;
        }
        if (!old && seen > 0) {
            startRevision = seen + 1;
        }
    }

    /** The stream that follows starts in the past. */
    public void startAnew(long newestRevision, RandomGenerator random) {
        startRevision = Math.max(1, newestRevision - random.nextInt(REVISIONS_BACK_MAX));
    }

    /** Up to this revision everything has been delivered. */
    public long seen() {
        return seen;
    }
}
