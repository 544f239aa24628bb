package io.minos.node.sim;

import io.minos.node.auth.Claim;
import io.minos.node.boot.Boot;
import io.minos.node.boot.FirstStart;
import io.minos.node.raft.Durable;
import io.minos.node.raft.HardState;
import io.minos.node.raft.Message;
import io.minos.node.raft.RaftConfig;
import io.minos.node.raft.RaftStatus;
import io.minos.node.raft.Role;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.replica.Effects;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Effects.Persist;
import io.minos.node.replica.Event;
import io.minos.node.replica.Publication;
import io.minos.node.replica.Replica;
import io.minos.node.replica.ReplicaConfig;
import io.minos.node.sim.EventLog.What;
import io.minos.node.wal.Wal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/**
 * One life of a member, from its start to its death: what {@code runtime.Loop}, {@code EffectExecutor} and {@code Node} do
 * with threads, in simulated time.
 */
final class Life {
    private static final long CLUSTER_ID = 99;
    private static final long UPKEEP_NANOS = 500_000_000L;
    private static final long SNAPSHOT_LOG_BYTES = 1 << 30;
    private static final int UNCOMMITTED_BYTES_MAX = 64 << 20;

    private final SimulatedCluster cluster;
    private final SimulatedMember member;
    private final WorldOptions options;
    private final RandomGenerator random;
    private final Replica replica;
    private final Wal wal;
    private final LogWriter writer;
    private final SnapshotWorker worker;
    private final ConnectedClients clients;
    private final Publication publication;
    private final Runnable wake = this::wake;
    private final Runnable wakeUnlessPaused = () -> unlessPaused(wake);
    private final Runnable tick = this::tick;
    private final Consumer<Message> sending = this::send;
    private final Consumer<Persist> persisting = this::persist;
    private final Consumer<Effects.Reply> replying = this::reply;
    private final Consumer<Effects.WatchSend> telling;

    private boolean over;
    private boolean paused;
    private boolean wakes;
    private long nextTick;
    private List<Event> inbox = new ArrayList<>();
    private List<Event> taken = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();

    // what was last written down of it
    private Role role = Role.FOLLOWER;
    private long term;
    private long leader;
    private long commit;

    Life(SimulatedCluster cluster, SimulatedMember member, int number, Boot boot, Wal wal, RandomGenerator random) {
        this.cluster = cluster;
        this.member = member;
        this.options = cluster.options();
        this.random = random;
        this.wal = wal;
        this.replica = new Replica(config(member), boot.hardState(), boot.snapshot(), boot.state(), boot.log(),
                cluster.randomness().stream("replica", member.id() * 1_000_003 + number));
        this.writer = new LogWriter(this, wal, member.disk());
        this.worker = new SnapshotWorker(this, member.disk(), options.node().snapshotPartBytes());
        this.clients = new ConnectedClients(member.id(), cluster.network(), cluster.agenda(), this::closeWatch);
        this.telling = clients::toWatcher;
        this.publication = member.publication();
        this.nextTick = member.clock().nanos() + options.node().tick();
    }

    private ReplicaConfig config(SimulatedMember of) {
        WorldOptions.Node node = options.node();
        RaftConfig raft = new RaftConfig(of.id(), node.electionTicks(), node.electionSpreadTicks(), node.heartbeatTicks(), true, true,
                node.appendBytesMax(), node.inflightMax(), UNCOMMITTED_BYTES_MAX);
        ReplicaConfig.AutoCompaction compaction = node.compactRetention() == 0 ? ReplicaConfig.AutoCompaction.OFF
                : new ReplicaConfig.AutoCompaction(ReplicaConfig.AutoCompaction.Mode.REVISION, node.compactRetention());
        return new ReplicaConfig(CLUSTER_ID, of.id(), raft, node.tick(), node.electionTicks() * node.tick(), node.requestTimeout(),
                node.quotaBytes(), node.snapshotCount(), SNAPSHOT_LOG_BYTES, node.catchUpEntries(), node.watchFragmentBytes(), node.watchProgress(), compaction,
                ReplicaConfig.TOKEN_TTL_NANOS, true);
    }

