package io.minos.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.minos.node.metrics.Metrics;
import io.minos.node.raft.Durable;
import io.minos.node.raft.Entry;
import io.minos.node.raft.Membership;
import io.minos.node.raft.Message;
import io.minos.node.raft.SnapshotMark;
import io.minos.node.replica.Effects.Persist;
import io.minos.node.replica.Event;
import io.minos.node.transport.PeerTransport;
import io.minos.node.wal.MemoryDisk;
import io.minos.node.wal.MemoryWal;
import io.minos.node.wal.Recovered;
import io.minos.node.wal.WalOpenException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing leaves, and nothing is reported as persisted, before the disk holds it: shown by cutting the power at that moment. */
@Timeout(60)
class WalThreadTest {
    private static final long DEADLINE_SECONDS = 20;

    @Test
    void what_a_message_promises_survives_a_power_cut_at_the_moment_it_leaves() throws Exception {
        for (int seed = 0; seed < 60; seed++) {
            int promiseToCutAt = 1 + seed / 2;
            CutOnPromise rig = new CutOnPromise(seed, promiseToCutAt);
            rig.run(40);
            assertThat(rig.survived().log()).as("seed %d: the log after the power cut", seed).hasSizeGreaterThanOrEqualTo((int) rig.promised());
        }
    }

