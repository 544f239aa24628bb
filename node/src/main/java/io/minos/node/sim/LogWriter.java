package io.minos.node.sim;

import io.minos.node.raft.SnapshotMark;
import io.minos.node.replica.Effects.Persist;
import io.minos.node.replica.Event;
import io.minos.node.wal.NoSpaceException;
import io.minos.node.wal.Wal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code runtime.WalThread} does, in simulated time: appends all that has queued, syncs once, and only then lets the
 * waiting messages go. On a full disk it waits, and all that comes after it; what makes room may overtake.
 */
final class LogWriter {
    private static final long NO_SPACE_RETRY_NANOS = 100_000_000L;

    private sealed interface Job {
        record Write(Persist persist) implements Job {}

        record Release(SnapshotMark mark) implements Job {}
    }

    private final SimulatedMember member;
    private final Wal wal;
    private final ArrayDeque<Job> queued = new ArrayDeque<>();
    private final List<Persist> written = new ArrayList<>();
    private boolean busy;

    LogWriter(SimulatedMember member, Wal wal) {
        this.member = member;
        this.wal = wal;
    }

    void persist(Persist persist) {
        queued.add(new Job.Write(persist));
        goOn();
    }

    void release(SnapshotMark mark) {
        queued.add(new Job.Release(mark));
        goOn();
    }

    private void goOn() {
        if (!busy && !queued.isEmpty()) {
            busy = true;
            member.later(0, this::round);
        }
    }

    private void round() {
        boolean full = false;
        for (Job job = queued.peek(); job != null && !full; job = queued.peek()) {
            full = !carryOut(job);
            if (!full) {
                queued.remove();
            }
        }
        boolean waiting = full;
        long sync = written.stream().anyMatch(persist -> !persist.durable().isEmpty()) ? member.syncNanos() : 0;
        member.later(sync, () -> {
            acknowledge();
            member.later(waiting ? NO_SPACE_RETRY_NANOS : 0, () -> {
                if (waiting) {
                    releaseWaiting();
                }
                busy = false;
                goOn();
            });
        });
    }

    /** Returns false if there is no space for it. */
    private boolean carryOut(Job job) {
        try {
            if (job instanceof Job.Write write) {
                if (!write.persist().durable().isEmpty()) {
                    wal.append(write.persist().durable());
                }
                written.add(write.persist());
            } else if (job instanceof Job.Release release) {
                releaseUpTo(release.mark());
            }
            return true;
        } catch (NoSpaceException full) {
            member.post(new Event.DiskSpace(false));
            return false;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void releaseUpTo(SnapshotMark mark) throws IOException {
        try {
            wal.release(mark);
            member.released(mark);
        } catch (NoSpaceException full) {
            // it stays longer
        }
    }

    private void releaseWaiting() {
        for (Job job : List.copyOf(queued)) {
            if (job instanceof Job.Release release && queued.remove(job)) {
                try {
                    releaseUpTo(release.mark());
                } catch (IOException impossible) {
                    throw new UncheckedIOException(impossible);
                }
            }
        }
    }

    private void acknowledge() {
        if (written.isEmpty()) {
            return;
        }
        try {
            wal.sync();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        List<Persist> done = List.copyOf(written);
        written.clear();
        for (Persist persist : done) {
            member.persisted(persist);
        }
    }

}
