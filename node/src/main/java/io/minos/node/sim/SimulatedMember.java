package io.minos.node.sim;

import io.minos.etcd.api.Member;
import io.minos.etcd.api.WatchRequest;
import io.minos.node.apply.StateMachine;
import io.minos.node.auth.Claim;
import io.minos.node.boot.Boot;
import io.minos.node.boot.FirstStart;
import io.minos.node.mvcc.View;
import io.minos.node.raft.Message;
import io.minos.node.raft.RaftStatus;
import io.minos.node.replica.Event;
import io.minos.node.replica.Publication;
import io.minos.node.replica.Published;
import io.minos.node.sim.EventLog.What;
import io.minos.node.wal.LogEnd;
import io.minos.node.wal.MemoryWal;
import io.minos.node.wal.Recovered;
import io.minos.node.wal.WalOpenException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/** A member, its disk and its clock. It has as many lives as it is started; the disk and the clock outlive them. */
public final class SimulatedMember {
    private final SimulatedCluster cluster;
    private final long id;
    private final List<Member> founders;
    private final RandomGenerator random;
    private final MemberClock clock;
    private final SimulatedDisk disk;
    private Optional<Life> life = Optional.empty();
    private Optional<Asking> asking = Optional.empty();
    private Optional<String> refusal = Optional.empty();
    private boolean removed;
    private int lives;

    /** @param founders those a new cluster begins with; empty for a member that joins a running one */
    private SimulatedMember(SimulatedCluster cluster, long id, List<Member> founders) {
        this.cluster = cluster;
        this.id = id;
        this.founders = founders;
        this.random = cluster.randomness().stream("member", id);
        this.clock = new MemberClock(cluster.agenda(), cluster.options().clocks().driftMax() * (2 * random.nextDouble() - 1));
        this.disk = new SimulatedDisk(cluster.options().disk(), cluster.randomness().stream("disk", id));
    }

    /** One of those a cluster begins with; it has begun already, so that nobody need be asked at the beginning of the world. */
    static SimulatedMember ofNewCluster(SimulatedCluster cluster, long id, List<Long> founders) {
        SimulatedMember member = new SimulatedMember(cluster, id, founders.stream().map(SimulatedMember::described).toList());
        member.format();
        return member;
    }

    static SimulatedMember joining(SimulatedCluster cluster, long id) {
        SimulatedMember member = new SimulatedMember(cluster, id, List.of());
        member.format();
        return member;
    }

    private static Member described(long id) {
        return Member.newBuilder().setID(id).setName("n" + id).addPeerURLs("http://n" + id).build();
    }

