package io.minos.node.runtime;

import com.google.protobuf.Message;
import io.minos.node.apply.Command;
import io.minos.node.apply.Validation;
import io.minos.node.auth.Access;
import io.minos.node.auth.Claim;
import io.minos.node.front.RpcException;
import io.minos.node.metrics.Metrics;
import io.minos.node.outcome.EtcdError;
import io.minos.node.replica.Effects.Outcome;
import io.minos.node.replica.Event;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** One caller's ways through the replica: proposing, and reading what it may see. */
final class ReplicaCalls {
    /** How often a command is proposed anew since users or roles have changed while it was on its way: more than anybody changes them. */
    private static final int TRIES_MAX = 100;

    /** What all callers share. */
    record Shared(Calls calls, Admission admission, Consumer<Event> events, int requestBytesMax, Executor longReads, Metrics metrics, BooleanSupplier isLearner) {}

    private final Shared shared;
    private final Claim claim;

    ReplicaCalls(Shared shared, Claim claim) {
        this.shared = shared;
        this.claim = claim;
    }

    ReplicaCalls as(Claim other) {
        return new ReplicaCalls(shared, other);
    }

    Claim claim() {
        return claim;
    }

    Executor longReads() {
        return shared.longReads();
    }

    /** As etcd 3.4 has it: of a learner only its status is asked, and what it holds, however old. */
    Optional<EtcdError> refusalOfLearner() {
        return shared.isLearner().getAsBoolean() ? Optional.of(EtcdError.NOT_SUPPORTED_FOR_LEARNER) : Optional.empty();
    }

    CompletableFuture<Outcome> ask(LongFunction<Event> event) {
        return ask(event, 0);
    }

    private CompletableFuture<Outcome> ask(LongFunction<Event> event, int commandBytes) {
        Optional<EtcdError> refusal = refusalOfLearner();
        return refusal.isPresent() ? CompletableFuture.completedFuture(new Outcome.Refused(refusal.get())) : askReplica(event, commandBytes);
    }

    CompletableFuture<Outcome> askReplica(LongFunction<Event> event) {
        return askReplica(event, 0);
    }

    private CompletableFuture<Outcome> askReplica(LongFunction<Event> event, int commandBytes) {
        if (!shared.admission().enter(commandBytes)) {
            return CompletableFuture.completedFuture(new Outcome.Refused(EtcdError.TOO_MANY_REQUESTS));
        }
        Calls.Opened call = shared.calls().open();
        call.outcome().whenComplete((outcome, abandoned) -> shared.admission().leave(commandBytes));
        shared.events().accept(event.apply(call.number()));
        return call.outcome();
    }

    // Proposing.

    <R extends Message> CompletableFuture<R> propose(Optional<EtcdError> invalid, Command.Builder builder) {
        Command command = builder.build();
        // a learner looks no further
        Optional<EtcdError> refusal = refusalOfLearner().or(() -> invalid).or(() -> Validation.size(command, shared.requestBytesMax()));
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        return unwrapped(propose(command, 1).thenApply(outcome -> {
            if (outcome instanceof Outcome.Refused refused && refused.error() == EtcdError.TIMEOUT) { // not what the state machine refused
                shared.metrics().proposalFailed();
            }
            return answer(outcome);
        }));
    }

    private CompletableFuture<Outcome> propose(Command command, int tries) {
        return ask(call -> new Event.Propose(call, command, claim), command.getSerializedSize()).thenCompose(outcome -> mayTryAgain(outcome, tries)
                ? propose(command, tries + 1)
                : CompletableFuture.completedFuture(outcome));
    }

    /** What was refused has had no effect. A token that carries its own revision would be refused again and again: its client needs a new one. */
    private boolean mayTryAgain(Outcome outcome, int tries) {
        return outcome instanceof Outcome.Refused refused && refused.error() == EtcdError.AUTH_OLD_REVISION
                && tries < TRIES_MAX && (claim instanceof Claim.Token || claim instanceof Claim.CommonName);
    }

    // Reading.

