package io.minos.node.runtime;

import com.google.protobuf.Message;
import io.minos.node.apply.Command;
import io.minos.node.apply.Validation;
import io.minos.node.config.NodeConfig;
import io.minos.node.front.RpcException;
import io.minos.node.front.V2Backend;
import io.minos.node.outcome.EtcdError;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Event;
import io.minos.node.replica.Published;
import io.minos.node.v2.Counter;
import io.minos.node.v2.V2Answer;
import io.minos.node.v2.V2Request;
import io.minos.node.v2.auth.V2Auth;
import io.minos.node.v2.auth.V2AuthAnswer;
import io.minos.node.v2.auth.V2AuthChange;
import io.minos.node.v2.auth.V2User;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** Turns requests of the v2 API into the replica's events. The only place where the v2 store's time is read off a clock. */
final class V2Service implements V2Backend {
    private static final long SECOND = 1_000_000_000L;

    private final NodeConfig config;
    private final long clusterId;
    private final Calls calls;
    private final Consumer<Event> events;
    private final V2Watches watches;
    private final Supplier<Published> published;
    private final Executor longReads;
    private final PeerStats stats;
    private final Passwords passwords;
    private final LongAdder getsSuccess = new LongAdder();
    private final LongAdder getsFail = new LongAdder();

    V2Service(NodeConfig config, long clusterId, Calls calls, Consumer<Event> events, V2Watches watches, Supplier<Published> published, Executor longReads, PeerStats stats, Passwords passwords) {
        this.config = config;
        this.clusterId = clusterId;
        this.calls = calls;
        this.events = events;
        this.watches = watches;
        this.published = published;
        this.longReads = longReads;
        this.stats = stats;
        this.passwords = passwords;
    }

    /** Nanoseconds since 1970. */
    static long unixNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * SECOND + now.getNano();
    }

    @Override
    public CompletableFuture<V2Answer> change(V2Request request, Optional<Long> ttlSeconds) {
        long now = unixNanos();
        V2Request.Builder timed = request.toBuilder().setTime(now);
        ttlSeconds.ifPresent(seconds -> timed.setExpiration(now + seconds * SECOND)); // wraps around as etcd's does
        return propose(Command.newBuilder().setV2(timed).build(), V2Answer.class);
    }

    private <A extends Message> CompletableFuture<A> propose(Command command, Class<A> answers) {
        Optional<EtcdError> tooLarge = Validation.size(command, config.requestBytesMax());
        if (tooLarge.isPresent()) {
            return CompletableFuture.failedFuture(new RpcException(tooLarge.get()));
        }
        return ask(call -> new Event.Propose(call, command), outcome -> {
            if (outcome instanceof Outcome.Answer answer) {
                return answers.cast(answer.message());
            }
            throw error(outcome);
        });
    }

    @Override
    public CompletableFuture<V2Answer> get(String path, boolean recursive, boolean quorum) {
        LongFunction<Event> read = quorum ? Event.V2QuorumRead::new : Event.V2Read::new;
        return ask(read, V2Service::granted).thenApplyAsync(granted -> {
            V2Answer answer = granted.view().get(path, recursive, unixNanos());
            (answer.hasError() ? getsFail : getsSuccess).increment();
            return answer;
        }, longReads);
    }

    @Override
    public Watch watch(String path, boolean recursive, boolean stream, long since, WatchSink sink) {
        return watches.open(path, recursive, stream, since, sink);
    }

    @Override
    public V2Auth auth() {
        return published.get().v2Auth();
    }

    @Override
    public CompletableFuture<V2AuthAnswer> changeAuth(V2AuthChange change, String password) {
        return password.isEmpty() ? changeAuth(change) : passwords.hash(password).thenCompose(hash -> {
            V2AuthChange.Builder hashed = change.toBuilder();
            hashed.getPutUserBuilder().getUserBuilder().setPasswordHash(hash);
            return changeAuth(hashed.build());
        });
    }

    private CompletableFuture<V2AuthAnswer> changeAuth(V2AuthChange change) {
        return propose(Command.newBuilder().setV2Auth(change).build(), V2AuthAnswer.class);
    }

    @Override
    public CompletableFuture<Boolean> isRight(String password, V2User user) {
        return passwords.isRight(password, user.getPasswordHash());
    }

    @Override
    public boolean namesUsersByCertificates() {
        return config.auth().commonNames();
    }

    @Override
    public Facts facts() {
        Published now = published.get();
        return new Facts(clusterId, now.raft().commit(), now.raft().term(), now.raft().leader(), now.members().values(), now.removedMembers());
    }

    @Override
    public String selfStats() {
        return stats.self(config.name(), published.get().raft());
    }

    @Override
    public Optional<String> leaderStats() {
        return stats.leader(published.get().raft());
    }

    @Override
    public CompletableFuture<String> storeStats() {
        return ask(Event.V2Read::new, V2Service::granted).thenApply(granted -> storeStats(granted.counters(), granted.watchers()));
    }

    private String storeStats(List<Long> counters, int watchers) {
        StringBuilder json = new StringBuilder("{\"getsSuccess\":").append(getsSuccess.sum()).append(",\"getsFail\":").append(getsFail.sum());
        for (Counter counter : Counter.values()) {
            long success = counters.get(2 * counter.ordinal());
            if (counter == Counter.EXPIRE) { // what expires cannot fail
                json.append(",\"expireCount\":").append(success);
            } else {
                json.append(",\"").append(counter.shown()).append("Success\":").append(success)
                        .append(",\"").append(counter.shown()).append("Fail\":").append(counters.get(2 * counter.ordinal() + 1));
            }
        }
        return json.append(",\"watchers\":").append(watchers).append('}').toString();
    }

    private static Outcome.V2Granted granted(Outcome outcome) {
        if (outcome instanceof Outcome.V2Granted granted) {
            return granted;
        }
        throw error(outcome);
    }

    private <R> CompletableFuture<R> ask(LongFunction<Event> event, Function<Outcome, R> answer) {
        Calls.Opened call = calls.open();
        events.accept(event.apply(call.number()));
        return call.outcome().thenApply(answer);
    }

    private static RpcException error(Outcome outcome) {
        return new RpcException(outcome instanceof Outcome.Refused refused ? refused.error() : EtcdError.NO_LEADER);
    }
}