    private void format() {
        try (MemoryWal wal = disk.open()) {
            firstBoot().writeTo(wal, disk.snapshots());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private Boot firstBoot() {
        return founders.isEmpty() ? Boot.joining() : Boot.ofNewCluster(founders);
    }

    Publication publication() {
        return new Publication(id, "n" + id, List.of("http://n" + id + ":2379"));
    }

    // ------------------------------------------------------------------ what it is

    public long id() {
        return id;
    }

    public boolean isUp() {
        return life.isPresent();
    }

    public boolean isPaused() {
        return life.isPresent() && life.get().isPaused();
    }

    /** The cluster has removed it, and it knows: it stopped, and does not start again. */
    public boolean isRemoved() {
        return removed;
    }

    /** How often it has been started. */
    public int life() {
        return lives;
    }

    /** Why it did not start when it was last told to: its disk is damaged, or empty where it must not be. */
    public Optional<String> refusal() {
        return refusal;
    }

    public MemberClock clock() {
        return clock;
    }

    SimulatedDisk disk() {
        return disk;
    }

    /** How often its disk had no room for something. */
    public long diskRefusals() {
        return disk.refusals();
    }

    /** How often its disk was slower than it should be. */
    public long slowSyncs() {
        return disk.slowSyncs();
    }

    /** What is durable on its disk at this moment, whatever it believes. */
    public LogEnd durable() {
        return disk.log().durable();
    }

    /** Only while it is up. */
    public RaftStatus status() {
        return running().replica().status();
    }

    public Published published() {
        return running().replica().published();
    }

    /** Its state as it is, however old. */
    public View view() {
        return running().replica().view();
    }

    /** The same, for those who look at all of it; only while it is up. */
    public StateMachine state() {
        return running().replica().state();
    }

    /** The world's time, not its clock's. */
    public long now() {
        return cluster.now();
    }

    private Life running() {
        return life.orElseThrow(() -> new IllegalStateException("member " + id + " is down"));
    }

    // ------------------------------------------------------------------ life and death

    /**
     * Starts it, unless it is up or has been removed. With an empty disk it asks the others first, and is up, or refuses, a
     * little later. A {@link #refusal} leaves it down.
     */
    public void start() {
        if (isUp() || asking.isPresent() || removed) {
            return;
        }
        refusal = Optional.empty();
        try {
            MemoryWal wal = disk.open();
            if (wal.recovered().isNew()) {
                ask(wal);
            } else {
                begin(wal);
            }
        } catch (WalOpenException damaged) {
            if (!disk.log().isDamaged()) {
                throw new BrokenPromise("restartable", "member " + id + " refuses its log, which nothing has damaged: " + damaged.getMessage());
            }
            refuse(damaged.getMessage());
        }
    }

    private void refuse(String why) {
        refusal = Optional.of(why);
        record(What.REFUSE, lives, 0);
    }

    private void ask(MemoryWal wal) {
        record(What.ASK, lives, cluster.members().size());
        Asking begun = new Asking(cluster, this, decision -> {
            asking = Optional.empty();
            switch (decision) {
                case BEGIN -> beginAnew(wal);
                case REFUSE_KNOWN -> refuse("member n" + id + " has already been bootstrapped");
                default -> refuse("member n" + id + " has been removed from the cluster");
            }
        });
        asking = Optional.of(begun);
        begun.round();
    }

    private void beginAnew(MemoryWal wal) {
        try {
            firstBoot().writeTo(wal, disk.snapshots());
            begin(disk.open());
        } catch (IOException full) {
            refuse("no space to begin: " + full.getMessage());
        }
    }

    private void begin(MemoryWal wal) {
        Recovered recovered = wal.recovered();
        Boot boot = recovered(recovered);
        lives++;
        Life next = new Life(cluster, this, lives, boot, wal, random);
        life = Optional.of(next);
        cluster.log().add(cluster.now(), What.START, id, lives, boot.snapshot().index(), boot.snapshot().index() + boot.log().size(),
                boot.hardState().term(), boot.hardState().vote(), 0);
        for (Observer observer : cluster.observers()) {
            observer.started(this, recovered);
        }
        next.begin();
    }

    private Boot recovered(Recovered recovered) {
        try {
            return Boot.recover(recovered, disk.snapshots(), founders, (mark, how) -> { })
                    .orElseThrow(() -> new BrokenPromise("restartable", "no whole snapshot of member " + id + " fits its log"));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** As SIGKILL: what was written is there after a restart, synced or not. */
    public void kill() {
        end(0);
    }

    /** The machine loses power, its process dead or alive: what was not synced is lost, kept or torn. */
    public void powerCut() {
        end(1);
        disk.powerCut();
    }

    private void end(int power) {
        asking.ifPresent(Asking::end);
        asking = Optional.empty();
        life.ifPresent(ending -> {
            life = Optional.empty();
            record(What.DIE, lives, power);
            for (Observer observer : cluster.observers()) {
                observer.died(this);
            }
            ending.end();
        });
    }

    /** Its process ends by itself, see {@link Published#removed}. */
    void removed() {
        removed = true;
        end(0);
    }

    /** As SIGSTOP: nothing is done, and the clocks go on. What comes is held for {@link #resume}. */
    public void pause() {
        life.filter(awake -> !awake.isPaused()).ifPresent(awake -> {
            awake.pause();
            record(What.PAUSE, lives, 0);
        });
    }

    public void resume() {
        life.filter(Life::isPaused).ifPresent(asleep -> {
            record(What.RESUME, lives, 0);
            asleep.resume();
        });
    }

    // ------------------------------------------------------------------ its disk: all of this outlives lives

    /** Nothing more fits on it, or again. */
    public void fill(boolean full) {
        disk.fill(full);
    }

    /** Every sync, and what is done with snapshots, takes so many times as long; 1 as it should. */
    public void slowDisk(int factor) {
        disk.slowness(factor);
    }

    /** One bit of an old durable record flips; only while it is down. Returns false if there is none such. */
    public boolean flipBit() {
        return !isUp() && disk.flip();
    }

    /** The disk is lost, and replaced by an empty one; only while it is down. */
    public void wipe() {
        if (isUp()) {
            throw new IllegalStateException("member " + id + " is up: its disk cannot be replaced");
        }
        disk.wipe();
        for (Observer observer : cluster.observers()) {
            observer.wiped(this);
        }
    }

    // ------------------------------------------------------------------ clients

    /**
     * A call, as it arrives at the member; the way there is the client's affair ({@link Network#carry}), the way back is not.
     *
     * @return false if nobody listens
     */
    public boolean ask(LongFunction<Event> call, Waiting waiting) {
        life.ifPresent(running -> running.ask(call, waiting));
        return life.isPresent();
    }

    /** Opens a stream: its number in this life, or empty if nobody listens. */
    public Optional<Long> openWatch(WatchSink sink) {
        return openWatch(sink, Claim.NOBODY);
    }

    public Optional<Long> openWatch(WatchSink sink, Claim claim) {
        return life.map(running -> running.openWatch(sink, claim));
    }

    public void requestWatch(long stream, WatchRequest request) {
        life.ifPresent(running -> running.ofWatch(new Event.WatchRequested(stream, request)));
    }

    /** The client has read so many responses. */
    public void watchDelivered(long stream, int responses) {
        life.ifPresent(running -> running.ofWatch(new Event.WatchDelivered(stream, responses)));
    }

    public void closeWatch(long stream) {
        life.ifPresent(running -> running.closeWatch(stream));
    }

    /** Somebody asks it, if it leads, to let another lead. */
    public void stepAside() {
        life.ifPresent(running -> running.post(new Event.StepAside()));
    }

    // ------------------------------------------------------------------ peers

    void receive(Message message) {
        if (life.isPresent()) {
            life.get().receive(message);
        }
    }

    /** Another with an empty disk asks, see {@link FirstStart}; no answer if this one is down or does not know. */
    void isKnown(long asker, Consumer<FirstStart.Answer> answer) {
        if (asking.isPresent()) {
            answer.accept(FirstStart.Answer.NOTHING_YET);
        }
        life.ifPresent(running -> running.isKnown(asker, answer));
    }

    private void record(What what, long a, long b) {
        cluster.log().add(cluster.now(), what, id, a, b);
    }
}