    /** Linearizable, or as this member has it. */
    CompletableFuture<Outcome.Granted> granted(boolean serializable) {
        return unwrapped((serializable ? askReplica(call -> new Event.LocalRead(call, claim)) : ask(call -> new Event.Read(call, claim))).thenApply(outcome -> {
            if (outcome instanceof Outcome.Granted granted) {
                return granted;
            }
            RpcException refusal = error(outcome);
            if (!serializable) {
                count(refusal);
            }
            throw refusal;
        }));
    }

    /** A read without rights is no failure of ReadIndex. */
    private void count(RpcException refusal) {
        if (EtcdError.TIMEOUT.text().equals(refusal.getMessage())) {
            shared.metrics().readIndexSlow();
        } else if (refusal.code() == EtcdError.Code.UNAVAILABLE) {
            shared.metrics().readIndexFailed();
        }
    }

    /**
     * Evaluated on an immutable view: a long range never stands in the way of writes.
     *
     * @param right what it takes to be allowed to
     */
    <R> CompletableFuture<R> read(boolean serializable, boolean isLong, Function<Access, Optional<EtcdError>> right,
            Function<Outcome.Granted, io.minos.node.outcome.Outcome<R>> evaluate) {
        return unwrapped(granted(serializable).thenCompose(granted -> {
            Optional<EtcdError> refusal = right.apply(granted.access());
            return refusal.isPresent() ? refused(refusal.get()) : evaluated(isLong, () -> evaluate.apply(granted));
        }));
    }

    private <R> CompletableFuture<R> evaluated(boolean isLong, Supplier<io.minos.node.outcome.Outcome<R>> evaluate) {
        Supplier<R> answer = () -> {
            io.minos.node.outcome.Outcome<R> outcome = evaluate.get();
            if (outcome instanceof io.minos.node.outcome.Outcome.Done<R> done) {
                return done.response();
            }
            throw new RpcException(((io.minos.node.outcome.Outcome.Refused<R>) outcome).error());
        };
        if (isLong) {
            try {
                return unwrapped(CompletableFuture.supplyAsync(answer, shared.longReads()));
            } catch (RejectedExecutionException tooManyWait) {
                return refused(EtcdError.TOO_MANY_REQUESTS);
            }
        }
        try {
            return CompletableFuture.completedFuture(answer.get());
        } catch (RpcException error) {
            return CompletableFuture.failedFuture(error);
        }
    }

    /** What only an administrator may have done, and needs no entry in the log. */
    <R> CompletableFuture<R> asAdmin(boolean serializable, Supplier<CompletableFuture<R>> work) {
        Optional<EtcdError> ofLearner = refusalOfLearner();
        if (ofLearner.isPresent()) {
            return refused(ofLearner.get());
        }
        return unwrapped(granted(serializable).thenCompose(granted -> {
            Optional<EtcdError> refusal = granted.access().admin();
            return refusal.isPresent() ? refused(refusal.get()) : work.get();
        }));
    }

    // Answers.

    static <R> CompletableFuture<R> refused(EtcdError error) {
        return CompletableFuture.failedFuture(new RpcException(error));
    }

    @SuppressWarnings("unchecked") // each command is answered with its own response message, see StateMachine.apply
    static <R extends Message> R answer(Outcome outcome) {
        if (outcome instanceof Outcome.Answer answer) {
            return (R) answer.message();
        }
        throw error(outcome);
    }

    /** Dependent stages wrap what was thrown: callers are promised the plain error. */
    static <R> CompletableFuture<R> unwrapped(CompletableFuture<R> stage) {
        CompletableFuture<R> plain = new CompletableFuture<>();
        stage.whenComplete((answer, thrown) -> {
            if (thrown == null) {
                plain.complete(answer);
            } else {
                Throwable cause = thrown instanceof CompletionException wrapped && wrapped.getCause() != null ? wrapped.getCause() : thrown;
                plain.completeExceptionally(cause instanceof RpcException error ? error : new RpcException(EtcdError.Code.INTERNAL, String.valueOf(cause)));
            }
        });
        return plain;
    }

    static RpcException error(Outcome outcome) {
        return new RpcException(outcome instanceof Outcome.Refused refused ? refused.error() : EtcdError.NO_LEADER);
    }
}
