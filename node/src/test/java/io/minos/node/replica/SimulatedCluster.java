package io.minos.node.replica;

import io.minos.node.apply.StateMachine;
import io.minos.node.raft.Durable;
import io.minos.node.raft.Entry;
import io.minos.node.raft.HardState;
import io.minos.node.raft.Membership;
import io.minos.node.raft.Message;
import io.minos.node.raft.RaftConfig;
import io.minos.node.raft.Role;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.replica.Effects.Persist;
import io.minos.node.replica.Effects.Reply;
import io.minos.node.replica.Effects.WatchSend;
import io.minos.node.wal.MemoryDisk;
import io.minos.node.wal.MemoryWal;
import io.minos.node.wal.NoSpaceException;
import io.minos.node.wal.Recovered;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/** Replicas on a network, disks and a clock that exist in memory: one seed decides everything. */
final class SimulatedCluster {
    static final long MILLI = 1_000_000L;
    private static final int PART_BYTES = 4 << 10;
    private static final long FULL_DISK_RETRY_NANOS = 100 * MILLI;
    private static final long UPKEEP_NANOS = 500 * MILLI;

    private record Occasion(long nanos, long order, Runnable action) {}

    record Link(long from, long to) {}

    private final RandomGenerator random;
    private final PriorityQueue<Occasion> agenda = new PriorityQueue<>(Comparator.comparingLong(Occasion::nanos).thenComparingLong(Occasion::order));
    final SortedMap<Long, Member> members = new TreeMap<>();
    final Set<Link> cut = new HashSet<>();
    double loss;
    private final BiConsumer<Member, Reply> replies;
    private final BiConsumer<Member, WatchSend> watches;
    private final long snapshotCount;
    private long now;
    private long order;

    SimulatedCluster(RandomGenerator random, int size, long snapshotCount, BiConsumer<Member, Reply> replies, BiConsumer<Member, WatchSend> watches) {
        this.random = random;
        this.snapshotCount = snapshotCount;
        this.replies = replies;
        this.watches = watches;
        List<Long> ids = java.util.stream.LongStream.rangeClosed(1, size).boxed().toList();
        ids.forEach(id -> members.put(id, new Member(id, ids)));
    }

    long now() {
        return now;
    }

    /** A member with an empty disk, running, that no other knows yet: the one to be added. */
    Member join(long id) {
        Member member = new Member(id);
        members.put(id, member);
        return member;
    }

    void at(long nanos, Runnable action) {
        agenda.add(new Occasion(nanos, order++, action));
    }

    void after(long nanos, Runnable action) {
        at(now + nanos, action);
    }

    void runUntil(long nanos) {
        while (!agenda.isEmpty() && agenda.peek().nanos() <= nanos) {
            Occasion next = agenda.poll();
            now = next.nanos();
            next.action().run();
        }
        now = nanos;
    }

    private void carry(Message message) {
        boolean lost = random.nextDouble() < loss || cut.contains(new Link(message.from(), message.to()));
        if (!lost) {
            after(MILLI / 5 + random.nextLong(3 * MILLI), () -> {
                if (!cut.contains(new Link(message.from(), message.to()))) {
                    Optional.ofNullable(members.get(message.to())).ifPresent(to -> to.step(new Event.Received(message)));
                }
            });
        }
    }

    /** A member, its disk, and whether it runs. */
    final class Member {
        final long id;
        final List<SnapshotMark> releases = new ArrayList<>();
        private final MemoryDisk disk = new MemoryDisk();
        private MemoryWal wal = opened();
        private final SortedMap<Long, SnapshotMark> marks = new TreeMap<>();
        private final SortedMap<Long, byte[]> snapshots = new TreeMap<>();
        private ByteArrayOutputStream incoming = new ByteArrayOutputStream();
        private Replica replica;
        private boolean up;
        private int life;
        private long diskFreeAt;
        private boolean full;
        private final ArrayDeque<Persist> waitingForSpace = new ArrayDeque<>();
        private boolean paused;
        private final List<Event> heldEvents = new ArrayList<>();
        private final List<Runnable> heldWork = new ArrayList<>();

