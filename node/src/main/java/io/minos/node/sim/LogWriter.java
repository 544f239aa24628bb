package io.minos.node.sim;

import io.minos.node.raft.SnapshotMark;
import io.minos.node.replica.Effects.Persist;
import io.minos.node.replica.Event;
import io.minos.node.sim.EventLog.What;
import io.minos.node.wal.NoSpaceException;
import io.minos.node.wal.Wal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
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

    private final Life life;
    private final Wal wal;
    private final SimulatedDisk disk;
    private final ArrayDeque<Job> queued = new ArrayDeque<>();
    private List<Persist> written = new ArrayList<>();
    private List<Persist> acknowledged = new ArrayList<>();
    private final Runnable round = this::round;
    private final Runnable synced = () -> synced(false);
    private final Runnable syncedAndFull = () -> synced(true);
    private boolean busy;

    LogWriter(Life life, Wal wal, SimulatedDisk disk) {
        this.life = life;
        this.wal = wal;
        this.disk = disk;
    }

    /** Taken up by {@link #goOn}. */
    void persist(Persist persist) {
        queued.add(new Job.Write(persist));
    }

    /** Taken up by {@link #goOn}. */
    void release(SnapshotMark mark) {
        queued.add(new Job.Release(mark));
    }

    /** All that has queued goes to the disk, unless it is busy; to be called when a step has queued all it has. */
    void goOn() {
        if (!busy && !queued.isEmpty()) {
            busy = true;
            round();
        }
    }

    private void round() {
        boolean full = false;
        boolean dirty = false;
        while (!full && !queued.isEmpty()) {
            Job job = queued.peek();
            full = !carryOut(job);
            if (!full) {
                dirty |= job instanceof Job.Write write && !write.persist().durable().isEmpty();
                queued.remove();
            }
        }
        if (dirty) {
            life.later(disk.syncNanos(), full ? syncedAndFull : synced);
        } else {
            synced(full);
        }
    }

    private void synced(boolean waits) {
        acknowledge();
        if (waits) {
            releaseWaiting();
            life.later(NO_SPACE_RETRY_NANOS, round);
        } else {
            busy = false;
            goOn();
        }
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
                release(release);
            }
            return true;
        } catch (NoSpaceException full) {
            disk.refused();
            life.record(What.FULL, ((Job.Write) job).persist().ticket(), 0);
            life.post(new Event.DiskSpace(false));
            return false;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void release(Job.Release job) throws IOException {
        try {
            wal.release(job.mark());
            life.released(job.mark());
        } catch (NoSpaceException full) {
            // it stays longer
        }
    }

    private void releaseWaiting() {
        try {
            for (Iterator<Job> waiting = queued.iterator(); waiting.hasNext(); ) {
                if (waiting.next() instanceof Job.Release release) {
                    waiting.remove();
                    release(release);
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
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
        List<Persist> done = written;
        written = acknowledged;
        acknowledged = done;
        life.record(What.SYNC, done.get(done.size() - 1).ticket(), 0);
        for (int i = 0; i < done.size(); i++) {
            life.persisted(done.get(i));
        }
        done.clear();
    }
}
