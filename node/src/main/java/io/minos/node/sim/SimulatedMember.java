package io.minos.node.sim;

import io.minos.etcd.api.Member;
import io.minos.etcd.api.WatchRequest;
import io.minos.node.apply.StateMachine;
import io.minos.node.mvcc.View;
import io.minos.node.raft.Durable;
import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.Membership;
import io.minos.node.raft.Message;
import io.minos.node.raft.RaftConfig;
import io.minos.node.raft.RaftStatus;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.replica.Effects;
import io.minos.node.replica.Effects.Persist;
import io.minos.node.replica.Effects.WatchSend;
import io.minos.node.replica.Event;
import io.minos.node.replica.Published;
import io.minos.node.replica.Replica;
import io.minos.node.replica.ReplicaConfig;
import io.minos.node.sim.EventLog.What;
import io.minos.node.snapshot.MemorySnapshotStore;
import io.minos.node.wal.MemoryDisk;
import io.minos.node.wal.MemoryWal;
import io.minos.node.wal.Recovered;
import io.minos.node.wal.WalOpenException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/** A member, its disk and its clock. It has as many lives as it is started; the disk and the clock outlive them. */
public final class SimulatedMember {
    private static final long CLUSTER_ID = 99;
    private static final long UPKEEP_NANOS = 500_000_000L;

    private final SimulatedCluster cluster;
    private final long id;
    private final WorldOptions options;
    private final RandomGenerator random;
    private final MemberClock clock;
    private final MemoryDisk disk = new MemoryDisk();
    private MemoryWal wal = opened();
    private final MemorySnapshotStore snapshots = new MemorySnapshotStore();

    // this life
    private int life;
    private boolean up;
    private boolean paused;
    private boolean wakes;
    private long nextTick;
    private Replica replica;
    private LogWriter writer;
    private SnapshotWorker worker;
    private final List<Event> inbox = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private final SortedMap<Long, Waiting> calls = new TreeMap<>();
    private final SortedMap<Long, WatchSink> streams = new TreeMap<>();
    private long lastNumber;

    private SimulatedMember(SimulatedCluster cluster, long id) {
        this.cluster = cluster;
        this.id = id;
        this.options = cluster.options();
        this.random = cluster.randomness().stream("member", id);
        this.clock = new MemberClock(cluster.agenda(), options.clocks().driftMax() * (2 * random.nextDouble() - 1));
    }

    /** One of those a cluster begins with; see {@code runtime.Boot}. */
    static SimulatedMember ofNewCluster(SimulatedCluster cluster, long id, List<Long> voters) {
        SimulatedMember member = new SimulatedMember(cluster, id);
        StateMachine state = StateMachine.ofNewCluster(voters.stream().map(SimulatedMember::described).toList());
        member.format(new SnapshotMark(voters.size(), 1, Membership.ofVoters(voters)), state, new HardState(1, 0, voters.size()));
        return member;
    }

    private static Member described(long id) {
        return Member.newBuilder().setID(id).setName("n" + id).addPeerURLs("http://n" + id).build();
    }

    static SimulatedMember joining(SimulatedCluster cluster, long id) {
        SimulatedMember member = new SimulatedMember(cluster, id);
        member.format(new SnapshotMark(0, 0, Membership.ofVoters(List.of())), new StateMachine(), HardState.NONE);
        return member;
    }

