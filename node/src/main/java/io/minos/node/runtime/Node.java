package io.minos.node.runtime;

import io.minos.node.apply.EtcdError;
import io.minos.node.boot.Boot;
import io.minos.node.boot.FirstStart;
import io.minos.node.boot.FirstStart.Decision;
import io.minos.node.config.NodeConfig;
import io.minos.node.front.Front;
import io.minos.node.front.V2Backend;
import io.minos.node.raft.RaftConfig;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.replica.Effects;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Event;
import io.minos.node.replica.Publication;
import io.minos.node.replica.Published;
import io.minos.node.replica.Replica;
import io.minos.node.replica.ReplicaConfig;
import io.minos.node.snapshot.FileSnapshotStore;
import io.minos.node.transport.HttpPeerTransport;
import io.minos.node.wal.Wal;
import io.minos.node.wal.chronicle.ChronicleWal;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running member: the replica in its loop, its log, its peers and its clients.
 *
 * <p>Fail-stop: when the log or the loop breaks, {@code failed} is called and nothing is acknowledged any more.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.minos.node");
    private static final long TICK_MILLIS_MAX = 10;
    private static final long SNAPSHOT_LOG_BYTES = 256L << 20;
    /** etcd's SnapshotCatchUpEntries. */
    private static final int CATCH_UP_ENTRIES = 5_000;
    private static final long QUOTA_BYTES_DEFAULT = 2L << 30;
    private static final int WATCH_FRAGMENT_OVERHEAD_BYTES = 512 << 10;
    private static final long UPKEEP_MILLIS = 500;
    private static final int SNAPSHOTS_KEPT = 2;
    private static final Duration PEER_SILENCE_MIN = Duration.ofMillis(300);
    private static final int PEER_QUEUE_BYTES_MAX = 64 << 20;
    private static final long WAL_BLOCK_BYTES_MAX = 64 << 20;
    /** A command's id, at most, besides the request. */
    private static final int COMMAND_OVERHEAD_BYTES = 64;

    private final NodeConfig config;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Calls calls = new Calls();
    private final Metrics metrics = new Metrics();
    private final PeerStats peerStats = new PeerStats();
    private volatile Loop loop;
    private WalThread walThread;
    private Front front;
    private volatile Published published;
    private volatile boolean isNew;
    private final Consumer<Throwable> failed;
    private final AtomicBoolean ended = new AtomicBoolean();
    private boolean diskReported;

    private Node(NodeConfig config, Consumer<Throwable> failed) {
        this.config = config;
        this.failed = failed;
    }

    /**
     * Serves at return, though perhaps without a leader yet.
     *
     * @param failed called once, on a thread of the node's own, when it can no longer go on
     * @throws StartException with one line for the operator
     */
    public static Node start(NodeConfig config, Consumer<Throwable> failed) throws StartException {
        Node node = new Node(config, failed);
        try {
            node.open();
            return node;
        } catch (IOException unusable) {
            node.close();
            throw new StartException(unusable.getMessage() == null ? unusable.toString() : unusable.getMessage());
        } catch (StartException | RuntimeException broken) {
            node.close();
            throw broken;
        }
    }

    private void open() throws IOException, StartException {
        DataDirectory directory = DataDirectory.of(config);
        long blockBytes = walBlockBytes();
        CompletableFuture<Wal> openingWal = inParallel(() -> ChronicleWal.open(directory.wal(), blockBytes));
        opened.add(() -> closeIfOpened(openingWal)); // also when something else of the start fails meanwhile
        Consumer<Event> events = this::post;

        // the transport takes its address while the log is read
        HttpPeerTransport transport = HttpPeerTransport.start(transportOptions(), message -> {
            peerStats.received(message);
            events.accept(new Event.Received(message));
        });
        opened.add(transport);
        FirstStartCalls firstStart = new FirstStartCalls(config.name(), config.memberId(), config.members().keySet(), transport);
        firstStart.serve(this::isKnown);
        Wal wal = await(openingWal);
        FileSnapshotStore snapshots = FileSnapshotStore.open(directory.snapshots());
        if (wal.recovered().isNew()) {
            Start.checkBootstrap(config);
            askPeers(firstStart);
        }
        Boot boot = Start.of(config, wal, snapshots);

        ExecutorService replies = executor("replies", 1);
        ExecutorService snapshotWork = executor("snapshots", 1);
        ExecutorService longReads = executor("reads", 2);
        Streams streams = new Streams(events);
        SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong()); // what two lives must not have in common comes from it
        Replica replica = new Replica(replicaConfig(), boot.hardState(), boot.snapshot(), boot.state(), boot.log(), random.split());
        published = replica.published();
        walThread = new WalThread(wal, transport, events, mark -> snapshotWork.execute(() -> prune(snapshots, mark)), this::fail, metrics);
        V2Watches v2Watches = new V2Watches(events);
        EffectExecutor effects = new EffectExecutor(config.name(), config.memberId(), transport, walThread, snapshots, calls, streams, v2Watches, peerStats, replies, snapshotWork, events);
        loop = new Loop(replica, tickNanos(), step -> carryOut(step, replica, effects), this::fail);
        NodeBackend backend = new NodeBackend(config, calls, streams, events, () -> published, new LeaderCalls(transport, requestTimeout()), longReads, metrics, random.split());
        backend.serveFollowers();
        metrics.observe(() -> published);
        walThread.start();
        loop.start();
        front = Front.start(new Front.Options(config.listenClientUrls(), config.listenMetricsUrls(), config.requestBytesMax()), backend, v2(events, v2Watches, longReads));
        opened.add(streams::endAll);
        upkeep(wal, events);
        LOG.info("{} member={} cluster={} serves clients at {}, peers at {}", config.name(), Long.toHexString(config.memberId()),
                Long.toHexString(config.clusterId()), config.listenClientUrls(), config.listenPeerUrls());
    }

    private Optional<V2Backend> v2(Consumer<Event> events, V2Watches watches, Executor longReads) {
        return config.enableV2() ? Optional.of(new V2Service(config, calls, events, watches, () -> published, longReads, peerStats)) : Optional.empty();
    }

    /** A member that lost its disk must not begin as if it had promised nothing. */
    private void askPeers(FirstStartCalls peers) throws StartException {
        isNew = true;
        try {
            Decision decision = peers.ask();
            if (decision == Decision.REFUSE_KNOWN) {
                throw new StartException("member " + Long.toHexString(config.memberId()) + " has already been bootstrapped: its peers know it, but "
                        + config.dataDir() + " is empty. What it promised is lost with its data; restore that, or remove the member and add a new one");
            } else if (decision == Decision.REFUSE_NO_MEMBER) {
                throw new StartException("member " + Long.toHexString(config.memberId()) + " has been removed from the cluster: add a new one, with a data directory of its own");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while it asked its peers whether it may begin");
        }
    }

    /** See {@link FirstStart}. No answer while the data is still being read. */
    private CompletableFuture<FirstStart.Answer> isKnown(long asker) {
        Published now = published;
        if (now == null) {
            return isNew ? CompletableFuture.completedFuture(FirstStart.Answer.NOTHING_YET) : CompletableFuture.failedFuture(new IllegalStateException("starting"));
        }
        return FirstStart.atOnce(now, asker).map(CompletableFuture::completedFuture).orElseGet(() -> {
            Calls.Opened read = calls.open();
            post(new Event.Read(read.number()));
            return read.outcome().thenApply(outcome -> {
                if (outcome instanceof Outcome.Granted) {
                    return FirstStart.afterReading(published, asker);
                }
                throw new IllegalStateException("cannot read: " + outcome);
            });
        });
    }

    /** What peers send before the loop is there is as lost as anything on a network may be. */
    private void post(Event event) {
        Loop running = loop;
        if (running != null) {
            running.post(event);
        }
    }

    /** Whatever thread of ours breaks, the node does; once, and not for what goes wrong while it ends anyway. */
    private void fail(Throwable broken) {
        if (ended.compareAndSet(false, true)) {
            failed.accept(broken);
        } else {
            LOG.warn("{} is ending, and: {}", config.name(), broken.toString());
        }
    }

    private Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (Throwable broken) {
                fail(broken);
            }
        };
    }

    /** What is published is as new as any reply that follows from it. */
    private void carryOut(Effects step, Replica replica, EffectExecutor effects) {
        Published before = published;
        published = replica.published();
        if (published.raft().leader() != before.raft().leader() && published.raft().leader() != 0) {
            metrics.leaderChanged();
            peerStats.leaderChanged();
        }
        effects.accept(step);
    }

    /** Older ones may go once the log itself begins at {@code durable}; some stay, a follower may be in the middle of one. */
    private void prune(FileSnapshotStore snapshots, SnapshotMark durable) {
        try {
            snapshots.prune(durable, SNAPSHOTS_KEPT);
        } catch (IOException failed) {
            LOG.warn("{} could not delete old snapshots: {}", config.name(), failed.getMessage());
        }
    }

    // ------------------------------------------------------------------ upkeep

    /** Looks after what nobody asks for: room on the disk, and telling the others our name and addresses. */
    private void upkeep(Wal wal, Consumer<Event> events) {
        ScheduledExecutorService upkeep = Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "upkeep"));
        opened.add(upkeep::shutdownNow);
        upkeep.scheduleWithFixedDelay(guarded(() -> {
            reportDisk(wal, events);
            publish(events);
            events.accept(new Event.V2Clock(V2Service.unixNanos())); // a leader that has --enable-v2 off expires what the others see
        }), 0, UPKEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void reportDisk(Wal wal, Consumer<Event> events) {
        boolean enough = wal.hasReserve();
        if (enough == diskReported) {
            LOG.warn("{} {}", config.name(), enough ? "the disk has room again for the next segment of the log" : "the disk has no room for the next segment of the log");
        }
        diskReported = !enough;
        events.accept(new Event.DiskSpace(enough));
    }

    private void publish(Consumer<Event> events) {
        Publication ours = new Publication(config.memberId(), config.name(), config.advertiseClientUrls().stream().map(URI::toString).toList());
        ours.due(published).ifPresent(publish -> events.accept(new Event.Propose(calls.open().number(), publish)));
    }

    // ------------------------------------------------------------------ configuration

    private long tickNanos() {
        return TimeUnit.MILLISECONDS.toNanos(tickMillis());
    }

    /** Finer than the heartbeat: election timeouts that differ by little more than a message's way rarely collide. */
    private long tickMillis() {
        return Math.max(1, Math.min(TICK_MILLIS_MAX, config.heartbeatInterval().toMillis()));
    }

    private Duration requestTimeout() {
        return Duration.ofSeconds(5).plus(config.electionTimeout().multipliedBy(2)); // etcd's
    }

    /** Large requests need large segments of the log. */
    private long walBlockBytes() throws StartException {
        long commandBytesMax = config.requestBytesMax() + COMMAND_OVERHEAD_BYTES;
        long blockBytes = ChronicleWal.BLOCK_BYTES_DEFAULT;
        while (blockBytes < WAL_BLOCK_BYTES_MAX && ChronicleWal.entryBytesMax(blockBytes) < commandBytesMax) {
            blockBytes *= 2;
        }
        if (ChronicleWal.entryBytesMax(blockBytes) < commandBytesMax) {
            throw new StartException("--max-request-bytes=" + config.requestBytesMax() + " is more than the write-ahead log takes: at most "
                    + (ChronicleWal.entryBytesMax(blockBytes) - COMMAND_OVERHEAD_BYTES));
        }
        return blockBytes;
    }

    private ReplicaConfig replicaConfig() {
        RaftConfig defaults = RaftConfig.of(config.memberId());
        int electionTicks = (int) (config.electionTimeout().toMillis() / tickMillis());
        RaftConfig raft = new RaftConfig(config.memberId(), electionTicks, Math.max(1, electionTicks / 2),
                (int) (config.heartbeatInterval().toMillis() / tickMillis()), config.preVote(), true, defaults.appendBytesMax(),
                defaults.inflightMax(), defaults.uncommittedBytesMax());
        long quota = config.quotaBackendBytes() == 0 ? QUOTA_BYTES_DEFAULT : config.quotaBackendBytes();
        return new ReplicaConfig(config.clusterId(), config.memberId(), raft, tickNanos(), config.electionTimeout().toNanos(),
                requestTimeout().toNanos(), quota, config.snapshotCount(), SNAPSHOT_LOG_BYTES, CATCH_UP_ENTRIES,
                config.requestBytesMax() + WATCH_FRAGMENT_OVERHEAD_BYTES, autoCompaction());
    }

    private ReplicaConfig.AutoCompaction autoCompaction() {
        if (config.autoCompaction().isEmpty()) {
            return ReplicaConfig.AutoCompaction.OFF;
        }
        NodeConfig.AutoCompaction mode = config.autoCompaction().get();
        return mode instanceof NodeConfig.AutoCompaction.Revisions keep
                ? new ReplicaConfig.AutoCompaction(ReplicaConfig.AutoCompaction.Mode.REVISION, keep.revisions())
                : new ReplicaConfig.AutoCompaction(ReplicaConfig.AutoCompaction.Mode.PERIODIC, ((NodeConfig.AutoCompaction.Age) mode).age().toNanos());
    }

    /** A peer that does not take what was sent within an election timeout is given up, and its connection made anew. */
    private Duration silence() {
        return config.electionTimeout().compareTo(PEER_SILENCE_MIN) < 0 ? PEER_SILENCE_MIN : config.electionTimeout();
    }

    private HttpPeerTransport.Options transportOptions() {
        SortedMap<Long, List<URI>> peers = new TreeMap<>(config.members());
        peers.remove(config.memberId());
        return new HttpPeerTransport.Options(config.clusterId(), config.memberId(), config.listenPeerUrls(), peers, silence(), PEER_QUEUE_BYTES_MAX);
    }

    // ------------------------------------------------------------------ threads, ends

    /** For tests and tools: the state at the last step. */
    public Published published() {
        return published;
    }

    public Front front() {
        return front;
    }

    /** Hands over leadership, answers what can still be answered, and closes the log. Idempotent. */
    @Override
    public void close() {
        ended.set(true);
        if (front != null) {
            front.close();
            front = null;
        }
        try {
            if (loop != null && loop.isAlive()) {
                stepAside();
                loop.shutDown();
            }
            if (walThread != null) {
                walThread.shutDown();
                walThread = null;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        calls.abandon(new Outcome.Refused(EtcdError.STOPPED));
        closeOpened();
    }

    private void stepAside() throws InterruptedException {
        if (published.raft().leader() == config.memberId() && config.members().size() > 1) {
            loop.post(new Event.StepAside());
            long deadline = System.nanoTime() + config.electionTimeout().toNanos();
            while (published.raft().leader() == config.memberId() && System.nanoTime() < deadline) {
                Thread.sleep(5);
            }
        }
    }

    private void closeOpened() {
        for (int i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.get(i).close();
            } catch (Exception failed) {
                LOG.warn("{} could not close cleanly: {}", config.name(), failed.toString());
            }
        }
        opened.clear();
    }

    private ExecutorService executor(String name, int threads) {
        ExecutorService executor = new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> daemon(work, name)) {
            @Override
            public void execute(Runnable work) {
                super.execute(guarded(work));
            }
        };
        opened.add(executor::shutdown); // not interrupted: a snapshot's file channel would be closed by it
        return executor;
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    private interface Opening<T> {
        T open() throws IOException;
    }

    private static <T> CompletableFuture<T> inParallel(Opening<T> opening) {
        CompletableFuture<T> result = new CompletableFuture<>();
        daemon(() -> {
            try {
                result.complete(opening.open());
            } catch (Throwable failed) {
                result.completeExceptionally(failed);
            }
        }, "open").start();
        return result;
    }

    private static void closeIfOpened(CompletableFuture<Wal> opening) throws IOException {
        Optional<Wal> wal = opening.handle((opened, failed) -> Optional.ofNullable(opened)).join();
        if (wal.isPresent()) {
            wal.get().close();
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while opening the log", interrupted);
        }
    }
}
