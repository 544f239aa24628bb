package io.minos.node.runtime;

import io.minos.etcd.api.Member;
import io.minos.node.auth.Claim;
import io.minos.node.boot.Boot;
import io.minos.node.boot.FirstStart;
import io.minos.node.boot.FirstStart.Decision;
import io.minos.node.config.NodeConfig;
import io.minos.node.front.Front;
import io.minos.node.front.MembersPage;
import io.minos.node.front.V2Backend;
import io.minos.node.metrics.Metrics;
import io.minos.node.outcome.EtcdError;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.replica.Effects;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Event;
import io.minos.node.replica.Publication;
import io.minos.node.replica.Published;
import io.minos.node.replica.Replica;
import io.minos.node.snapshot.FileSnapshotStore;
import io.minos.node.tls.Tls;
import io.minos.node.transport.HttpPeerTransport;
import io.minos.node.transport.PeerStatus;
import io.minos.node.wal.Wal;
import io.minos.node.wal.chronicle.ChronicleWal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
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
    private static final Duration UPKEEP = Duration.ofMillis(500);
    private static final int SNAPSHOTS_KEPT = 2;
    /** Each holds on to a view of the store. */
    private static final int LONG_READS_WAITING_MAX = 10_000;

    private final NodeConfig config;
    private final NodeSettings settings;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Calls calls = new Calls();
    private final Metrics metrics;
    private final PeerStats peerStats = new PeerStats();
    private volatile Loop loop;
    private WalThread walThread;
    private volatile Front front;
    private Publication publication;
    /** The state holds our publication: clients are served from then on. */
    private final CompletableFuture<Void> isKnown = new CompletableFuture<>();
    private volatile boolean isServing;
    private volatile Published published;
    private volatile boolean isFounding;
    private volatile MemberIdentity self;
    private DataDirectory directory;
    private HttpPeerTransport transport;
    private final Consumer<Throwable> failed;
    private final AtomicBoolean ended = new AtomicBoolean();
    private boolean diskReported;

    private Node(NodeConfig config, Consumer<Throwable> failed) {
        this.config = config;
        this.settings = new NodeSettings(config);
        this.metrics = new Metrics(config.extensiveMetrics());
        this.self = new MemberIdentity(0, 0);
        this.failed = failed;
    }

    /**
     * Takes part in the cluster at return, and has its addresses. Clients are served from when the cluster knows its name and
     * where clients find it: until then they wait in their connections.
     *
     * @param failed called once, on a thread of the node's own, when it can no longer go on; with a {@link MemberRemovedException}
     *     when it is no member any more
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
        NodeTls tls = NodeTls.of(config);
        Tokens tokens = config.auth().jwt().isPresent() ? JwtTokens.of(config.auth().jwt().get()) : Tokens.SIMPLE;
        directory = DataDirectory.of(config);
        Optional<MemberIdentity> known = directory.identity();
        long blockBytes = settings.walBlockBytes();
        CompletableFuture<Wal> openingWal = inParallel(() -> ChronicleWal.open(directory.wal(), blockBytes));
        opened.add(() -> closeIfOpened(openingWal)); // also when something else of the start fails meanwhile
        Optional<Joining> joining = config.newCluster() || !await(openingWal).recovered().isNew() ? Optional.empty() : Optional.of(join(tls.peers()));
        self = joining.map(Joining::self).or(() -> known).orElseGet(() -> MemberIdentity.ofNewCluster(config));
        Consumer<Event> events = this::post;

        // the transport takes its address while the log is read
        boolean isFounder = self.equals(MemberIdentity.ofNewCluster(config));
        SortedMap<Long, List<URI>> members = joining.map(Joining::members).orElseGet(() -> isFounder ? config.members() : Collections.emptySortedMap());
        transport = HttpPeerTransport.start(settings.transport(self, members, tls.peers()), message -> {
            peerStats.received(message);
            events.accept(new Event.Received(message));
        });
        opened.add(transport);
        FirstStartCalls firstStart = new FirstStartCalls(config.name(), self.memberId(), members.keySet(), joining.isPresent(), transport);
        firstStart.serve(this::answerToAsker);
        Wal wal = await(openingWal);
        FileSnapshotStore snapshots = FileSnapshotStore.open(directory.snapshots());
        boolean isFirst = wal.recovered().isNew();
        if (isFirst) {
            mayBegin(known, joining, firstStart);
            directory.claim(self);
        } else if (known.isEmpty()) {
            directory.claim(self); // of a version that did not write it, when members were those of the flags
        }
        Boot boot = isFirst ? Start.bootstrap(config, wal, snapshots) : Start.recover(config, self, wal, snapshots);

        ExecutorService replies = executor("replies", 1);
        ExecutorService snapshotWork = executor("snapshots", 1);
        ExecutorService longReads = executor("reads", 2, LONG_READS_WAITING_MAX);
        Streams streams = new Streams(events, () -> loop.isOverloaded(), metrics::eventsSent);
        SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong()); // what two lives must not have in common comes from it
        Replica replica = new Replica(settings.replica(self), boot.hardState(), boot.snapshot(), boot.state(), boot.log(), random.split());
        published = replica.published();
        Effects begun = replica.step(System.nanoTime(), List.of()); // applies what is known to be committed
        CorruptionCheck corruption = new CorruptionCheck(self, new HashCalls(transport, settings.requestTimeout()), longReads, metrics);
        transport.members(MemberTables.peerUrls(published.members().values()), published.removedMembers());
        transport.describe(() -> Optional.of(published).filter(now -> !now.removed() && !now.members().isEmpty()).map(now -> MemberTables.of(self, now).toByteString()));
        transport.show(() -> Optional.of(published).filter(now -> !now.members().isEmpty()).map(now -> MembersPage.json(now.members().values())));
        corruption.serve(replica.view(), replica.published());
        if (config.corruptionChecks().initial() && !isFirst) { // one that begins has nothing to compare
            corruption.initial(replica.view(), replica.published());
        }
        walThread = new WalThread(wal, transport, events, mark -> snapshotWork.execute(() -> prune(snapshots, mark)), this::fail, metrics);
        V2Watches v2Watches = new V2Watches(events);
        Heartbeats heartbeats = new Heartbeats(config.heartbeatInterval().multipliedBy(2).toNanos(), metrics::heartbeatLate);
        EffectExecutor effects = new EffectExecutor(config.name(), self.memberId(), transport, walThread, snapshots, calls, streams, v2Watches, peerStats, heartbeats, metrics, replies,
                snapshotWork, events);
        loop = new Loop(replica, settings.tickNanos(), (step, nanos) -> {
            metrics.stepped(step.applied(), nanos);
            carryOut(step, replica, effects);
        }, this::fail);
        ReplicaCalls ways = new ReplicaCalls(new ReplicaCalls.Shared(calls, Admission.ofThisProcess(), events, config.requestBytesMax(), longReads, metrics, () -> isLearner(published)), Claim.NOBODY);
        Executor passwordWork = executor("passwords", 1);
        NodeBackend backend = new NodeBackend(config, ways, streams, () -> published, new LeaderCalls(transport, settings.requestTimeout()), metrics,
                new Passwords(config.auth().bcryptCost(), passwordWork), tokens, random.split());
        backend.serveFollowers();
        metrics.observe(() -> published, settings.quotaBytes());
        metrics.peers().observe(self.memberId(), transport::status, transport::receivedBytes);
        publication = new Publication(self.memberId(), config.name(), config.advertiseClientUrls().stream().map(URI::toString).toList());
        carryOut(begun, replica, effects);
        walThread.start();
        loop.start();
        corruption.serve(ways);
        front = Front.bind(new Front.Options(config.listenClientUrls(), config.listenMetricsUrls(), config.requestBytesMax(), config.electionTimeout(),
                config.clientConnections(), tls.clients()), backend, v2(events, v2Watches, longReads, passwordWork));
        metrics.observe(front);
        opened.add(streams::endAll);
        isKnown.thenRunAsync(guarded(this::serve), work -> daemon(work, "serve").start());
        upkeep(wal, events);
        PeerProbe probe = new PeerProbe(transport, metrics.peers());
        every("probe", Duration.ZERO, PeerProbe.INTERVAL, () -> probe.probe(others()));
        if (!config.corruptionChecks().interval().isZero()) {
            every("corruption-check", config.corruptionChecks().interval(), config.corruptionChecks().interval(), () -> corruption.check(() -> published, ways, events));
        }
    }

    private void serve() {
        Front bound = front;
        if (bound == null) {
            return; // closed meanwhile
        }
        try {
            bound.serve();
            isServing = true;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        LOG.info("{} member={} cluster={} serves clients at {}, peers at {}", config.name(), self.member(),
                self.cluster(), config.listenClientUrls(), config.listenPeerUrls());
    }

    private Joining join(Optional<Tls> tls) throws StartException {
        Start.checkBootstrap(config);
        return Joining.ask(config, tls);
    }

    private Optional<V2Backend> v2(Consumer<Event> events, V2Watches watches, Executor longReads, Executor passwords) {
        return config.enableV2() ? Optional.of(new V2Service(config, self.clusterId(), calls, events, watches, () -> published, longReads, peerStats,
                new Passwords(Passwords.V2_COST, passwords))) : Optional.empty();
    }

    /** A member that lost its disk must not begin as if it had promised nothing. */
    private void mayBegin(Optional<MemberIdentity> known, Optional<Joining> joining, FirstStartCalls peers) throws StartException {
        Start.checkBootstrap(config);
        isFounding = joining.isEmpty();
        if (isFounding && known.isPresent() && !known.get().equals(MemberIdentity.ofNewCluster(config))) {
            throw new StartException("the data in " + config.dataDir() + " belongs to member " + self.member() + " of cluster " + self.cluster()
                    + ", but its write-ahead log is gone: restore it, or remove the member and add a new one");
        }
        Decision decision = joining.map(Joining::isKnown).orElse(false) ? Decision.REFUSE_KNOWN
                : joining.map(Joining::isToldByTheOnlyOther).orElse(false) ? Decision.BEGIN : asked(peers);
        if (decision == Decision.REFUSE_KNOWN) {
            throw new StartException("member " + self.member() + " has already been bootstrapped: its peers know it, but "
                    + config.dataDir() + " is empty. What it promised is lost with its data; restore that, or remove the member and add a new one");
        } else if (decision == Decision.REFUSE_NO_MEMBER) {
            throw new StartException(MemberRemovedException.text(self) + "; add a new one, with a data directory of its own");
        }
    }

    private static Decision asked(FirstStartCalls peers) throws StartException {
        try {
            return peers.ask();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while it asked its peers whether it may begin");
        }
    }

    /** See {@link FirstStart}. No answer while the data is still being read. */
    private CompletableFuture<FirstStart.Answer> answerToAsker(long asker) {
        Published now = published;
        if (now == null) {
            return isFounding ? CompletableFuture.completedFuture(FirstStart.Answer.NOTHING_YET) : CompletableFuture.failedFuture(new IllegalStateException("starting"));
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
        if (!isKnown.isDone() && publication.stands(published)) {
            isKnown.complete(null);
        } else if (published.raft().leader() != before.raft().leader()) {
            publish(this::post); // the new leader will take it, and clients may be waiting for it
        }
        if (published.members() != before.members() || published.removedMembers() != before.removedMembers()) {
            transport.members(MemberTables.peerUrls(published.members().values()), published.removedMembers());
        }
        if (published.removed() && !before.removed()) {
            removed();
        }
    }

    /** What was answered in the same step is on its way. */
    private void removed() {
        try {
            directory.markRemoved(self);
        } catch (IOException failed) {
            LOG.warn("{} could not note that it has been removed: {}", config.name(), failed.getMessage());
        }
        fail(new MemberRemovedException(self));
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
        every("upkeep", Duration.ZERO, UPKEEP, () -> {
            reportDisk(wal, events);
            publish(events);
            events.accept(new Event.V2Clock(V2Service.unixNanos())); // a leader that has --enable-v2 off expires what the others see
        });
    }

    private void every(String name, Duration first, Duration interval, Runnable work) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(threadsWork -> daemon(threadsWork, name));
        opened.add(thread::shutdownNow);
        thread.scheduleWithFixedDelay(guarded(work), first.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
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
        publication.due(published).ifPresent(publish -> events.accept(new Event.Propose(calls.open().number(), publish)));
    }

    private Collection<Long> others() {
        return published.members().keySet().stream().filter(member -> member != self.memberId()).toList();
    }

    private static boolean isLearner(Published now) {
        return now.members().getOrDefault(now.stamp().memberId(), Member.getDefaultInstance()).getIsLearner();
    }

    // ------------------------------------------------------------------ threads, ends

    /** Clients are served, and there is a leader: etcd's ready. */
    public boolean isReady() {
        return isServing && published.raft().leader() != 0;
    }

    /** For tests and tools: the state at the last step. */
    public Published published() {
        return published;
    }

    /** Likewise: each lane to each peer. */
    List<PeerStatus> peers() {
        return transport.status();
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
        if (published.raft().leader() == self.memberId() && published.raft().membership().voters().size() > 1) {
            loop.post(new Event.StepAside());
            long deadline = System.nanoTime() + config.electionTimeout().toNanos();
            while (published.raft().leader() == self.memberId() && System.nanoTime() < deadline) {
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

    /** Bounded by what others are bound by: the calls there are, the windows of streams, one snapshot after the other. */
    private ExecutorService executor(String name, int threads) {
        return executor(name, threads, Integer.MAX_VALUE);
    }

    private ExecutorService executor(String name, int threads, int waitingMax) {
        ExecutorService executor = new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waitingMax), work -> daemon(work, name)) {
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
