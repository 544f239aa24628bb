package io.minos.client.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.WatchStream;
import io.minos.client.EtcdClient;
import io.minos.client.HttpTransport;
import io.minos.client.Outcome;
import io.minos.client.WatchEnd;
import io.minos.client.operation.Operation.MicroOp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

/** The operations against the real etcd: what it answers, in the history's words. Skipped where there is none. */
@Timeout(60)
class EtcdStoreTest {
    @TempDir
    static Path directory;

    private static @Nullable RealEtcd etcd;
    private static @Nullable HttpTransport http;
    private static @Nullable EtcdClient client;

    @BeforeAll
    static void start() throws Exception {
        assumeThat(RealEtcd.isThere()).as("etcd is on the PATH").isTrue();
        etcd = RealEtcd.start(directory);
        http = HttpTransport.start("test");
        client = new EtcdClient(http, etcd.url(), Duration.ofSeconds(10));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!(client.put("ready", "") instanceof Outcome.Ok)) {
            assertThat(System.nanoTime()).as("etcd serves within 30 s").isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (http != null) {
            http.close();
        }
        if (etcd != null) {
            etcd.close();
        }
    }

    @Test
    void a_register_is_written_read_compared_and_deleted() {
        JsonNode first = ok(new Operation.Write("r/1", "a"));
        JsonNode second = ok(new Operation.Write("r/1", "b"));
        assertThat(first.get("prev").isNull()).isTrue();
        assertThat(second.at("/prev/value").asText()).isEqualTo("a");
        JsonNode refused = ok(new Operation.Cas("r/1", "a", "c"));
        assertThat(refused.get("succeeded").asBoolean()).isFalse();
        assertThat(refused.at("/kv/value").asText()).isEqualTo("b");
        assertThat(ok(new Operation.Cas("r/1", "b", "c")).toString()).isEqualTo("{\"key\":\"r/1\",\"expect\":\"b\",\"value\":\"c\",\"succeeded\":true}");

        JsonNode kv = ok(new Operation.Read("r/1")).get("kv");
        assertThat(kv.get("value").asText()).isEqualTo("c");
        assertThat(kv.get("version").asLong()).isEqualTo(3);
        assertThat(kv.get("mod").asLong()).isEqualTo(kv.get("create").asLong() + 2);

        JsonNode deleted = ok(new Operation.Delete("r/1"));
        assertThat(deleted.get("deleted").asInt()).isEqualTo(1);
        assertThat(deleted.at("/prev/value").asText()).isEqualTo("c");
        assertThat(ok(new Operation.Delete("r/1")).toString()).isEqualTo("{\"key\":\"r/1\",\"deleted\":0,\"prev\":null}");
        assertThat(ok(new Operation.Read("r/1", true)).toString()).isEqualTo("{\"key\":\"r/1\",\"serializable\":true,\"kv\":null}");
        assertThat(ok(new Operation.Cas("r/1", null, "d")).get("succeeded").asBoolean()).isTrue();
    }

    @Test
    void a_transaction_sees_its_own_writes_in_order() {
        ok(new Operation.Write("t/b", "old"));

        long old = facts(new Operation.Write("t/c", "old")).revision();

        var txn = new Operation.Txn(List.of(
                new MicroOp.Read("t/a"), new MicroOp.Write("t/a", "1"), new MicroOp.Read("t/a"),
                new MicroOp.Delete("t/b"), new MicroOp.Read("t/b"), new MicroOp.Read("t/c")));
        Answer answer = store().perform(txn).join().orElseThrow();

        long now = answer.facts().revision();
        assertThat(now).isEqualTo(old + 1);
        assertThat(json(txn, answer).get("ops")).extracting(JsonNode::toString).containsExactly(
                "[\"r\",\"t/a\",null]",
                "[\"w\",\"t/a\",\"1\"]",
                "[\"r\",\"t/a\",\"1\"," + now + "]",
                "[\"d\",\"t/b\",null]",
                "[\"r\",\"t/b\",null]",
                "[\"r\",\"t/c\",\"old\"," + old + "]");
    }