    void begin() {
        awaitTick();
        upkeep();
    }

    // ------------------------------------------------------------------ what happens to it

    void end() {
        over = true;
        clients.lose();
    }

    boolean isPaused() {
        return paused;
    }

    void pause() {
        paused = true;
    }

    /**
     * The threads wake in any order: the loop's tick may come before what waited in the sockets, and after it. All ticks that
     * were missed are one.
     */
    void resume() {
        paused = false;
        List<Runnable> work = List.copyOf(held);
        held.clear();
        long waited = wakeNanos();
        work.forEach(each -> later(waited, each));
        if (member.clock().nanos() >= nextTick) {
            awaitTick();
        } else {
            wakeSoon();
        }
    }

    // ------------------------------------------------------------------ clients

    void ask(LongFunction<Event> call, Waiting waiting) {
        long number = clients.call(waiting); // also of one that sleeps: its death breaks the connection
        unlessPaused(() -> {
            record(What.CALL, number, 0);
            post(call.apply(number));
        });
    }

    long openWatch(WatchSink sink, Claim claim) {
        long stream = clients.stream(sink);
        unlessPaused(() -> post(new Event.WatchOpened(stream, claim)));
        return stream;
    }

    void ofWatch(Event.OfWatch event) {
        unlessPaused(() -> {
            if (clients.isOpen(event.stream())) {
                post(event);
            }
        });
    }

    void closeWatch(long stream) {
        unlessPaused(() -> {
            if (clients.close(stream)) {
                post(new Event.WatchClosed(stream));
            }
        });
    }

    /** See {@link FirstStart}; nothing is said while this member does not know. */
    void isKnown(long asker, Consumer<FirstStart.Answer> answer) {
        unlessPaused(() -> FirstStart.atOnce(replica.published(), asker).ifPresentOrElse(answer, () -> askOneself(Event.Read::new, outcome -> {
            if (outcome instanceof Outcome.Granted) {
                answer.accept(FirstStart.afterReading(replica.published(), asker));
            }
        })));
    }

    private void askOneself(LongFunction<Event> call, Consumer<Outcome> answered) {
        post(call.apply(clients.ownCall(new Waiting() {
            @Override
            public void answered(Outcome outcome) {
                answered.accept(outcome);
            }

            @Override
            public void connectionLost() {}
        })));
    }

    // ------------------------------------------------------------------ the loop

    void post(Event event) {
        if (!over) {
            inbox.add(event);
            wakeSoon();
        }
    }

    private void wakeSoon() {
        if (!wakes && !paused) {
            wakes = true;
            cluster.agenda().after(wakeNanos(), wakeUnlessPaused);
        }
    }

    private long wakeNanos() {
        long wakeMax = options.clocks().wakeMax();
        return wakeMax == 0 ? 0 : (random.nextLong() >>> 1) % wakeMax;
    }

    private void awaitTick() {
        cluster.agenda().at(member.clock().whenItShows(nextTick), tick);
    }

    private void tick() {
        if (!over && !paused) {
            wake();
            awaitTick();
        }
    }

    private void wake() {
        wakes = false;
        List<Event> events = inbox;
        inbox = taken;
        taken = events;
        long now = member.clock().nanos();
        if (now >= nextTick) {
            events.add(new Event.Tick());
            nextTick = now + options.node().tick();
        }
        if (!events.isEmpty()) {
            step(now, events);
            events.clear();
        }
    }

    private void step(long now, List<Event> events) {
        Effects effects = stepped(now, events);
        recordChanges(effects);
        for (Observer observer : cluster.observers()) {
            observer.stepped(member, effects);
        }
        carryOut(effects);
        if (replica.isRemoved()) {
            member.removed();
        }
    }

    /** What stops the process in production ends the simulation. */
    private Effects stepped(long now, List<Event> events) {
        try {
            return replica.step(now, events);
        } catch (RuntimeException bug) {
            throw new BrokenPromise("invariant", "n" + member.id() + " in life " + member.life() + " stops with " + bug, bug);
        }
    }

