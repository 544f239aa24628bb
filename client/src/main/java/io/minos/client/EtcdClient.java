package io.minos.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.etcd.api.AlarmMember;
import io.minos.etcd.api.AlarmRequest;
import io.minos.etcd.api.AlarmResponse;
import io.minos.etcd.api.CompactionRequest;
import io.minos.etcd.api.CompactionResponse;
import io.minos.etcd.api.DefragmentRequest;
import io.minos.etcd.api.DefragmentResponse;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseGrantResponse;
import io.minos.etcd.api.LeaseKeepAliveRequest;
import io.minos.etcd.api.LeaseKeepAliveResponse;
import io.minos.etcd.api.LeaseRevokeRequest;
import io.minos.etcd.api.LeaseRevokeResponse;
import io.minos.etcd.api.MemberListRequest;
import io.minos.etcd.api.MemberListResponse;
import io.minos.etcd.api.PutRequest;
import io.minos.etcd.api.PutResponse;
import io.minos.etcd.api.RangeRequest;
import io.minos.etcd.api.RangeResponse;
import io.minos.etcd.api.StatusRequest;
import io.minos.etcd.api.StatusResponse;
import io.minos.etcd.api.WatchCreateRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;

/**
 * A client of one endpoint of etcd's JSON gateway, over connections of its own. Sends each request once; never retries, never
 * changes the endpoint. Every call ends, at the latest at its timeout, as an {@link Outcome}. Thread-safe.
 */
public final class EtcdClient implements Endpoint {
    private static final String JSON = "application/json";
    /** What a call may outlast its timeout by before the client itself is judged broken. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final HttpTransport http;
    private final String endpoint;
    private final Duration timeout;
    private final Object owner = new Object();

    /**
     * @param endpoint such as {@code http://127.0.0.1:2379}, without a path
     * @param timeout for each call, from hand-over to the last byte of the answer; watches have none
     */
    public EtcdClient(HttpTransport http, String endpoint, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive: " + timeout);
        }
        this.http = http;
        this.endpoint = endpoint;
        this.timeout = timeout;
    }

    public String endpoint() {
        return endpoint;
    }

    /** The future completes on a thread of the transport: do not block there. */
    @Override
    public <Q extends Message, R extends Message> CompletableFuture<Outcome<R>> call(Rpc<Q, R> rpc, Q request) {
        var exchange = new Exchange<>(rpc, request);
        post(rpc.path(), ProtoJson.write(request), owner)
                .timeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .onRequestBegin(exchange.call)
                .onResponseBegin(exchange.call)
                .onResponseContent(exchange::onContent)
                .send(exchange::onComplete);
        return exchange.outcome;
    }

    /** As {@link #call}, waiting for the outcome. */
    public <Q extends Message, R extends Message> Outcome<R> await(Rpc<Q, R> rpc, Q request) {
        try {
            return call(rpc, request).get(timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.of(ErrorTable.classify(new Failure.Broken(Failure.Stage.SENT, Failure.Cause.BROKEN, "interrupted")));
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the client lost track of a call to " + endpoint + rpc.path(), e);
        }
    }

    public Outcome<PutResponse> put(String key, String value) {
        return await(Rpc.PUT, PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).setValue(ByteString.copyFromUtf8(value)).build());
    }

    public Outcome<RangeResponse> range(String key) {
        return await(Rpc.RANGE, RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build());
    }

    public Outcome<CompactionResponse> compact(long revision) {
        return await(Rpc.COMPACT, CompactionRequest.newBuilder().setRevision(revision).build());
    }

    public Outcome<LeaseGrantResponse> leaseGrant(Duration ttl) {
        return await(Rpc.LEASE_GRANT, LeaseGrantRequest.newBuilder().setTTL(ttl.toSeconds()).build());
    }

    public Outcome<LeaseRevokeResponse> leaseRevoke(long leaseId) {
        return await(Rpc.LEASE_REVOKE, LeaseRevokeRequest.newBuilder().setID(leaseId).build());
    }

    /** One renewal. An answer with TTL 0 means that the lease is gone. */
    public Outcome<LeaseKeepAliveResponse> leaseKeepAlive(long leaseId) {
        return await(Rpc.LEASE_KEEP_ALIVE, LeaseKeepAliveRequest.newBuilder().setID(leaseId).build());
    }

    public Outcome<MemberListResponse> memberList() {
        return await(Rpc.MEMBER_LIST, MemberListRequest.getDefaultInstance());
    }

    public Outcome<StatusResponse> status() {
        return await(Rpc.STATUS, StatusRequest.getDefaultInstance());
    }

    public Outcome<AlarmResponse> alarms() {
        return await(Rpc.ALARM, AlarmRequest.getDefaultInstance());
    }

    public Outcome<AlarmResponse> disarm(AlarmMember alarm) {
        var request = AlarmRequest.newBuilder().setAction(AlarmRequest.AlarmAction.DEACTIVATE)
                .setMemberID(alarm.getMemberID()).setAlarm(alarm.getAlarm()).build();
        return await(Rpc.ALARM, request);
    }

    public Outcome<DefragmentResponse> defragment() {
        return await(Rpc.DEFRAGMENT, DefragmentRequest.getDefaultInstance());
    }

    @Override
    public WatchStream watch(WatchCreateRequest request, WatchListener listener) {
        return WatchStream.open(this, request, listener);
    }

    Request post(String path, byte[] body, Object connectionOwner) {
        return http.post(endpoint + path, connectionOwner).body(new BytesRequestContent(JSON, body));
    }

    /** Gathers one answer. */
    private static final class Exchange<Q extends Message, R extends Message> {
        private final CompletableFuture<Outcome<R>> outcome = new CompletableFuture<>();
        private final Call call = new Call();
        private final Body body = new Body();
        private final Rpc<Q, R> rpc;
        private final Q request;

        Exchange(Rpc<Q, R> rpc, Q request) {
            this.rpc = rpc;
            this.request = request;
        }

        void onContent(Response response, ByteBuffer content) {
            body.append(content);
        }

        void onComplete(Result result) {
            if (result.isFailed()) {
                outcome.complete(rpc.failed(request, call.failure(result)));
                return;
            }
            var answer = Answers.read(result.getResponse().getStatus(), body.bytes(), body.size(), rpc.answer(), rpc.streamed());
            outcome.complete(answer instanceof Answers.Answer.Message<R> message
                    ? Outcome.ok(message.message())
                    : rpc.failed(request, ((Answers.Answer.Failed<R>) answer).failure()));
        }
    }

    /** A byte array that grows, whose inside can be read without copying. */
    private static final class Body extends ByteArrayOutputStream {
        void append(ByteBuffer content) {
            int length = content.remaining();
            if (content.hasArray()) {
                write(content.array(), content.arrayOffset() + content.position(), length);
            } else {
                byte[] copy = new byte[length];
                content.duplicate().get(copy);
                write(copy, 0, length);
            }
        }

        byte[] bytes() {
            return buf;
        }
    }
}