    @Test
    void a_lease_holds_its_key_until_it_is_revoked_and_its_id_is_granted_once() {
        assertThat(ok(new LeaseOperation.Grant(4711, 1)).toString()).isEqualTo("{\"lease\":4711,\"ttl\":1,\"granted\":2}");
        assertThat(problem(new LeaseOperation.Grant(4711, 5))).isEqualTo("lease-exists");
        ok(new LeaseOperation.Put(4711, "l/1", "v"));
        assertThat(ok(new Operation.Range("l/")).at("/kvs/0/lease").asLong()).isEqualTo(4711);
        assertThat(ok(new LeaseOperation.KeepAlive(4711)).get("ttl").asLong()).isEqualTo(2);

        long before = facts(new Operation.Read("l/1")).revision();
        assertThat(facts(new LeaseOperation.Revoke(4711)).revision()).isEqualTo(before + 1);
        assertThat(ok(new Operation.Range("l/")).get("count").asInt()).isZero();
        assertThat(ok(new LeaseOperation.KeepAlive(4711)).get("ttl").asLong()).isZero();
        assertThat(problem(new LeaseOperation.Put(4711, "l/1", "v"))).isEqualTo("lease-not-found");
        assertThat(ok(new LeaseOperation.Grant(0, 9)).get("lease").asLong()).isNotZero();
    }

    @Test
    void the_oldest_key_owns_the_lock_and_its_create_revision_is_the_fence() {
        ok(new LeaseOperation.Grant(1, 60));
        ok(new LeaseOperation.Grant(2, 60));
        JsonNode first = ok(new LockOperation.Try("k/", "k/a", 1));
        JsonNode second = ok(new LockOperation.Try("k/", "k/b", 2));
        long fence = first.get("create").asLong();
        assertThat(first.get("entered").asBoolean()).isTrue();
        assertThat(first.at("/owner/key").asText()).isEqualTo("k/a");
        assertThat(second.at("/owner/key").asText()).isEqualTo("k/a");
        assertThat(second.get("create").asLong()).isEqualTo(fence + 1);
        JsonNode again = ok(new LockOperation.Try("k/", "k/b", 2));
        assertThat(again.get("entered").asBoolean()).isFalse();
        assertThat(again.get("create").asLong()).isEqualTo(fence + 1);

        assertThat(ok(new LockOperation.GuardedWrite("x", "1", "k/a", fence, true)).get("prev").isNull()).isTrue();
        assertThat(ok(new LockOperation.GuardedRead("x", "k/a")).at("/kv/value").asText()).isEqualTo("1");
        assertThat(ok(new LockOperation.Release("k/a")).get("deleted").asInt()).isEqualTo(1);
        assertThat(ok(new LockOperation.Try("k/", "k/b", 2)).at("/owner/key").asText()).isEqualTo("k/b");
        assertThat(ok(new LockOperation.GuardedWrite("x", "2", "k/a", fence, true)).get("succeeded").asBoolean()).isFalse();
        assertThat(ok(new LockOperation.GuardedWrite("x", "3", "k/a", fence, false)).at("/prev/value").asText()).isEqualTo("1");
        assertThat(problem(new LockOperation.Try("k/", "k/c", 3))).isEqualTo("lease-not-found");
    }

    @Test
    void a_prefix_covers_its_keys_and_no_others() {
        ok(new Operation.Add("s/1", "x"));
        ok(new Operation.Add("s/2", "y"));
        ok(new Operation.Add("s0", "outside"));

        JsonNode members = ok(new Operation.Members("s/"));

        assertThat(members.get("count").asInt()).isEqualTo(2);
        assertThat(members.get("kvs")).extracting(kv -> kv.get("key").asText()).containsExactly("s/1", "s/2");
        assertThat(ok(new Operation.Range("s/")).get("kvs")).isEqualTo(members.get("kvs"));
        assertThat(ok(new Operation.FinalRead("s/", true)).get("kvs")).isEqualTo(members.get("kvs"));
        assertThat(EtcdStore.prefixEnd(ByteString.copyFrom(new byte[] {'a', -1}))).isEqualTo(ByteString.copyFromUtf8("b"));
        assertThat(EtcdStore.prefixEnd(ByteString.copyFrom(new byte[] {-1}))).isEqualTo(ByteString.copyFrom(new byte[] {0}));
    }

