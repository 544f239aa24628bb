package io.minos.node.runtime;

import com.google.protobuf.ByteString;
import io.minos.node.metrics.Metrics;
import io.minos.node.raft.Entry;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.replica.Effects.Persist;
import io.minos.node.replica.Event;
import io.minos.node.transport.PeerTransport;
import io.minos.node.wal.NoSpaceException;
import io.minos.node.wal.Wal;
import io.minos.node.wal.WalFailedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only thread that touches the log. Group commit: it appends all that has queued while the last sync ran, syncs once,
 * and only then lets the waiting messages go.
 *
 * <p>Never interrupted: an interrupt would close the log's file under it.
 */
final class WalThread extends Thread {
    private static final Logger LOG = LoggerFactory.getLogger(WalThread.class);
    private static final long NO_SPACE_RETRY_MILLIS = 100;

    /** What the thread is asked to do. */
    private sealed interface Job {
        record Write(Persist persist) implements Job {}

        record Release(SnapshotMark mark) implements Job {}

        record Stop() implements Job {}
    }

    private final Wal wal;
    private final PeerTransport transport;
    private final Consumer<Event> events;
    private final Consumer<SnapshotMark> released;
    private final Consumer<Throwable> failed;
    private final Metrics metrics;
    private final LinkedBlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
    private volatile boolean stopping;

    // the thread's own
    private final ArrayDeque<Job> batch = new ArrayDeque<>();
    private final List<Persist> written = new ArrayList<>();
    private boolean fullReported;

    WalThread(Wal wal, PeerTransport transport, Consumer<Event> events, Consumer<SnapshotMark> released, Consumer<Throwable> failed, Metrics metrics) {
        super("wal");
        this.wal = wal;
        this.transport = transport;
        this.events = events;
        this.released = released;
        this.failed = failed;
        this.metrics = metrics;
        setDaemon(true);
    }

    void persist(Persist persist) {
        jobs.add(new Job.Write(persist));
    }

    void release(SnapshotMark mark) {
        jobs.add(new Job.Release(mark));
    }

    /**
     * Finishes what is queued, then ends; the log is not closed. On a full disk what waits for space is given up, with all
     * that comes after it: the log must have no gaps, and nothing of it was acknowledged.
     */
    void shutDown() throws InterruptedException {
        stopping = true;
        jobs.add(new Job.Stop());
        join(TimeUnit.SECONDS.toMillis(10));
    }

    boolean isStopping() {
        return stopping;
    }

    @Override
    public void run() {
        try {
            boolean going = true;
            while (going) {
                batch.add(jobs.take());
                jobs.drainTo(batch);
                going = carryOut();
            }
        } catch (Throwable broken) {
            failed.accept(broken); // fail-stop: after a failed sync nothing may be acknowledged
        }
    }

    /** Returns false when this thread is to end. */
    private boolean carryOut() throws WalFailedException, InterruptedException {
        boolean going = true;
        for (Job job = batch.poll(); going && job != null; job = batch.poll()) {
            if (job instanceof Job.Write write) {
                going = append(write.persist());
            } else if (job instanceof Job.Release release) {
                release(release);
            } else {
                going = false;
            }
        }
        acknowledge();
        return going;
    }

    /**
     * A full disk is an operating condition: what was written so far is acknowledged, the rest waits for space. Returns
     * false if it never came, because the node stops.
     */
    private boolean append(Persist persist) throws WalFailedException, InterruptedException {
        while (!tryAppend(persist)) {
            acknowledge();
            if (stopping) {
                return false;
            }
            releaseWaiting();
            Thread.sleep(NO_SPACE_RETRY_MILLIS);
        }
        written.add(persist);
        return true;
    }

    private boolean tryAppend(Persist persist) throws WalFailedException {
        if (persist.durable().isEmpty()) {
            return true;
        }
        try {
            wal.append(persist.durable());
            metrics.walWritten(persist.durable().entries().stream().map(Entry::data).mapToLong(ByteString::size).sum());
            fullReported = false;
            return true;
        } catch (NoSpaceException full) {
            if (!fullReported) {
                LOG.warn("no space for the write-ahead log, waiting: {}", full.getMessage());
                fullReported = true;
            }
            events.accept(new Event.DiskSpace(false));
            return false;
        }
    }

    private void acknowledge() throws WalFailedException {
        if (written.isEmpty()) {
            return;
        }
        if (written.stream().anyMatch(persist -> !persist.durable().isEmpty())) {
            long start = System.nanoTime();
            wal.sync();
            metrics.walSynced(System.nanoTime() - start);
        }
        for (Persist persist : written) {
            persist.afterwards().forEach(transport::send);
            events.accept(new Event.Persisted(persist.ticket()));
        }
        written.clear();
    }

    /** Deleting old segments is what makes room: it may overtake the writes that wait for it. */
    private void releaseWaiting() throws WalFailedException {
        jobs.drainTo(batch);
        for (Job job : List.copyOf(batch)) {
            if (job instanceof Job.Release release && batch.remove(job)) {
                release(release);
            }
        }
    }

    private void release(Job.Release job) throws WalFailedException {
        try {
            wal.release(job.mark());
            released.accept(job.mark());
        } catch (NoSpaceException full) {
            LOG.warn("no space to note the snapshot at {} in the log; it stays longer: {}", job.mark().index(), full.getMessage());
        }
    }
}