    private void recordChanges(Effects effects) {
        RaftStatus status = replica.status();
        if (status.role() != role || status.term() != term || status.leader() != leader) {
            role = status.role();
            term = status.term();
            leader = status.leader();
            record(What.ROLE, role.ordinal(), term, leader);
        }
        if (status.commit() != commit) {
            commit = status.commit();
            record(What.COMMIT, commit, status.lastIndex(), term);
        }
    }

    private void carryOut(Effects effects) {
        each(effects.sends(), sending);
        each(effects.persists(), persisting);
        each(effects.replies(), replying);
        each(effects.watches(), telling);
        if (effects.concernsSnapshots()) {
            effects.releases().forEach(writer::release);
            effects.snapshots().forEach(worker::save);
            effects.snapshotSends().forEach(worker::send);
            effects.snapshotParts().forEach(worker::store);
        }
        writer.goOn();
    }

    /** Without an iterator: nearly all of these lists are empty, or have one element. */
    private static <T> void each(List<T> list, Consumer<? super T> action) {
        for (int i = 0; i < list.size(); i++) {
            action.accept(list.get(i));
        }
    }

    private void persist(Persist persist) {
        Durable durable = persist.durable();
        if (!durable.isEmpty()) {
            long first = durable.entries().isEmpty() ? 0 : durable.entries().get(0).index();
            long snapshot = durable.snapshot().isPresent() ? durable.snapshot().get().index() : 0;
            HardState state = durable.hardState().orElse(HardState.NONE);
            cluster.log().add(cluster.now(), What.WRITE, member.id(), persist.ticket(), first, durable.entries().size(), state.term(), state.vote(), snapshot);
        }
        writer.persist(persist);
    }

    private void reply(Effects.Reply reply) {
        record(What.REPLY, reply.call(), kindOf(reply.outcome()));
        clients.reply(reply);
    }

    private static int kindOf(Outcome outcome) {
        if (outcome instanceof Outcome.Answer) {
            return 0;
        } else if (outcome instanceof Outcome.Refused) {
            return 1;
        }
        return outcome instanceof Outcome.Granted ? 2 : 3;
    }

    // ------------------------------------------------------------------ upkeep, as Node's

    private void upkeep() {
        post(new Event.DiskSpace(wal.hasReserve()));
        publication.due(replica.published()).ifPresent(publish -> askOneself(call -> new Event.Propose(call, publish), outcome -> { }));
        later(UPKEEP_NANOS, this::upkeep);
    }

    // ------------------------------------------------------------------ for its threads

    Replica replica() {
        return replica;
    }

    long id() {
        return member.id();
    }

    long now() {
        return cluster.now();
    }

    /** In this life only; while it is paused it is held. */
    void later(long nanos, Runnable work) {
        cluster.agenda().after(nanos, () -> unlessPaused(work));
    }

    private void unlessPaused(Runnable work) {
        if (over) {
            return;
        }
        if (paused) {
            held.add(work);
        } else {
            work.run();
        }
    }

    void send(Message message) {
        for (Observer observer : cluster.observers()) {
            observer.sent(member, message);
        }
        cluster.log().message(cluster.now(), What.SEND, member.id(), message.to(), message);
        cluster.send(message);
    }

    /** From the network. */
    void receive(Message message) {
        if (paused) {
            held.add(() -> received(message));
        } else if (!over) {
            received(message);
        }
    }

    private void received(Message message) {
        cluster.log().message(cluster.now(), What.RECV, member.id(), message.from(), message);
        post(new Event.Received(message));
    }

    void persisted(Persist persist) {
        for (Observer observer : cluster.observers()) {
            observer.persisted(member, persist);
        }
        List<Message> afterwards = persist.afterwards();
        for (int i = 0; i < afterwards.size(); i++) {
            send(afterwards.get(i));
        }
        post(new Event.Persisted(persist.ticket()));
    }

    void released(SnapshotMark mark) {
        worker.prune(mark);
    }

    void record(What what, long a, long b) {
        cluster.log().add(cluster.now(), what, member.id(), a, b);
    }

    void record(What what, long a, long b, long c) {
        cluster.log().add(cluster.now(), what, member.id(), a, b, c);
    }
}
