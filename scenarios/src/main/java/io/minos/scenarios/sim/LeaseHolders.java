package io.minos.scenarios.sim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.minos.client.Outcome;
import io.minos.client.Rpc;
import io.minos.etcd.api.LeaseGrantRequest;
import io.minos.etcd.api.LeaseKeepAliveRequest;
import io.minos.etcd.api.LeaseRevokeRequest;
import io.minos.etcd.api.PutRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Clients that hold leases: each is granted one, hangs keys on it, keeps it alive for a while at whichever member, and then
 * revokes it or lets it run out; and begins again. In the history as {@code lease-grant}, {@code lease-put},
 * {@code lease-keep-alive} and {@code lease-revoke}; their keys have a prefix of their own.
 */
final class LeaseHolders {
    private static final String PREFIX = "l/";
    private static final int KEYS_MAX = 3;
    private static final int TTL_SECONDS_MAX = 5;
    private static final long HELD_NANOS_MAX = Duration.ofSeconds(15).toNanos();
    private static final int REVOKED_ONE_IN = 3;
    private static final long REST_NANOS = Duration.ofMillis(500).toNanos();

    private final SimulatedSystem system;
    private final Duration timeout;
    private final RandomGenerator random;
    private final int count;
    private long keys;
    private boolean ended;

    /** They begin now. */
    LeaseHolders(SimulatedSystem system, int count, Duration timeout) {
        this.system = system;
        this.timeout = timeout;
        this.count = count;
        this.random = system.cluster().randomness().stream("leases", 0);
        for (int i = 0; i < count; i++) {
            soon(this::grant);
        }
    }

    /** What is granted is left to run out. */
    void end() {
        ended = true;
    }

    /** The longest time to live that any may have been granted; 0 if nobody asked for one. */
    Duration longest() {
        return count == 0 ? Duration.ZERO : Duration.ofSeconds(Math.max(TTL_SECONDS_MAX, system.requests().leaseTtlSecondsMin()));
    }

    private void grant() {
        LeaseGrantRequest request = LeaseGrantRequest.newBuilder().setTTL(1 + random.nextInt(TTL_SECONDS_MAX)).build();
        call("lease-grant", arguments().put("ttl", request.getTTL()), Rpc.LEASE_GRANT, request, outcome -> {
            outcome.success().ifPresent(granted -> {
                for (int i = random.nextInt(KEYS_MAX + 1); i > 0; i--) {
                    put(granted.getID());
                }
                keepAlive(granted.getID(), granted.getTTL(), system.agenda().now() + random.nextLong(HELD_NANOS_MAX));
            });
            if (outcome.success().isEmpty()) {
                soon(this::grant);
            }
        });
    }

    private void put(long lease) {
        String key = PREFIX + keys++;
        PutRequest request = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).setValue(ByteString.copyFromUtf8("v")).setLease(lease).build();
        call("lease-put", arguments().put("lease", lease).put("key", key), Rpc.PUT, request, outcome -> { });
    }

    private void keepAlive(long lease, long ttlSeconds, long untilNanos) {
        if (ended) {
            return;
        }
        if (system.agenda().now() >= untilNanos) {
            letGo(lease);
            return;
        }
        call("lease-keep-alive", arguments().put("lease", lease), Rpc.LEASE_KEEP_ALIVE, LeaseKeepAliveRequest.newBuilder().setID(lease).build(), outcome -> {
            boolean isGone = outcome.success().filter(alive -> alive.getTTL() <= 0).isPresent();
            long rest = REST_NANOS / 2 + random.nextLong(Duration.ofSeconds(ttlSeconds).toNanos() / 2);
            system.agenda().after(rest, () -> keepAlive(lease, ttlSeconds, isGone ? 0 : untilNanos));
        });
    }

    private void letGo(long lease) {
        if (random.nextInt(REVOKED_ONE_IN) == 0) {
            call("lease-revoke", arguments().put("lease", lease), Rpc.LEASE_REVOKE, LeaseRevokeRequest.newBuilder().setID(lease).build(), outcome -> { });
        }
        soon(this::grant);
    }

    private void soon(Runnable what) {
        system.agenda().after(random.nextLong(2 * REST_NANOS), () -> {
            if (!ended) {
                what.run();
            }
        });
    }

    /** At a member by chance. */
    private <Q extends Message, R extends Message> void call(String f, ObjectNode arguments, Rpc<Q, R> rpc, Q request, Consumer<Outcome<R>> then) {
        List<Long> members = system.members();
        system.call(members.get(random.nextInt(members.size())), timeout, f, arguments, rpc, request, then);
    }

    private static ObjectNode arguments() {
        return JsonNodeFactory.instance.objectNode();
    }
}
