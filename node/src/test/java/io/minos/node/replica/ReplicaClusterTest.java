package io.minos.node.replica;

import static io.minos.node.replica.SimulatedCluster.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.minos.etcd.api.KeyValue;
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
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole replicas under power cuts, partitions and lost messages, in simulated time. Judged: nothing acknowledged is lost, a
 * linearizable read is never older than what was acknowledged before it, watches miss nothing, and all members end up equal.
 */
class ReplicaClusterTest {
    private static final int KEYS = 4;
    private static final long TROUBLE_NANOS = 20_000 * MILLI;
    private static final long HEALED_NANOS = 15_000 * MILLI;

    static java.util.stream.LongStream seeds() {
        return java.util.stream.LongStream.range(0, Integer.getInteger("minos.replica.seeds", 60));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void promises_hold_under_faults(long seed) {
        new Run(seed).play();
    }

    private record Write(String value, long revision) {}

    /** One seed's play. */
    private static final class Run {
        private final SplittableRandom random;
        private final SimulatedCluster cluster;
        private final Map<Long, Call> calls = new HashMap<>();
        private final SortedMap<Long, Write> acknowledged = new TreeMap<>();
        private final Map<String, Long> newest = new HashMap<>();
        private final SortedMap<Long, String> watched = new TreeMap<>();
        private final Map<Long, Outcome.Granted> locals = new HashMap<>();
        private long lastCall;
        private long lastWatched;
        private long watchStream;
        private int reads;

        private record Call(Member member, String key, String value, long newestAtCall) {}

        Run(long seed) {
            random = new SplittableRandom(seed);
            cluster = new SimulatedCluster(random.split(), random.nextInt(10) < 7 ? 3 : 5, 30 + random.nextInt(200), this::replied, this::watched);
        }

        void play() {
            watch(cluster.members.get(1L), 1);
            load();
            trouble();
            cluster.runUntil(TROUBLE_NANOS);
            cluster.cut.clear();
            cluster.loss = 0;
            cluster.members.values().forEach(this::restart);
            cluster.runUntil(TROUBLE_NANOS + HEALED_NANOS);
            judge();
        }

        // -------------------------------------------------------------- load

        private void load() {
            cluster.after(random.nextLong(20 * MILLI), () -> {
                if (cluster.now() < TROUBLE_NANOS + HEALED_NANOS / 2) {
                    call();
                    load();
                }
            });
        }

        private void call() {
            List<Member> up = cluster.upMembers();
            if (up.isEmpty()) {
                return;
            }
            Member member = up.get(random.nextInt(up.size()));
            String key = "k" + random.nextInt(KEYS);
            long number = ++lastCall;
            if (random.nextBoolean()) {
                calls.put(number, new Call(member, key, "v" + number, newest.getOrDefault(key, 0L)));
                member.step(new Event.Propose(number, Command.newBuilder().setPut(PutRequest.newBuilder().setKey(utf8(key)).setValue(utf8("v" + number))).build()));
            } else {
                calls.put(number, new Call(member, key, "", newest.getOrDefault(key, 0L)));
                member.step(new Event.Read(number));
            }
        }

        private void watch(Member member, long from) {
            if (!member.isUp()) {
                return;
            }
            member.step(new Event.WatchOpened(++watchStream));
            member.step(new Event.WatchRequested(watchStream, WatchRequest.newBuilder()
                    .setCreateRequest(WatchCreateRequest.newBuilder().setKey(utf8("k")).setRangeEnd(utf8("l")).setStartRevision(from)).build()));
        }

        private void replied(Member member, Reply reply) {
            if (reply.outcome() instanceof Outcome.Granted granted && !calls.containsKey(reply.call())) {
                locals.put(reply.call(), granted);
                return;
            }
            Call call = calls.remove(reply.call());
            if (call == null || call.member() != member) {
                return;
            }
            if (reply.outcome() instanceof Outcome.Answer answer && answer.message() instanceof PutResponse put) {
                long revision = put.getHeader().getRevision();
                assertThat(acknowledged.put(revision, new Write(call.value(), revision))).as("two writes acknowledged at revision %d", revision).isNull();
                newest.merge(call.key(), revision, Math::max);
            } else if (reply.outcome() instanceof Outcome.Granted granted) {
                reads++;
                assertThat(modRevision(granted, call.key())).as("a read of %s that began after %d was acknowledged", call.key(), call.newestAtCall())
                        .isGreaterThanOrEqualTo(call.newestAtCall());
            }
        }

        private static long modRevision(Outcome.Granted granted, String key) {
            return range(granted, RangeRequest.newBuilder().setKey(utf8(key)).build()).stream().mapToLong(KeyValue::getModRevision).findFirst().orElse(0);
        }

        private Outcome.Granted local(Member member) {
            long number = ++lastCall;
            member.step(new Event.LocalRead(number));
            return locals.get(number);
        }

        private static List<KeyValue> range(Outcome.Granted granted, RangeRequest request) {
            return ((io.minos.node.apply.Outcome.Done<RangeResponse>) Reads.range(granted.view(), request, granted.stamp())).response().getKvsList();
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
            cluster.after(MILLI, () -> member.step(new Event.WatchDelivered(send.stream(), 1)));
        }

        // -------------------------------------------------------------- trouble

        private void trouble() {
            cluster.loss = random.nextInt(3) * 0.05;
            cluster.after(300 * MILLI + random.nextLong(3_000 * MILLI), () -> {
                if (cluster.now() < TROUBLE_NANOS) {
                    switch (random.nextInt(5)) {
                        case 0, 1 -> crash();
                        case 2 -> isolate(true);
                        case 3 -> isolate(false);
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

        // -------------------------------------------------------------- judgement

        private void judge() {
            assertThat(acknowledged).as("writes acknowledged").hasSizeGreaterThan(50);
            assertThat(reads).as("reads answered").isGreaterThan(50);
            Published first = cluster.members.get(1L).published();
            RangeRequest all = RangeRequest.newBuilder().setKey(utf8("k")).setRangeEnd(utf8("l")).build();
            List<KeyValue> expected = range(local(cluster.members.get(1L)), all);
            for (Member member : cluster.members.values()) {
                Published picture = member.published();
                assertThat(picture.raft().leader()).as("member %d has a leader", member.id).isNotZero();
                assertThat(picture.revision()).as("member %d has caught up", member.id).isEqualTo(first.revision());
                assertThat(range(local(member), all)).as("member %d agrees", member.id).isEqualTo(expected);
            }
            SortedMap<Long, String> history = new TreeMap<>();
            Outcome.Granted atFirst = local(cluster.members.get(1L));
            for (long revision = 2; revision <= first.revision(); revision++) {
                long at = revision;
                range(atFirst, all.toBuilder().setRevision(at).build()).stream()
                        .filter(kv -> kv.getModRevision() == at).forEach(kv -> history.put(at, kv.getValue().toStringUtf8()));
            }
            acknowledged.forEach((revision, write) -> assertThat(history.get(revision)).as("acknowledged at revision %d", revision).isEqualTo(write.value()));
            history.keySet().forEach(revision -> assertThat(watched.get(revision)).as("what the watcher saw at revision %d", revision).isEqualTo(history.get(revision)));
        }
    }

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }
}
