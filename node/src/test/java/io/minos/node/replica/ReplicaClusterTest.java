package io.minos.node.replica;

import static io.minos.node.replica.SimulatedCluster.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.AlarmRequest;
import io.minos.etcd.api.AlarmType;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.KeyValue;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseKeepAliveResponse;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.PutResponse;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RangeResponse;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.etcd.api.WatchRequest;
import io.minos.node.apply.Command;
import io.minos.node.apply.Reads;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Effects.Reply;
import io.minos.node.replica.Effects.WatchSend;
import io.minos.node.replica.SimulatedCluster.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole replicas under power cuts, partitions, lost messages, pauses, full disks and compaction, in simulated time. Judged:
 * nothing acknowledged is lost, a linearizable read is never older than what was acknowledged before it, watches miss
 * nothing but what is compacted, a leased key lives while a keep-alive covers it and not much longer, every call is answered
 * once, all members end up equal, and once all is healed writes go on.
 */
class ReplicaClusterTest {
    private static final int KEYS = 4;
    private static final long TROUBLE_NANOS = 20_000 * MILLI;
    private static final long HEALED_NANOS = 20_000 * MILLI;
    private static final long LOADED_NANOS = TROUBLE_NANOS + 12_000 * MILLI;
    private static final long WRITABLE_NANOS = TROUBLE_NANOS + 10_000 * MILLI;
    private static final long DISARM_NANOS = TROUBLE_NANOS + 4_000 * MILLI;
    private static final int COMPACTION_KEEPS = 100;

