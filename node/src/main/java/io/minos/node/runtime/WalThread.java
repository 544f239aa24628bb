package io.minos.node.runtime;

import io.minos.node.raft.SnapshotMark;
import io.minos.node.replica.Effects.Persist;
import io.minos.node.replica.Event;
import io.minos.node.transport.PeerTransport;
import io.minos.node.wal.NoSpaceException;
import io.minos.node.wal.Wal;
import io.minos.node.wal.WalFailedException;
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

    /** Finishes what is queued as far as the disk takes it, then ends; the log is not closed. */
    void shutDown() throws InterruptedException {
        jobs.add(new Job.Stop());
        join(TimeUnit.SECONDS.toMillis(10));
    }

    @Override
    public void run() {
        try {
            List<Job> batch = new ArrayList<>();
            boolean stopping = false;
            while (!stopping) {
                batch.add(jobs.take());
                jobs.drainTo(batch);
                stopping = batch.contains(new Job.Stop());
                carryOut(batch);
                batch.clear();
            }
        } catch (Throwable broken) {
            failed.accept(broken); // fail-stop: after a failed sync nothing may be acknowledged
        }
    }

    private void carryOut(List<Job> batch) throws WalFailedException, InterruptedException {
        List<Persist> written = new ArrayList<>(batch.size());
        for (Job job : batch) {
            if (job instanceof Job.Write write) {
                append(write.persist(), written);
            } else if (job instanceof Job.Release release) {
                release(release);
            }
        }
        acknowledge(written);
    }

    /** A full disk is an operating condition: what was written so far is acknowledged, the rest waits for space. */
    private void append(Persist persist, List<Persist> written) throws WalFailedException, InterruptedException {
        while (!tryAppend(persist)) {
            acknowledge(written);
            if (jobs.stream().anyMatch(Job.Stop.class::isInstance)) {
                return; // nothing waits for an answer any more
            }
            releaseQueued();
            Thread.sleep(NO_SPACE_RETRY_MILLIS);
        }
        written.add(persist);
    }

    private boolean tryAppend(Persist persist) throws WalFailedException {
        if (persist.durable().isEmpty()) {
            return true;
        }
        try {
            wal.append(persist.durable());
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

    private void acknowledge(List<Persist> written) throws WalFailedException {
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
    private void releaseQueued() throws WalFailedException {
        for (Job job : List.copyOf(jobs)) {
            if (job instanceof Job.Release release && jobs.remove(job)) {
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