    @Test
    void a_watch_delivers_events_with_what_was_there_before() throws Exception {
        long from = facts(new Operation.Write("w/1", "a")).revision();
        ok(new Operation.Write("w/1", "b"));
        var sink = new Seen();
        WatchedStream stream = store().watch("w0", new WatchSpec("w/", from + 1, true), sink);

        assertThat(sink.next().get("created").asBoolean()).isTrue();
        JsonNode event = sink.next().at("/events/0");
        assertThat(event.get("type").asText()).isEqualTo("put");
        assertThat(event.at("/kv/value").asText()).isEqualTo("b");
        assertThat(event.at("/prev/value").asText()).isEqualTo("a");
        ok(new Operation.Delete("w/1"));
        assertThat(sink.next().at("/events/0/type").asText()).isEqualTo("delete");
        stream.close();
        assertThat(sink.ends.poll(20, TimeUnit.SECONDS)).isEqualTo(new WatchEnd.Closed());
    }

    @Test
    void a_watch_below_the_compact_revision_is_cancelled_with_it() throws Exception {
        ok(new Operation.Write("c/1", "a"));
        long revision = facts(new Operation.Write("c/1", "b")).revision();
        ok(new Operation.Compact(revision));
        assertThat(perform(new Operation.Compact(revision)).problem().orElseThrow().name()).isEqualTo("compacted");
        assertThat(perform(new Operation.Compact(revision + 1000)).problem().orElseThrow().name()).isEqualTo("future-revision");
        var sink = new Seen();
        store().watch("w0", new WatchSpec("c/", 1, false), sink);

        assertThat(sink.next().get("created").asBoolean()).isTrue();
        JsonNode cancelled = sink.next();
        assertThat(cancelled.get("canceled").asBoolean()).isTrue();
        assertThat(cancelled.get("compactRevision").asLong()).isEqualTo(revision);
    }

    @Test
    void an_operators_calls_work() {
        long lease = client().leaseGrant(Duration.ofSeconds(60)).orElseThrow().getID();
        assertThat(client().leaseKeepAlive(lease).orElseThrow().getTTL()).isEqualTo(60);
        client().leaseRevoke(lease).orElseThrow();
        assertThat(client().leaseKeepAlive(lease).orElseThrow().getTTL()).isZero();
        assertThat(client().leaseRevoke(lease).problem().orElseThrow().name()).isEqualTo("lease-not-found");
        assertThat(client().memberList().orElseThrow().getMembers(0).getName()).isEqualTo("m");
        assertThat(client().status().orElseThrow()).satisfies(s -> assertThat(s.getLeader()).isEqualTo(s.getHeader().getMemberId()));
        assertThat(client().alarms().orElseThrow().getAlarmsList()).isEmpty();
        client().defragment().orElseThrow();
        assertThat(client().put("", "").problem().orElseThrow().name()).isEqualTo("invalid-argument");
    }

    private static EtcdClient client() {
        return java.util.Objects.requireNonNull(client);
    }

    private static Store store() {
        return new EtcdStore(client());
    }

    private static Outcome<Answer> perform(Operation operation) {
        return store().perform(operation).join();
    }

    private static JsonNode ok(Operation operation) {
        return json(operation, perform(operation).orElseThrow());
    }

    /** As a file has it. */
    private static JsonNode json(Operation operation, Answer answer) {
        return new Event(0, 0, "0", "n1", Event.Type.OK, operation.f(), answer.told(), null, answer.facts()).value();
    }

    private static String problem(Operation operation) {
        return perform(operation).problem().orElseThrow().name();
    }

    private static Event.Facts facts(Operation operation) {
        return perform(operation).orElseThrow().facts();
    }

    private static final class Seen implements WatchSink {
        private final BlockingQueue<WatchStream.Message> responses = new LinkedBlockingQueue<>();
        private final BlockingQueue<WatchEnd> ends = new LinkedBlockingQueue<>();

        @Override
        public void response(WatchStream.Message response, Event.Facts facts) {
            responses.add(response);
        }

        @Override
        public void end(WatchEnd end) {
            ends.add(end);
        }

        JsonNode next() throws InterruptedException {
            WatchStream.Message response = responses.poll(20, TimeUnit.SECONDS);
            assertThat(response).as("the next response").isNotNull();
            return new Event(0, 0, "0", "n1", Event.Type.INFO, F.WATCH_RESPONSE, response, null, null).value();
        }
    }
}
