package io.minos.scenarios.sim;

import io.minos.checker.history.Action;
import io.minos.checker.history.LeaseAction;
import io.minos.client.operation.Answer;
import io.minos.client.operation.LeaseOperation;
import io.minos.client.operation.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Clients that hold leases: each is granted one, hangs keys on it, keeps it alive for a while at whichever member, and then
 * revokes it or lets it run out; and begins again. Their keys have a prefix of their own, which they look at now and then.
 */
final class LeaseHolders {
    static final String PREFIX = "h/";
    private static final int KEYS_MAX = 3;
    private static final int TTL_SECONDS_MAX = 5;
    private static final long HELD_NANOS_MAX = Duration.ofSeconds(15).toNanos();
    private static final int REVOKED_ONE_IN = 3;
    private static final int LOOKS_ONE_IN = 2;
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
        return count == 0 ? Duration.ZERO : system.requests().timeToLive(Duration.ofSeconds(TTL_SECONDS_MAX));
    }

    private void grant() {
        perform(new LeaseOperation.Grant(0, 1 + random.nextInt(TTL_SECONDS_MAX)), told -> {
            if (told.isEmpty()) {
                soon(this::grant);
                return;
            }
            LeaseAction.Grant granted = (LeaseAction.Grant) told.get();
            for (int i = random.nextInt(KEYS_MAX + 1); i > 0; i--) {
                perform(new LeaseOperation.Put(granted.lease(), PREFIX + keys++, "v"), put -> { });
            }
            keepAlive(granted.lease(), granted.granted(), system.agenda().now() + random.nextLong(HELD_NANOS_MAX));
        });
    }

    private void keepAlive(long lease, long ttlSeconds, long untilNanos) {
        if (ended) {
            return;
        }
        if (system.agenda().now() >= untilNanos) {
            letGo(lease);
            return;
        }
        perform(new LeaseOperation.KeepAlive(lease), told -> {
            boolean isGone = told.filter(answer -> Long.valueOf(0).equals(((LeaseAction.KeepAlive) answer).ttl())).isPresent();
            long rest = REST_NANOS / 2 + random.nextLong(Duration.ofSeconds(ttlSeconds).toNanos() / 2);
            system.agenda().after(rest, () -> keepAlive(lease, ttlSeconds, isGone ? 0 : untilNanos));
        });
        if (random.nextInt(LOOKS_ONE_IN) == 0) {
            perform(new Operation.Range(PREFIX), told -> { });
        }
    }

    private void letGo(long lease) {
        if (random.nextInt(REVOKED_ONE_IN) == 0) {
            perform(new LeaseOperation.Revoke(lease), told -> { });
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
    private void perform(Operation operation, Consumer<Optional<Action>> then) {
        List<Long> members = system.members();
        system.perform(members.get(random.nextInt(members.size())), timeout, operation, outcome -> then.accept(outcome.success().map(Answer::told)));
    }
}