    @Test
    void what_is_reported_as_persisted_survives_a_power_cut() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            MemoryDisk disk = new MemoryDisk();
            Random random = new Random(seed);
            AtomicReference<Recovered> survived = new AtomicReference<>();
            LinkedBlockingQueue<Long> persisted = new LinkedBlockingQueue<>();
            WalThread thread = new WalThread(disk.open(), new FakeTransport(message -> { }), event -> {
                if (event instanceof Event.Persisted done && done.ticket() == 10 && survived.get() == null) {
                    survived.set(foundAfterPowerCut(disk, random));
                    persisted.add(done.ticket());
                }
            }, mark -> { }, broken -> { }, new Metrics(false));
            for (long index = 1; index <= 20; index++) {
                thread.persist(new Persist(index, entry(index), List.of()));
            }
            thread.start();
            assertThat(persisted.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo(10);
            assertThat(survived.get().log()).as("seed %d", seed).hasSizeGreaterThanOrEqualTo(10);
        }
    }

    @Test
    void on_a_full_disk_nothing_is_acknowledged_until_there_is_space_and_then_all_of_it_is() throws Exception {
        MemoryDisk disk = new MemoryDisk();
        disk.full(true);
        LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
        WalThread thread = new WalThread(disk.open(), new FakeTransport(message -> { }), events::add, mark -> { }, broken -> { }, new Metrics(false));
        thread.start();
        thread.persist(new Persist(1, entry(1), List.of()));
        assertThat(events.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Event.DiskSpace(false));
        assertThat(events).doesNotContain(new Event.Persisted(1));
        disk.full(false);
        Event event = events.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        while (event instanceof Event.DiskSpace) {
            event = events.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(event).isEqualTo(new Event.Persisted(1));
        thread.shutDown();
    }

    @Test
    void after_a_failed_sync_nothing_is_acknowledged_and_the_node_is_told_to_stop() throws Exception {
        MemoryDisk disk = new MemoryDisk();
        disk.failNextSync();
        LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
        CompletableFuture<Throwable> failed = new CompletableFuture<>();
        WalThread thread = new WalThread(disk.open(), new FakeTransport(message -> { }), events::add, mark -> { }, failed::complete, new Metrics(false));
        thread.persist(new Persist(1, entry(1), List.of()));
        thread.start();
        assertThat(failed.get(DEADLINE_SECONDS, TimeUnit.SECONDS)).isInstanceOf(io.minos.node.wal.WalFailedException.class);
        assertThat(events).isEmpty();
    }

    @Test
    void a_release_makes_the_room_that_the_writes_before_it_wait_for() throws Exception {
        MemoryDisk disk = new MemoryDisk();
        LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
        SnapshotMark mark = new SnapshotMark(1, 1, Membership.ofVoters(List.of(1L)));
        MemoryWal wal = disk.open();
        WalThread thread = new WalThread(wal, new FakeTransport(message -> { }), events::add, released -> disk.full(false), broken -> { }, new Metrics(false));
        wal.append(entry(1));
        disk.full(true);
        thread.persist(new Persist(2, entry(2), List.of()));
        thread.release(mark); // all in one batch
        thread.persist(new Persist(3, entry(3), List.of()));
        thread.start();
        Event event = new Event.DiskSpace(false);
        while (event instanceof Event.DiskSpace) {
            event = events.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(event).isEqualTo(new Event.Persisted(2));
        thread.shutDown();
        assertThat(disk.open().recovered().log()).extracting(Entry::index).containsExactly(2L, 3L);
    }

    @Test
    void stopped_on_a_full_disk_it_ends_and_leaves_no_gap_though_space_appears_between_two_writes() throws Exception {
        MemoryDisk disk = new MemoryDisk();
        disk.full(true);
        CompletableFuture<Throwable> failed = new CompletableFuture<>();
        LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
        LinkedBlockingQueue<WalThread> itself = new LinkedBlockingQueue<>();
        Thread[] stopping = new Thread[1];
        WalThread thread = new WalThread(disk.open(), new FakeTransport(message -> { }), event -> {
            events.add(event);
            if (events.size() == 2) { // the first write has met the full disk twice: now the node stops, and then there is room
                stop(itself.peek(), stopping);
            } else if (events.size() == 3) {
                disk.full(false);
            }
        }, mark -> { }, failed::complete, new Metrics(false));
        itself.add(thread);
        for (long index = 1; index <= 5; index++) {
            thread.persist(new Persist(index, entry(index), List.of()));
        }
        thread.start();
        thread.join(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
        assertThat(thread.isAlive()).isFalse();
        stopping[0].join();
        assertThat(failed).isNotDone();
        assertThat(events).doesNotHaveAnyElementsOfTypes(Event.Persisted.class);
        assertThat(disk.open().recovered().log()).isEmpty();
    }

    /** Returns once it has been told to. */
    private static void stop(WalThread thread, Thread[] stopping) {
        stopping[0] = new Thread(() -> {
            try {
                thread.shutDown();
            } catch (InterruptedException never) {
                throw new IllegalStateException(never);
            }
        });
        stopping[0].start();
        while (!thread.isStopping()) {
            Thread.onSpinWait();
        }
    }

    private static Recovered foundAfterPowerCut(MemoryDisk disk, Random random) {
        disk.crash(random);
        try {
            return disk.open().recovered();
        } catch (WalOpenException damaged) {
            throw new AssertionError(damaged);
        }
    }

    private static Durable entry(long index) {
        return new Durable(Optional.empty(), List.of(new Entry(1, index, Entry.Kind.COMMAND, ByteString.copyFromUtf8("e" + index))), Optional.empty());
    }

    /** Appends entries one a job, each with a message that promises it; cuts the power when the n-th promise leaves. */
    private static final class CutOnPromise {
        private final MemoryDisk disk = new MemoryDisk();
        private final WalThread thread;
        private final CompletableFuture<Recovered> survived = new CompletableFuture<>();
        private long promised;

        CutOnPromise(int seed, int cutAt) throws WalOpenException {
            Random random = new Random(seed);
            thread = new WalThread(disk.open(), new FakeTransport(message -> {
                if (!survived.isDone()) {
                    promised = ((Message.AppendReply) message).matchIndex();
                    if (promised >= cutAt) {
                        survived.complete(foundAfterPowerCut(disk, random));
                    }
                }
            }), event -> { }, mark -> { }, broken -> { }, new Metrics(false));
        }

        void run(int entries) throws Exception {
            thread.start();
            for (long index = 1; index <= entries; index++) {
                thread.persist(new Persist(index, entry(index), List.of(new Message.AppendReply(1, 2, 1, true, index - 1, index, 0, 0))));
            }
            survived.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }

        Recovered survived() {
            return survived.join();
        }

        long promised() {
            return promised;
        }
    }

    private record FakeTransport(Receiver sent) implements PeerTransport {
        @Override
        public void send(Message message) {
            sent.received(message);
        }

        @Override
        public CompletableFuture<ByteString> call(long peer, String method, ByteString body, java.time.Duration timeout) {
            return CompletableFuture.failedFuture(new UnsupportedOperationException());
        }

        @Override
        public void serve(String method, Function<ByteString, CompletableFuture<ByteString>> answer) {}

        @Override
        public void close() {}
    }
}