    static java.util.stream.LongStream seeds() {
        return java.util.stream.LongStream.range(0, Integer.getInteger("minos.replica.seeds", 30));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void promises_hold_under_faults(long seed) {
        new Run(seed).play();
    }

    /** A call on its way; what is to become of it. */
    private record Sent(Member member, int life, long nanos, Consumer<Outcome> outcome) {}

    /** One seed's play. */
    private static final class Run {
        private final SplittableRandom random;
        private final SimulatedCluster cluster;
        private final boolean compacts;
        private final long watcherNanos;
        private final Map<Long, Sent> sent = new HashMap<>();
        private final Map<Long, Integer> answers = new HashMap<>();
        private final SortedMap<Long, String> acknowledged = new TreeMap<>();
        private final Map<String, Long> newest = new HashMap<>();
        private final SortedMap<Long, String> watched = new TreeMap<>();
        private final List<Revisions> missedByCompaction = new ArrayList<>();
        private long lastCall;
        private long lastWatched;
        private long watchStream;
        private int acknowledgedLate;
        private int reads;

        /** From and to, both included. */
        private record Revisions(long from, long to) {}

        Run(long seed) {
            random = new SplittableRandom(seed);
            cluster = new SimulatedCluster(random.split(), random.nextInt(10) < 7 ? 3 : 5, 30 + random.nextInt(200), this::replied, this::watched);
            compacts = random.nextInt(3) == 0;
            watcherNanos = (random.nextInt(3) == 0 ? 300 : 1) * MILLI;
        }

        void play() {
            watch(cluster.members.get(1L), 1);
            load();
            trouble();
            new LeaseHolder().hold();
            cluster.runUntil(TROUBLE_NANOS);
            heal();
            cluster.runUntil(TROUBLE_NANOS + HEALED_NANOS);
            judge();
        }

        private void heal() {
            cluster.cut.clear();
            cluster.loss = 0;
            cluster.members.values().forEach(member -> member.full(false));
            cluster.members.values().forEach(Member::resume);
            cluster.members.values().forEach(this::restart);
            for (int again = 0; again < 3; again++) {
                cluster.at(DISARM_NANOS + again * 1_000 * MILLI, this::disarm);
            }
        }

        // -------------------------------------------------------------- load

        private void load() {
            cluster.after(random.nextLong(20 * MILLI), () -> {
                if (cluster.now() < LOADED_NANOS) {
                    anyoneUp().ifPresent(this::call);
                    load();
                }
            });
        }

        private void call(Member member) {
            String key = "k" + random.nextInt(KEYS);
            if (random.nextBoolean()) {
                write(member, key);
            } else if (compacts && random.nextInt(40) == 0 && !acknowledged.isEmpty()) {
                propose(member, Command.newBuilder().setCompaction(CompactionRequest.newBuilder().setRevision(acknowledged.lastKey() - COMPACTION_KEEPS)).build(), outcome -> { });
            } else {
                read(member, key);
            }
        }

        private void write(Member member, String key) {
            String value = "v" + (lastCall + 1);
            PutRequest put = PutRequest.newBuilder().setKey(utf8(key)).setValue(utf8(value)).build();
            propose(member, Command.newBuilder().setPut(put).build(), outcome -> {
                if (outcome instanceof Outcome.Answer answer) {
                    long revision = ((PutResponse) answer.message()).getHeader().getRevision();
                    assertThat(acknowledged.put(revision, value)).as("two writes acknowledged at revision %d", revision).isNull();
                    newest.merge(key, revision, Math::max);
                    acknowledgedLate += cluster.now() > WRITABLE_NANOS ? 1 : 0;
                }
            });
        }

        private void read(Member member, String key) {
            long newestBefore = newest.getOrDefault(key, 0L);
            send(member, Event.Read::new, outcome -> {
                if (outcome instanceof Outcome.Granted granted) {
                    reads++;
                    assertThat(modRevision(granted, utf8(key))).as("a read of %s that began after %d was acknowledged", key, newestBefore)
                            .isGreaterThanOrEqualTo(newestBefore);
                }
            });
        }

        private void propose(Member member, Command command, Consumer<Outcome> outcome) {
            send(member, call -> new Event.Propose(call, command), outcome);
        }

        private void send(Member member, LongFunction<Event> event, Consumer<Outcome> outcome) {
            if (member.isUp()) {
                sent.put(++lastCall, new Sent(member, member.life(), cluster.now(), outcome));
                member.step(event.apply(lastCall));
            }
        }

        private void replied(Member member, Reply reply) {
            Sent call = sent.get(reply.call());
            assertThat(call.member()).isSameAs(member);
            assertThat(answers.merge(reply.call(), 1, Integer::sum)).as("answers to call %d", reply.call()).isOne();
            call.outcome().accept(reply.outcome());
        }

        private void watch(Member member, long from) {
            if (member.isUp()) {
                member.step(new Event.WatchOpened(++watchStream));
                member.step(new Event.WatchRequested(watchStream, WatchRequest.newBuilder()
                        .setCreateRequest(WatchCreateRequest.newBuilder().setKey(utf8("k")).setRangeEnd(utf8("l")).setStartRevision(from)).build()));
            }
        }

        private void watched(Member member, WatchSend send) {
            if (send.stream() != watchStream || !(send instanceof WatchSend.Response response)) {
                return;
            }
            response.response().getEventsList().forEach(event -> {
                assertThat(event.getKv().getModRevision()).as("watch events in order").isGreaterThan(lastWatched);
                lastWatched = event.getKv().getModRevision();
                watched.put(lastWatched, event.getKv().getValue().toStringUtf8());
            });
            long compacted = response.response().getCompactRevision();
            if (compacted > 0) {
                missedByCompaction.add(new Revisions(lastWatched + 1, compacted - 1));
                cluster.after(MILLI, () -> watch(member, compacted));
            }
            cluster.after(MILLI + random.nextLong(watcherNanos), () -> member.step(new Event.WatchDelivered(send.stream(), 1)));
        }

        // -------------------------------------------------------------- reading

        private static long modRevision(Outcome.Granted granted, ByteString key) {
            return range(granted, RangeRequest.newBuilder().setKey(key).build()).orElseThrow().stream().mapToLong(KeyValue::getModRevision).findFirst().orElse(0);
        }

        private Outcome.Granted local(Member member) {
            AtomicReference<Outcome.Granted> local = new AtomicReference<>();
            send(member, Event.LocalRead::new, outcome -> local.set((Outcome.Granted) outcome));
            return local.get();
        }

        /** Empty if it is compacted. */
        private static Optional<List<KeyValue>> range(Outcome.Granted granted, RangeRequest request) {
            return Reads.range(granted.view(), request, granted.stamp()) instanceof io.minos.node.apply.Outcome.Done<RangeResponse> done
                    ? Optional.of(done.response().getKvsList())
                    : Optional.empty();
        }

        // -------------------------------------------------------------- a lease

        /** Grants a lease, hangs a key on it, and keeps it alive until the trouble is over; anew when it is lost. */
        private final class LeaseHolder {
            private final long lease = 1 + random.nextInt(Integer.MAX_VALUE);
            private final long ttl = 2 + random.nextInt(4);
            private final ByteString key = utf8("leased" + lease);
            /** A promise of so many seconds counts from when it was asked for. */
            private long coveredUntil;
            private boolean lost;

            void hold() {
                long asked = cluster.now();
                anyoneUp().ifPresent(member -> propose(member, Command.newBuilder().setLeaseGrant(LeaseGrantRequest.newBuilder().setID(lease).setTTL(ttl)).build(), outcome -> {
                    if (outcome instanceof Outcome.Answer) {
                        cover(asked);
                        hang();
                    }
                }));
                cluster.after(8_000 * MILLI, () -> {
                    if (coveredUntil == 0) {
                        another();
                    }
                });
            }

            private void hang() {
                anyoneUp().ifPresent(member -> propose(member, Command.newBuilder().setPut(PutRequest.newBuilder().setKey(key).setLease(lease)).build(), outcome -> {
                    if (outcome instanceof Outcome.Answer) {
                        keepAlive();
                        look();
                    } else {
                        another();
                    }
                }));
            }

            private void another() {
                lost = true;
                if (cluster.now() < TROUBLE_NANOS) {
                    cluster.after(500 * MILLI, () -> new LeaseHolder().hold());
                }
            }

            private void cover(long asked) {
                coveredUntil = Math.max(coveredUntil, asked + ttl * 1_000 * MILLI);
            }

            private void keepAlive() {
                if (lost || cluster.now() > TROUBLE_NANOS) {
                    return;
                }
                long asked = cluster.now();
                anyoneUp().ifPresent(member -> renew(member, asked, outcome -> {
                    if (outcome instanceof Outcome.AskLeader elsewhere) {
                        cluster.after(MILLI, () -> renew(cluster.members.get(elsewhere.leader()), asked, second -> { }));
                    }
                }));
                cluster.after(200 * MILLI + random.nextLong(ttl * 500 * MILLI), this::keepAlive);
            }

            private void renew(Member member, long asked, Consumer<Outcome> otherwise) {
                send(member, call -> new Event.RenewLease(call, lease), outcome -> {
                    if (!(outcome instanceof Outcome.Answer answer)) {
                        otherwise.accept(outcome);
                    } else if (((LeaseKeepAliveResponse) answer.message()).getTTL() > 0) {
                        assertThat(((LeaseKeepAliveResponse) answer.message()).getTTL()).isEqualTo(ttl);
                        cover(asked);
                    } else if (!lost) {
                        assertThat(coveredUntil).as("lease %d is said to be gone while it is covered", lease).isLessThanOrEqualTo(cluster.now());
                        another();
                    }
                });
            }

            /** The key is there for whoever looks while it is covered. */
            private void look() {
                if (lost || cluster.now() > TROUBLE_NANOS) {
                    return;
                }
                anyoneUp().ifPresent(member -> send(member, Event.Read::new, outcome -> {
                    if (outcome instanceof Outcome.Granted granted && cluster.now() < coveredUntil) {
                        assertThat(modRevision(granted, key)).as("at %d ns lease %d, covered until %d ns, has its key", cluster.now(), lease, coveredUntil).isPositive();
                    }
                }));
                cluster.after(random.nextLong(200 * MILLI), this::look);
            }
        }

        // -------------------------------------------------------------- trouble

        private void trouble() {
            cluster.loss = random.nextInt(3) * 0.05;
            cluster.after(300 * MILLI + random.nextLong(3_000 * MILLI), () -> {
                if (cluster.now() < TROUBLE_NANOS) {
                    switch (random.nextInt(8)) {
                        case 0, 1 -> crash();
                        case 2 -> isolate(true);
                        case 3 -> isolate(false);
                        case 4, 5 -> pause();
                        case 6 -> fillDisk();
                        default -> cluster.cut.clear();
                    }
                    trouble();
                }
            });
        }

        private Member anyone() {
            List<Member> all = new ArrayList<>(cluster.members.values());
            return all.get(random.nextInt(all.size()));
        }

        private Optional<Member> anyoneUp() {
            List<Member> up = cluster.upMembers();
            return up.isEmpty() ? Optional.empty() : Optional.of(up.get(random.nextInt(up.size())));
        }

        private Member leaderOrAnyone() {
            return random.nextBoolean() ? cluster.leader().orElseGet(this::anyone) : anyone();
        }

        private void crash() {
            Member member = random.nextInt(10) == 0 ? null : anyone();
            List<Member> victims = member == null ? List.copyOf(cluster.members.values()) : List.of(member); // now and then everyone
            victims.forEach(Member::crash);
            cluster.after(random.nextLong(4_000 * MILLI), () -> victims.forEach(this::restart));
        }

        /** The watch is resumed after the last event seen: the member may not be that far yet. */
        private void restart(Member member) {
            if (member.isUp()) {
                return;
            }
            member.start();
            if (member.id == 1) {
                watch(member, lastWatched + 1);
            }
        }

        private void isolate(boolean bothWays) {
            long victim = anyone().id;
            cluster.members.keySet().stream().filter(other -> other != victim).forEach(other -> {
                cluster.cut.add(new SimulatedCluster.Link(victim, other));
                if (bothWays) {
                    cluster.cut.add(new SimulatedCluster.Link(other, victim));
                }
            });
        }

        private void pause() {
            Member victim = leaderOrAnyone();
            victim.pause();
            cluster.after(random.nextLong(6_000 * MILLI), victim::resume);
        }

        private void fillDisk() {
            Member victim = leaderOrAnyone();
            victim.full(true);
            cluster.after(random.nextLong(5_000 * MILLI), () -> {
                victim.full(false);
                cluster.after(3_000 * MILLI, this::disarm);
            });
        }

        /** What an operator does once there is room. */
        private void disarm() {
            anyoneUp().ifPresent(member -> cluster.members.keySet().forEach(id -> propose(member, Command.newBuilder().setAlarm(AlarmRequest.newBuilder()
                    .setAction(AlarmRequest.AlarmAction.DEACTIVATE).setMemberID(id).setAlarm(AlarmType.NOSPACE)).build(), outcome -> { })));
        }

        // -------------------------------------------------------------- judgement

        private void judge() {
            assertThat(acknowledged).as("writes acknowledged").hasSizeGreaterThan(50);
            assertThat(acknowledgedLate).as("writes acknowledged after all was healed").isGreaterThan(20);
            assertThat(reads).as("reads answered").isGreaterThan(50);
            sent.forEach((number, call) -> {
                if (call.member().life() == call.life()) {
                    assertThat(answers.get(number)).as("answers to call %d, sent at %d ns", number, call.nanos()).isEqualTo(1);
                }
            });
            judgeConvergence();
            judgeHistory();
        }

        private void judgeConvergence() {
            Published first = cluster.members.get(1L).published();
            RangeRequest all = RangeRequest.newBuilder().setKey(utf8("k")).setRangeEnd(utf8("m")).build();
            List<KeyValue> expected = range(local(cluster.members.get(1L)), all).orElseThrow();
            assertThat(expected).as("keys of leases that nobody keeps alive").noneMatch(kv -> kv.getLease() != 0);
            for (Member member : cluster.members.values()) {
                Published picture = member.published();
                assertThat(picture.raft().leader()).as("member %d has a leader", member.id).isNotZero();
                assertThat(picture.alarms()).as("alarms at member %d", member.id).isEmpty();
                assertThat(picture.revision()).as("member %d has caught up", member.id).isEqualTo(first.revision());
                assertThat(range(local(member), all)).as("member %d agrees", member.id).contains(expected);
            }
        }

        private void judgeHistory() {
            SortedMap<Long, String> history = new TreeMap<>();
            Outcome.Granted atFirst = local(cluster.members.get(1L));
            RangeRequest.Builder all = RangeRequest.newBuilder().setKey(utf8("k")).setRangeEnd(utf8("l"));
            long readableFrom = 2;
            for (long revision = 2; revision <= cluster.members.get(1L).published().revision(); revision++) {
                long at = revision;
                Optional<List<KeyValue>> then = range(atFirst, all.setRevision(at).build());
                readableFrom = then.isEmpty() ? at + 1 : readableFrom;
                then.ifPresent(kvs -> kvs.stream().filter(kv -> kv.getModRevision() == at).forEach(kv -> history.put(at, kv.getValue().toStringUtf8())));
            }
            acknowledged.tailMap(readableFrom).forEach((revision, value) -> assertThat(history.get(revision)).as("acknowledged at revision %d", revision).isEqualTo(value));
            acknowledged.headMap(readableFrom).forEach((revision, value) -> assertThat(watched.getOrDefault(revision, value)).as("acknowledged at revision %d", revision).isEqualTo(value));
            history.forEach((revision, value) -> {
                if (missedByCompaction.stream().noneMatch(gap -> gap.from() <= revision && revision <= gap.to())) {
                    assertThat(watched.get(revision)).as("what the watcher saw at revision %d", revision).isEqualTo(value);
                }
            });
        }
    }

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
