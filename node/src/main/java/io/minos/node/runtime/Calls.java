package io.minos.node.runtime;

import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Effects.Reply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Calls into the replica that wait for their one reply. Numbers begin at 1. */
final class Calls {
    private final AtomicLong last = new AtomicLong();
    private final Map<Long, CompletableFuture<Outcome>> waiting = new ConcurrentHashMap<>();
    private volatile Optional<Outcome> abandoned = Optional.empty();

    /** A call on its way, and what will become of it. */
    record Opened(long number, CompletableFuture<Outcome> outcome) {}

    Opened open() {
        long number = last.incrementAndGet();
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        waiting.put(number, outcome);
        abandoned.ifPresent(outcome::complete); // looked at after the call is among those that wait: it is seen here or there
        return new Opened(number, outcome);
    }

    void complete(List<Reply> replies) {
        for (Reply reply : replies) {
            CompletableFuture<Outcome> outcome = waiting.remove(reply.call());
            if (outcome != null) {
                outcome.complete(reply.outcome());
            }
        }
    }

    /** The node stops: nobody will be answered any more, in any other way than this. */
    void abandon(Outcome outcome) {
        abandoned = Optional.of(outcome);
        waiting.values().forEach(call -> call.complete(outcome));
        waiting.clear();
    }
}