        Member(long id, List<Long> voters) {
            this.id = id;
            StateMachine state = StateMachine.ofNewCluster(voters.stream()
                    .map(voter -> io.minos.etcd.api.Member.newBuilder().setID(voter).setName("n" + voter).addPeerURLs("http://n" + voter).build()).toList());
            format(new SnapshotMark(voters.size(), 1, Membership.ofVoters(voters)), state, new HardState(1, 0, voters.size()));
        }

        Member(long id) {
            this.id = id;
            format(new SnapshotMark(0, 0, Membership.ofVoters(List.of())), new StateMachine(), HardState.NONE);
        }

        private void format(SnapshotMark mark, StateMachine state, HardState hardState) {
            save(mark, bytes(state.capture()::writeTo));
            try {
                wal.append(new Durable(Optional.of(mark), List.of(), Optional.of(hardState)));
                wal.sync();
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            wal = opened();
            start();
        }

        private MemoryWal opened() {
            try {
                return disk.open();
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }

        boolean isUp() {
            return up;
        }

        /** How often it has been started. */
        int life() {
            return life;
        }

        boolean isPaused() {
            return paused;
        }

        /** As SIGSTOP: nothing is done, and the clock goes on. What comes is held for {@link #resume}. */
        void pause() {
            paused = up;
        }

        /** It learns of all that came, and of the time that went by, in one step, as a loop that wakes does. */
        void resume() {
            if (paused) {
                List<Runnable> work = List.copyOf(heldWork);
                heldWork.clear();
                work.forEach(Runnable::run);
                List<Event> events = new ArrayList<>(heldEvents);
                heldEvents.clear();
                events.add(new Event.Tick());
                paused = false;
                carryOut(replica.step(now, events));
            }
        }

        /** Nothing more fits on the disk. It outlives crashes. */
        void full(boolean value) {
            full = value;
            disk.full(value);
        }

        StateMachine currentState() {
            return replica.state();
        }

        Published published() {
            return replica.published();
        }

        void start() {
            Recovered recovered = wal.recovered();
            SnapshotMark mark = marks.values().stream().filter(candidate -> isPartOf(recovered, candidate)).max(Comparator.comparingLong(SnapshotMark::index)).orElseThrow();
            List<Entry> log = recovered.log().stream().filter(entry -> entry.index() > mark.index()).toList();
            RaftConfig raft = new RaftConfig(id, 100, 50, 10, true, true, 16 << 10, 64, 64 << 20);
            ReplicaConfig config = new ReplicaConfig(99, id, raft, 10 * MILLI, 1_000 * MILLI, 7_000 * MILLI, -1, snapshotCount, 1 << 30, 20, 1 << 20, ReplicaConfig.AutoCompaction.OFF);
            replica = new Replica(config, recovered.hardState(), mark, state(snapshots.get(mark.index())), log, new java.util.SplittableRandom(random.nextLong()));
            up = true;
            life++;
            diskFreeAt = now;
            tick(life);
            upkeep(life);
        }

        private boolean isPartOf(Recovered recovered, SnapshotMark mark) {
            return recovered.snapshot().filter(base -> base.index() == mark.index() && base.term() == mark.term()).isPresent()
                    || recovered.log().stream().anyMatch(entry -> entry.index() == mark.index() && entry.term() == mark.term());
        }

        /** The power fails: what was not synced is lost, kept or torn. */
        void crash() {
            if (up) {
                up = false;
                paused = false;
                heldEvents.clear();
                heldWork.clear();
                waitingForSpace.clear();
                disk.crash(random);
                wal = opened();
                incoming = new ByteArrayOutputStream();
            }
        }

        private void tick(int inLife) {
            after(10 * MILLI, () -> {
                if (up && life == inLife) {
                    if (!paused) {
                        step(new Event.Tick());
                    }
                    tick(inLife);
                }
            });
        }

        private void upkeep(int inLife) {
            after(UPKEEP_NANOS, () -> {
                if (up && life == inLife) {
                    step(new Event.DiskSpace(wal.hasReserve()));
                    upkeep(inLife);
                }
            });
        }

        void step(Event event) {
            if (paused) {
                heldEvents.add(event);
            } else if (up) {
                carryOut(replica.step(now, List.of(event)));
            }
        }

        private void carryOut(Effects effects) {
            effects.sends().forEach(SimulatedCluster.this::carry);
            effects.persists().forEach(this::persist);
            effects.snapshots().forEach(save -> onDisk(() -> {
                if (full) {
                    step(new Event.SnapshotFailed(save.mark()));
                    return;
                }
                save(save.mark(), bytes(save.state()::writeTo));
                step(new Event.SnapshotSaved(save.mark()));
            }));
            effects.releases().forEach(mark -> onDisk(() -> {
                releases.add(mark);
                try {
                    wal.release(mark);
                } catch (IOException impossible) {
                    throw new UncheckedIOException(impossible);
                }
            }));
            effects.snapshotSends().forEach(send -> {
                byte[] file = snapshots.get(send.mark().index());
                int end = (int) Math.min(file.length, send.offset() + PART_BYTES);
                carry(new Message.InstallSnapshot(id, send.to(), send.term(), send.mark(), send.offset(),
                        com.google.protobuf.ByteString.copyFrom(file, (int) send.offset(), end - (int) send.offset()), end == file.length));
            });
            effects.snapshotParts().forEach(part -> onDisk(() -> {
                if (full) {
                    step(new Event.SnapshotPartFailed(part.mark()));
                    return;
                }
                if (part.offset() == 0) {
                    incoming = new ByteArrayOutputStream();
                }
                incoming.writeBytes(part.data().toByteArray());
                if (part.last()) {
                    save(part.mark(), incoming.toByteArray());
                }
                step(new Event.SnapshotPartStored(part.mark(), part.offset() + part.data().size()));
                if (part.last()) {
                    step(new Event.SnapshotReceived(part.mark(), state(incoming.toByteArray())));
                }
            }));
            effects.replies().forEach(reply -> replies.accept(this, reply));
            effects.watches().forEach(send -> watches.accept(this, send));
        }

        /** Written now, synced a little later; a crash in between leaves it to chance. On a full disk it waits, and all after it. */
        private void persist(Persist persist) {
            if (!waitingForSpace.isEmpty() || !append(persist)) {
                waitingForSpace.add(persist);
                if (waitingForSpace.size() == 1) {
                    retry(life);
                }
            }
        }

        private void retry(int inLife) {
            after(FULL_DISK_RETRY_NANOS, () -> {
                if (life == inLife && up) {
                    step(new Event.DiskSpace(false));
                    while (!paused && !waitingForSpace.isEmpty() && append(waitingForSpace.peek())) {
                        waitingForSpace.poll();
                    }
                    if (!waitingForSpace.isEmpty()) {
                        retry(inLife);
                    }
                }
            });
        }

        private boolean append(Persist persist) {
            try {
                wal.append(persist.durable());
            } catch (NoSpaceException noRoom) {
                return false;
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            onDisk(() -> {
                try {
                    wal.sync();
                } catch (IOException impossible) {
                    throw new UncheckedIOException(impossible);
                }
                persist.afterwards().forEach(SimulatedCluster.this::carry);
                step(new Event.Persisted(persist.ticket()));
            });
            return true;
        }

        /** One thing after the other. */
        private void onDisk(Runnable work) {
            int inLife = life;
            diskFreeAt = Math.max(diskFreeAt, now) + MILLI / 10 + random.nextLong(2 * MILLI);
            at(diskFreeAt, () -> {
                if (up && life == inLife) {
                    if (paused) {
                        heldWork.add(work);
                    } else {
                        work.run();
                    }
                }
            });
        }

        private void save(SnapshotMark mark, byte[] bytes) {
            marks.put(mark.index(), mark);
            snapshots.put(mark.index(), bytes);
        }
    }

    private interface Writing {
        void to(java.io.OutputStream out) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writing.to(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private static StateMachine state(byte[] bytes) {
        try {
            return StateMachine.restore(new ByteArrayInputStream(bytes));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    List<Member> upMembers() {
        return new ArrayList<>(members.values().stream().filter(Member::isUp).toList());
    }

    /** The member that leads and is not asleep; if two think so, the one of the later term. */
    Optional<Member> leader() {
        return members.values().stream()
                .filter(member -> member.isUp() && !member.isPaused() && member.published().raft().role() == Role.LEADER)
                .max(Comparator.comparingLong(member -> member.published().raft().term()));
    }
}
