package io.minos.scenarios.sim;

import com.google.protobuf.Message;
import io.minos.client.Endpoint;
import io.minos.client.Failure;
import io.minos.client.OpenWatch;
import io.minos.client.Outcome;
import io.minos.client.Rpc;
import io.minos.client.WatchListener;
import io.minos.etcd.api.MemberListRequest;
import io.minos.etcd.api.MemberListResponse;
import io.minos.etcd.api.WatchCreateRequest;
import io.minos.node.outcome.EtcdError;
import io.minos.node.replica.Effects;
import io.minos.node.sim.Network;
import io.minos.node.sim.SimulatedMember;
import io.minos.node.sim.Waiting;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A client of one member, over the simulated network. All it does happens on the world's agenda. */
final class SimulatedClient implements Endpoint {
    private static final int TRIES_MAX = 10;

    private final SimulatedSystem system;
    private final SimulatedMember member;
    private final long timeoutNanos;
    private final LongSupplier readingNanos;
    private final Consumer<SimulatedWatch> watches;
    private final Caller caller;

    /**
     * @param readingNanos how long it takes to read a watch's response; asked for each
     * @param watches told of each watch that is opened
     */
    SimulatedClient(SimulatedSystem system, SimulatedMember member, long timeoutNanos, LongSupplier readingNanos, Consumer<SimulatedWatch> watches) {
        this(system, member, timeoutNanos, readingNanos, watches, system.caller());
    }

    private SimulatedClient(SimulatedSystem system, SimulatedMember member, long timeoutNanos, LongSupplier readingNanos, Consumer<SimulatedWatch> watches, Caller caller) {
        this.system = system;
        this.member = member;
        this.timeoutNanos = timeoutNanos;
        this.readingNanos = readingNanos;
        this.watches = watches;
        this.caller = caller;
    }

    /** The same connection, used by another. */
    SimulatedClient as(Caller other) {
        return new SimulatedClient(system, member, timeoutNanos, readingNanos, watches, other);
    }

    @Override
    public <Q extends Message, R extends Message> CompletableFuture<Outcome<R>> call(Rpc<Q, R> rpc, Q request) {
        Exchange<Q, R> exchange = new Exchange<>(rpc, request);
        system.deadlines(timeoutNanos).begin(exchange);
        network().carry(Network.CLIENTS, member.id(), exchange::arrive);
        return exchange.future;
    }

    @Override
    public OpenWatch watch(WatchCreateRequest request, WatchListener listener) {
        SimulatedWatch watch = SimulatedWatch.open(system, member, caller.claim(), request, listener, readingNanos);
        watches.accept(watch);
        return watch;
    }

    private Network network() {
        return system.cluster().network();
    }

    /** One request and its answer. */
    private final class Exchange<Q extends Message, R extends Message> implements Deadlines.Timed {
        private final CompletableFuture<Outcome<R>> future = new CompletableFuture<>();
        private final Rpc<Q, R> rpc;
        private final Q request;
        private final Told told;
        private int outdated;

        Exchange(Rpc<Q, R> rpc, Q request) {
            this.rpc = rpc;
            this.request = request;
            this.told = system.told().asking(SimulatedSystem.name(member.id()), request, caller);
        }

        @Override
        public boolean isOver() {
            return future.isDone();
        }

        @Override
        public void outOfTime() {
            fail(new Failure.Broken(Failure.Stage.SENT, Failure.Cause.TIMEOUT, "no answer in time"));
        }

        /** At the member. */
        void arrive() {
            if (!member.isUp()) {
                answer(() -> fail(new Failure.Broken(Failure.Stage.NOT_SENT, Failure.Cause.REFUSED, "nobody listens")));
                return;
            }
            if (request instanceof MemberListRequest) {
                Message members = MemberListResponse.newBuilder().addAllMembers(member.published().members().values()).build();
                answer(() -> succeed(members));
                return;
            }
            begin(refused -> answer(() -> refused(refused)));
        }

        private void begin(Consumer<EtcdError> refuse) {
            Requests.Made made = system.requests().made(request, caller.claim());
            if (made instanceof Requests.Made.Refused refused) {
                refuse.accept(refused.error());
            } else {
                ask(member, (Requests.Made.Call) made);
            }
        }

        /** Users or roles have changed while it was on its way: what was refused for that is tried again, as by {@code runtime.ReplicaCalls}. */
        private boolean isOutdated(Effects.Outcome outcome) {
            return outcome instanceof Effects.Outcome.Refused refused && refused.error() == EtcdError.AUTH_OLD_REVISION && ++outdated < TRIES_MAX && member.isUp();
        }

        private void answer(Runnable arrive) {
            network().carry(member.id(), Network.CLIENTS, arrive);
        }

        private void ask(SimulatedMember whom, Requests.Made.Call call) {
            told.arrived();
            Unanswered.Call open = system.unanswered().asked(whom);
            boolean listens = whom.ask(call.event(), new Waiting() {
                @Override
                public void answered(Effects.Outcome outcome) {
                    system.unanswered().ended(open);
                    if (outcome instanceof Effects.Outcome.AskLeader elsewhere && whom == member) {
                        askLeader(elsewhere.leader(), call);
                    } else if (isOutdated(outcome)) {
                        begin(Exchange.this::refused);
                    } else {
                        end(outcome, call);
                    }
                }

                @Override
                public void connectionLost() {
                    system.unanswered().ended(open);
                    fail(new Failure.Broken(Failure.Stage.SENT, Failure.Cause.BROKEN, "the member died"));
                }
            });
            if (!listens) {
                system.unanswered().ended(open);
            }
        }

        /** What only the leader can answer the member asks it, once. */
        private void askLeader(long leader, Requests.Made.Call call) {
            network().carry(member.id(), leader, () -> ask(system.cluster().member(leader), call));
        }

        private void end(Effects.Outcome outcome, Requests.Made.Call call) {
            if (outcome instanceof Effects.Outcome.Answer answer) {
                succeed(answer.message());
            } else if (outcome instanceof Effects.Outcome.Granted granted) {
                goOn(call.read().apply(granted));
            } else {
                refused(outcome instanceof Effects.Outcome.Refused refused ? refused.error() : EtcdError.NO_LEADER);
            }
        }

        private void goOn(Requests.Made next) {
            if (next instanceof Requests.Made.Done done) {
                succeed(done.answer());
            } else if (next instanceof Requests.Made.Call call) {
                network().carry(Network.CLIENTS, member.id(), () -> ask(member, call));
            } else {
                refused(((Requests.Made.Refused) next).error());
            }
        }

        private void refused(EtcdError error) {
            told.refused(error);
            fail(refusal(error));
        }

        /** What comes too late is true all the same. */
        @SuppressWarnings("unchecked") // each request is answered with its own response message, see StateMachine.apply
        private void succeed(Message answer) {
            told.answered(answer);
            future.complete(Outcome.ok((R) answer));
        }

        private void fail(Failure failure) {
            if (!future.isDone()) {
                future.complete(rpc.failed(request, failure));
            }
        }
    }

    /** The status is gRPC's; that of HTTP tells nothing more. */
    private static Failure refusal(EtcdError error) {
        return new Failure.Refusal(0, error.code().ordinal(), error.text());
    }
}