    private void format(SnapshotMark mark, StateMachine state, HardState hardState) {
        try {
            snapshots.save(mark, state.capture()::writeTo);
            wal.append(new Durable(Optional.of(mark), List.of(), Optional.of(hardState)));
            wal.sync();
            wal = opened();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    // ------------------------------------------------------------------ what it is

    public long id() {
        return id;
    }

    public boolean isUp() {
        return up;
    }

    public boolean isPaused() {
        return paused;
    }

    /** How often it has been started. */
    public int life() {
        return life;
    }

    public MemberClock clock() {
        return clock;
    }

    /** Only while it is up. */
    public RaftStatus status() {
        return replica.status();
    }

    public Published published() {
        return replica.published();
    }

    /** Its state as it is, however old. */
    public View view() {
        return replica.view();
    }

    /** The same, for those who look at all of it; only while it is up. */
    public StateMachine state() {
        return replica.state();
    }

    // ------------------------------------------------------------------ life and death

    public void start() {
        if (up) {
            return;
        }
        Recovered recovered = wal.recovered();
        SnapshotMark mark = base(recovered);
        List<Entry> log = recovered.log().stream().filter(entry -> entry.index() > mark.index()).toList();
        replica = new Replica(config(), recovered.hardState(), mark, restored(mark), log, cluster.randomness().stream("replica", id * 1_000_003 + life));
        writer = new LogWriter(this, wal);
        worker = new SnapshotWorker(this, snapshots, options.node().snapshotPartBytes());
        up = true;
        life++;
        nextTick = clock.nanos() + options.node().tick();
        record(What.START, life, mark.index() + log.size());
        for (Observer observer : cluster.observers()) {
            observer.started(this, recovered);
        }
        awaitTick();
        upkeep();
    }

    private ReplicaConfig config() {
        WorldOptions.Node node = options.node();
        RaftConfig raft = new RaftConfig(id, node.electionTicks(), node.electionSpreadTicks(), node.heartbeatTicks(), true, true,
                node.appendBytesMax(), node.inflightMax(), 64 << 20);
        ReplicaConfig.AutoCompaction compaction = node.compactRetention() == 0 ? ReplicaConfig.AutoCompaction.OFF
                : new ReplicaConfig.AutoCompaction(ReplicaConfig.AutoCompaction.Mode.REVISION, node.compactRetention());
        return new ReplicaConfig(CLUSTER_ID, id, raft, clock.wallMillis(), node.tick(), node.electionTicks() * node.tick(), node.requestTimeout(),
                node.quotaBytes(), node.snapshotCount(), 1 << 30, node.catchUpEntries(), node.watchFragmentBytes(), compaction);
    }

    private MemoryWal opened() {
        try {
            return disk.open();
        } catch (WalOpenException damaged) {
            throw new BrokenPromise("restartable", damaged.getMessage());
        }
    }

    private SnapshotMark base(Recovered recovered) {
        for (SnapshotMark mark : snapshots.list()) {
            boolean begins = recovered.snapshot().filter(base -> base.index() == mark.index() && base.term() == mark.term()).isPresent();
            if (begins || recovered.log().stream().anyMatch(entry -> entry.index() == mark.index() && entry.term() == mark.term())) {
                return mark;
            }
        }
        throw new BrokenPromise("restartable", "no whole snapshot of member " + id + " fits its log");
    }

    private StateMachine restored(SnapshotMark mark) {
        try (InputStream in = snapshots.open(mark)) {
            return StateMachine.restore(in);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** As SIGKILL: what was written is there after a restart, synced or not. */
    public void kill() {
        if (up) {
            die();
            wal = opened();
        }
    }

    /** The machine loses power: what was not synced is lost, kept or torn. */
    public void powerCut() {
        if (up) {
            die();
            disk.crash(random);
            wal = opened();
            snapshots.crash();
        }
    }

    private void die() {
        up = false;
        paused = false;
        wakes = false;
        inbox.clear();
        held.clear();
        record(What.DIE, life, 0);
        cluster.observers().forEach(observer -> observer.died(this));
        List<Waiting> waiting = new ArrayList<>(calls.values());
        List<WatchSink> watching = new ArrayList<>(streams.values());
        calls.clear();
        streams.clear();
        waiting.forEach(call -> toClient(call::connectionLost));
        watching.forEach(sink -> toClient(sink::ended));
    }

    /** As SIGSTOP: nothing is done, and the clocks go on. What comes is held for {@link #resume}. */
    public void pause() {
        paused = up;
    }

    public void resume() {
        if (paused) {
            paused = false;
            List<Runnable> work = List.copyOf(held);
            held.clear();
            work.forEach(Runnable::run);
            if (clock.nanos() >= nextTick) {
                wake(); // the tick that was missed, after all that waited
                awaitTick();
            } else {
                wakeSoon();
            }
        }
    }

    /** Nothing more fits on the disk. It outlives lives. */
    public void fill(boolean full) {
        disk.full(full);
        snapshots.full(full);
    }

    // ------------------------------------------------------------------ clients

    /**
     * A call, as it arrives at the member; the way there is the client's affair ({@link Network#carry}), the way back is not.
     *
     * @return false if nobody listens
     */
    public boolean ask(LongFunction<Event> call, Waiting waiting) {
        if (!up) {
            return false;
        }
        calls.put(++lastNumber, waiting);
        post(call.apply(lastNumber));
        return true;
    }

    /** Opens a stream: its number in this life, or empty if nobody listens. */
    public Optional<Long> openWatch(WatchSink sink) {
        if (!up) {
            return Optional.empty();
        }
        streams.put(++lastNumber, sink);
        post(new Event.WatchOpened(lastNumber));
        return Optional.of(lastNumber);
    }

    public void requestWatch(long stream, WatchRequest request) {
        if (up && streams.containsKey(stream)) {
            post(new Event.WatchRequested(stream, request));
        }
    }

    /** The client has read so many responses. */
    public void watchDelivered(long stream, int responses) {
        if (up && streams.containsKey(stream)) {
            post(new Event.WatchDelivered(stream, responses));
        }
    }

    public void closeWatch(long stream) {
        if (up && streams.remove(stream) != null) {
            post(new Event.WatchClosed(stream));
        }
    }

    // ------------------------------------------------------------------ the loop

    void post(Event event) {
        if (up) {
            inbox.add(event);
            wakeSoon();
        }
    }

    private void wakeSoon() {
        if (!wakes && !paused) {
            wakes = true;
            long wakeMax = options.clocks().wakeMax();
            later(wakeMax == 0 ? 0 : random.nextLong(wakeMax), this::wake);
        }
    }

    private void awaitTick() {
        int inLife = life;
        cluster.agenda().at(clock.whenItShows(nextTick), () -> {
            if (up && life == inLife && !paused) {
                wake();
                awaitTick();
            }
        });
    }

    private void wake() {
        wakes = false;
        List<Event> events = new ArrayList<>(inbox);
        inbox.clear();
        if (clock.nanos() >= nextTick) {
            events.add(new Event.Tick());
            nextTick = clock.nanos() + options.node().tick();
        }
        if (!events.isEmpty()) {
            step(events);
        }
    }

    private void step(List<Event> events) {
        Effects effects = stepped(events);
        record(What.STEP, events.size(), replica.status().term());
        for (Observer observer : cluster.observers()) {
            observer.stepped(this, effects);
        }
        carryOut(effects);
    }

    /** What stops the process in production ends the simulation. */
    private Effects stepped(List<Event> events) {
        try {
            return replica.step(clock.nanos(), events);
        } catch (RuntimeException bug) {
            throw new BrokenPromise("invariant", "n" + id + " in life " + life + " stops with " + bug, bug);
        }
    }

    private void carryOut(Effects effects) {
        effects.sends().forEach(this::send);
        effects.persists().forEach(writer::persist);
        effects.releases().forEach(writer::release);
        effects.snapshots().forEach(worker::save);
        effects.snapshotSends().forEach(worker::send);
        effects.snapshotParts().forEach(worker::store);
        effects.replies().forEach(this::reply);
        effects.watches().forEach(this::toWatcher);
    }

    private void reply(Effects.Reply reply) {
        Waiting waiting = calls.remove(reply.call());
        if (waiting == null) {
            throw new BrokenPromise("one-answer-a-call", "member " + id + " answered call " + reply.call() + " again: " + reply.outcome());
        }
        record(What.REPLY, reply.call(), reply.outcome() instanceof Effects.Outcome.Refused ? 1 : 0);
        toClient(() -> waiting.answered(reply.outcome()));
    }

    private void toWatcher(WatchSend send) {
        WatchSink sink = streams.get(send.stream());
        if (sink == null) {
            return; // closed by the client while this was under way
        }
        if (send instanceof WatchSend.Response response) {
            toClient(() -> sink.response(response.response()));
        } else {
            streams.remove(send.stream());
            toClient(sink::ended);
        }
    }

    private void toClient(Runnable arrive) {
        cluster.network().carry(id, Network.CLIENTS, arrive);
    }

    // ------------------------------------------------------------------ for the threads of a life

    public long now() {
        return cluster.now();
    }

    /** In this life only; while it is paused it is held. */
    void later(long nanos, Runnable work) {
        int inLife = life;
        cluster.agenda().after(nanos, () -> {
            if (up && life == inLife) {
                if (paused) {
                    held.add(work);
                } else {
                    work.run();
                }
            }
        });
    }

    long syncNanos() {
        long mean = options.disk().syncMean();
        return mean == 0 ? 0 : mean / 10 + random.nextLong(2 * mean);
    }

    void send(Message message) {
        for (Observer observer : cluster.observers()) {
            observer.sent(this, message);
        }
        record(What.SEND, message.to(), message.term());
        cluster.network().send(message, () -> cluster.member(message.to()).receive(message));
    }

    private void receive(Message message) {
        if (up) {
            record(What.ARRIVE, message.from(), message.term());
            post(new Event.Received(message));
        }
    }

    void persisted(Persist persist) {
        record(What.PERSIST, persist.ticket(), persist.durable().entries().size());
        for (Observer observer : cluster.observers()) {
            observer.persisted(this, persist);
        }
        persist.afterwards().forEach(this::send);
        post(new Event.Persisted(persist.ticket()));
    }

    void released(SnapshotMark mark) {
        snapshots.prune(mark, 1);
    }

    private void upkeep() {
        later(UPKEEP_NANOS, () -> {
            post(new Event.DiskSpace(wal.hasReserve()));
            upkeep();
        });
    }

    private void record(What what, long a, long b) {
        cluster.log().add(cluster.now(), what, id, a, b);
    }
}
