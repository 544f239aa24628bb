package io.minos.node.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.etcd.jetcd.Auth;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Election;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Lease;
import io.etcd.jetcd.Lock;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.auth.Permission;
import io.etcd.jetcd.cluster.Member;
import io.etcd.jetcd.election.CampaignResponse;
import io.etcd.jetcd.election.LeaderResponse;
import io.etcd.jetcd.election.NoLeaderException;
import io.etcd.jetcd.election.NotLeaderException;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.etcd.jetcd.lock.LockResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.GetOption.SortOrder;
import io.etcd.jetcd.options.GetOption.SortTarget;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchEvent.EventType;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What jetcd, the usual client of Java's programs, does of a server: the same whoever serves. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class JetcdContract {
    private static final long PATIENCE_SECONDS = 15;

    private Client client;

    /** One member, for all tests of the class. */
    abstract URI server();

    @BeforeEach
    void connect() {
        client = Client.builder().endpoints(server()).build();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, UTF_8);
    }

    private static <A> A done(CompletableFuture<A> answer) throws InterruptedException, ExecutionException, TimeoutException {
        return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Throwable refused(CompletableFuture<?> answer) {
        Throwable refused = catchThrowable(() -> done(answer));
        assertThat(refused).isInstanceOf(ExecutionException.class);
        return refused.getCause();
    }

    private static String refusal(CompletableFuture<?> answer) {
        return String.valueOf(refused(answer).getMessage());
    }

    private static <A> A next(BlockingQueue<A> queue) throws InterruptedException {
        A next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("what comes within %d s", PATIENCE_SECONDS).isNotNull();
        return next;
    }

    private void put(String key, String value) throws Exception {
        done(client.getKVClient().put(bytes(key), bytes(value)));
    }

    private List<String> keys(String prefix, GetOption.Builder options) throws Exception {
        return done(client.getKVClient().get(bytes(prefix), options.isPrefix(true).build())).getKvs().stream().map(kv -> kv.getKey().toString(UTF_8)).toList();
    }

    @Test
    void keys_are_put_read_and_deleted() throws Exception {
        KV kv = client.getKVClient();
        long before = done(kv.put(bytes("kv/a"), bytes("one"))).getHeader().getRevision();
        assertThat(done(kv.put(bytes("kv/a"), bytes("two"), PutOption.builder().withPrevKV().build())).getPrevKv().getValue()).isEqualTo(bytes("one"));
        KeyValue now = done(kv.get(bytes("kv/a"))).getKvs().get(0);
        assertThat(List.of(now.getValue().toString(UTF_8), now.getVersion(), now.getCreateRevision(), now.getModRevision())).containsExactly("two", 2L, before, before + 1);
        assertThat(done(kv.get(bytes("kv/a"), GetOption.builder().withRevision(before).build())).getKvs().get(0).getValue()).isEqualTo(bytes("one"));
        assertThat(done(kv.delete(bytes("kv/a"), DeleteOption.builder().withPrevKV(true).build())).getPrevKvs().get(0).getValue()).isEqualTo(bytes("two"));
        assertThat(done(kv.delete(bytes("kv/a"))).getDeleted()).isZero();
        assertThat(refusal(kv.get(bytes("kv/a"), GetOption.builder().withRevision(before + 1_000).build()))).contains("required revision is a future revision");
        assertThat(refusal(kv.put(ByteSequence.EMPTY, bytes("x")))).contains("key is not provided");
    }

    @Test
    void ranges_have_options() throws Exception {
        for (String key : List.of("range/b", "range/c", "range/a")) {
            put(key, "value of " + key);
        }
        assertThat(keys("range/", GetOption.builder())).containsExactly("range/a", "range/b", "range/c");
        assertThat(keys("range/", GetOption.builder().withSortField(SortTarget.CREATE).withSortOrder(SortOrder.DESCEND))).containsExactly("range/a", "range/c", "range/b");
        assertThat(keys("range/", GetOption.builder().withSerializable(true).withLimit(2))).containsExactly("range/a", "range/b");
        GetResponse limited = done(client.getKVClient().get(bytes("range/"), GetOption.builder().isPrefix(true).withLimit(1).build()));
        assertThat(limited.isMore()).isTrue();
        assertThat(limited.getCount()).isEqualTo(3);
        GetResponse counted = done(client.getKVClient().get(bytes("range/"), GetOption.builder().isPrefix(true).withCountOnly(true).build()));
        assertThat(counted.getKvs()).isEmpty();
        assertThat(counted.getCount()).isEqualTo(3);
        GetResponse keysOnly = done(client.getKVClient().get(bytes("range/a"), GetOption.builder().withRange(bytes("range/c")).withKeysOnly(true).build()));
        assertThat(keysOnly.getKvs()).extracting(kv -> kv.getValue().size()).containsExactly(0, 0);
        assertThat(done(client.getKVClient().delete(bytes("range/"), DeleteOption.builder().isPrefix(true).build())).getDeleted()).isEqualTo(3);
    }

    @Test
    void transactions_decide() throws Exception {
        ByteSequence key = bytes("txn");
        Cmp absent = new Cmp(key, Cmp.Op.EQUAL, CmpTarget.version(0));
        for (boolean first : new boolean[] {true, false}) {
            TxnResponse txn = done(client.getKVClient().txn().If(absent)
                    .Then(Op.put(key, bytes("first"), PutOption.DEFAULT), Op.get(key, GetOption.DEFAULT))
                    .Else(Op.get(key, GetOption.DEFAULT), Op.delete(key, DeleteOption.DEFAULT)).commit());
            assertThat(txn.isSucceeded()).isEqualTo(first);
            assertThat(txn.getGetResponses().get(0).getKvs().get(0).getValue()).isEqualTo(bytes("first"));
            assertThat(txn.getDeleteResponses()).hasSize(first ? 0 : 1);
        }
        assertThat(done(client.getKVClient().get(key)).getCount()).isZero();
    }

    @Test
    void leases_are_kept_alive_and_end() throws Exception {
        Lease lease = client.getLeaseClient();
        long id = done(lease.grant(60)).getID();
        done(client.getKVClient().put(bytes("leased"), bytes("x"), PutOption.builder().withLeaseId(id).build()));
        assertThat(done(lease.keepAliveOnce(id)).getTTL()).isEqualTo(60);
        var left = done(lease.timeToLive(id, LeaseOption.builder().withAttachedKeys().build()));
        assertThat(left.getGrantedTTL()).isEqualTo(60);
        assertThat(left.getTTL()).isBetween(30L, 60L);
        assertThat(left.getKeys()).containsExactly(bytes("leased"));
        BlockingQueue<Long> kept = new LinkedBlockingQueue<>();
        try (var keepingAlive = lease.keepAlive(id, into(kept))) {
            assertThat(next(kept)).isEqualTo(60);
        }
        done(lease.revoke(id));
        assertThat(done(client.getKVClient().get(bytes("leased"))).getCount()).isZero();
        assertThat(refusal(lease.revoke(id))).contains("requested lease not found");
        assertThat(done(lease.timeToLive(id, LeaseOption.DEFAULT)).getTTL()).isEqualTo(-1);
    }

    private static StreamObserver<LeaseKeepAliveResponse> into(BlockingQueue<Long> kept) {
        return new StreamObserver<>() {
            @Override
            public void onNext(LeaseKeepAliveResponse answer) {
                kept.add(answer.getTTL());
            }

            @Override
            public void onError(Throwable failed) {}

            @Override
            public void onCompleted() {}
        };
    }

    @Test
    void watches_see_what_was_before_and_what_comes() throws Exception {
        long before = done(client.getKVClient().put(bytes("watch/a"), bytes("one"))).getHeader().getRevision();
        BlockingQueue<WatchEvent> seen = new LinkedBlockingQueue<>();
        WatchOption fromThere = WatchOption.builder().isPrefix(true).withRevision(before).withPrevKV(true).build();
        try (Watch.Watcher watcher = client.getWatchClient().watch(bytes("watch/"), fromThere, response -> seen.addAll(response.getEvents()))) {
            assertThat(next(seen).getKeyValue().getValue()).isEqualTo(bytes("one"));
            put("watch/a", "two");
            WatchEvent changed = next(seen);
            assertThat(changed.getEventType()).isEqualTo(EventType.PUT);
            assertThat(changed.getPrevKV().getValue()).isEqualTo(bytes("one"));
            done(client.getKVClient().delete(bytes("watch/a")));
            WatchEvent gone = next(seen);
            assertThat(gone.getEventType()).isEqualTo(EventType.DELETE);
            assertThat(gone.getPrevKV().getValue()).isEqualTo(bytes("two"));
        }
        put("watch/a", "after");
        assertThat(seen.poll(200, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void locks_are_held_by_one_at_a_time() throws Exception {
        Lock lock = client.getLockClient();
        long first = done(client.getLeaseClient().grant(60)).getID();
        long second = done(client.getLeaseClient().grant(60)).getID();
        ByteSequence held = done(lock.lock(bytes("mutex"), first)).getKey();
        assertThat(held.toString(UTF_8)).isEqualTo("mutex/" + Long.toHexString(first));
        CompletableFuture<LockResponse> waiting = lock.lock(bytes("mutex"), second);
        assertThat(catchThrowable(() -> waiting.get(300, TimeUnit.MILLISECONDS))).isInstanceOf(TimeoutException.class);
        done(lock.unlock(held));
        done(lock.unlock(done(waiting).getKey()));
        assertThat(refusal(lock.lock(bytes("mutex"), 4711))).contains("requested lease not found");
    }

    @Test
    void elections_have_one_leader_at_a_time() throws Exception {
        Election election = client.getElectionClient();
        long first = done(client.getLeaseClient().grant(60)).getID();
        long second = done(client.getLeaseClient().grant(60)).getID();
        assertThat(refused(election.leader(bytes("vote")))).isInstanceOf(NoLeaderException.class);
        BlockingQueue<String> leaders = new LinkedBlockingQueue<>();
        election.observe(bytes("vote"), observing(leaders));
        CampaignResponse leading = done(election.campaign(bytes("vote"), first, bytes("one")));
        assertThat(next(leaders)).isEqualTo("one");
        done(election.proclaim(leading.getLeader(), bytes("still one")));
        assertThat(next(leaders)).isEqualTo("still one");
        CompletableFuture<CampaignResponse> waiting = election.campaign(bytes("vote"), second, bytes("two"));
        assertThat(catchThrowable(() -> waiting.get(300, TimeUnit.MILLISECONDS))).isInstanceOf(TimeoutException.class);
        done(election.resign(leading.getLeader()));
        CampaignResponse next = done(waiting);
        assertThat(next(leaders)).isEqualTo("two");
        assertThat(done(election.leader(bytes("vote"))).getKv().getValue()).isEqualTo(bytes("two"));
        assertThat(refused(election.proclaim(leading.getLeader(), bytes("one again")))).isInstanceOf(NotLeaderException.class);
        done(election.resign(next.getLeader()));
    }

    private static Election.Listener observing(BlockingQueue<String> leaders) {
        return new Election.Listener() {
            @Override
            public void onNext(LeaderResponse leader) {
                leaders.add(leader.getKv().getValue().toString(UTF_8));
            }

            @Override
            public void onError(Throwable failed) {}

            @Override
            public void onCompleted() {}
        };
    }

    @Test
    void the_member_tells_of_itself() throws Exception {
        List<Member> members = done(client.getClusterClient().listMember()).getMembers();
        assertThat(members).hasSize(1);
        assertThat(members.get(0).getClientURIs()).containsExactly(server());
        var status = done(client.getMaintenanceClient().statusMember(server().toString()));
        assertThat(status.getVersion()).startsWith("3.4.");
        assertThat(status.getLeader()).isEqualTo(members.get(0).getId());
        assertThat(done(client.getMaintenanceClient().listAlarms()).getAlarms()).isEmpty();
        assertThat(done(client.getMaintenanceClient().hashKV(server().toString(), 0)).getHeader().getMemberId()).isEqualTo(members.get(0).getId());
        put("snapshot", "x");
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        assertThat(done(client.getMaintenanceClient().snapshot(saved))).isEqualTo(saved.size());
        assertThat(saved.size() % 512).as("pages, and their hash").isEqualTo(32);
    }

    @Test
    void users_may_do_what_they_were_granted() throws Exception {
        Auth auth = client.getAuthClient();
        done(auth.roleAdd(bytes("root")));
        done(auth.userAdd(bytes("root"), bytes("secret")));
        done(auth.userGrantRole(bytes("root"), bytes("root")));
        done(auth.roleAdd(bytes("reader")));
        done(auth.roleGrantPermission(bytes("reader"), bytes("auth/"), bytes("auth0"), Permission.Type.READ));
        done(auth.userAdd(bytes("ann"), bytes("pw")));
        done(auth.userGrantRole(bytes("ann"), bytes("reader")));
        put("auth/key", "value");
        assertThat(done(auth.userGet(bytes("ann"))).getRoles()).containsExactly("reader");
        done(auth.authEnable());
        try (Client root = as("root", "secret"); Client ann = as("ann", "pw"); Client stranger = as("ann", "wrong")) {
            assertThat(done(ann.getKVClient().get(bytes("auth/key"))).getKvs().get(0).getValue()).isEqualTo(bytes("value"));
            assertThat(refusal(ann.getKVClient().put(bytes("auth/key"), bytes("x")))).contains("permission denied");
            assertThat(refusal(stranger.getKVClient().get(bytes("auth/key")))).contains("UNAUTHENTICATED"); // jetcd's word for it
            assertThat(refusal(client.getKVClient().get(bytes("auth/key")))).contains("user name is empty");
            done(root.getKVClient().delete(bytes("auth/key")));
        } finally {
            try (Client root = as("root", "secret")) { // for the other tests
                done(root.getAuthClient().authDisable());
            }
        }
        assertThat(done(client.getKVClient().get(bytes("auth/key"))).getCount()).isZero();
    }

    private Client as(String user, String password) {
        return Client.builder().endpoints(server()).user(bytes(user)).password(bytes(password)).build();
    }
}
