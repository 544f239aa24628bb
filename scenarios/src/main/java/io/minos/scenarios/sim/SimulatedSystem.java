package io.minos.scenarios.sim;

import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.Recorder;
import io.minos.client.Outcome;
import io.minos.client.operation.Answer;
import io.minos.client.operation.EtcdStore;
import io.minos.client.operation.Operation;
import io.minos.client.operation.RecordedStore;
import io.minos.node.sim.Agenda;
import io.minos.node.sim.SimulatedCluster;
import io.minos.scenarios.cluster.ProcessIds;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The cluster as the parts of a run see it: by its nodes' names, through recorded clients. */
final class SimulatedSystem {
    private final SimulatedCluster cluster;
    private final Recorder recorder;
    private final Requests requests;
    private final ProcessIds ids = new ProcessIds();

    SimulatedSystem(SimulatedCluster cluster, Recorder recorder) {
        this.cluster = cluster;
        this.recorder = recorder;
        this.requests = new Requests(cluster.options().node().electionTicks() * cluster.options().node().tick(), cluster.randomness().stream("lease-ids", 0));
    }

    SimulatedCluster cluster() {
        return cluster;
    }

    Agenda agenda() {
        return cluster.agenda();
    }

    ProcessIds ids() {
        return ids;
    }

    Recorder recorder() {
        return recorder;
    }

    /** As the history names it. */
    static String name(long member) {
        return "n" + member;
    }

    SimulatedClient client(long member, Duration timeout, LongSupplier readingNanos) {
        return new SimulatedClient(cluster, cluster.member(member), requests, timeout.toNanos(), readingNanos);
    }

    /** A new connection to this member, whose use is recorded. */
    RecordedStore connect(long member, Duration timeout) {
        return new RecordedStore(recorder, new EtcdStore(client(member, timeout, () -> 0)), name(member));
    }

    /** By a process of its own. */
    void perform(long member, Duration timeout, Operation operation, Consumer<Outcome<Answer>> then) {
        whenDone(connect(member, timeout).perform(ids.next(), operation), then);
    }

    /** What goes wrong in a future's consequences stays in there; here it comes out, and ends the simulation. */
    <T> void whenDone(CompletableFuture<T> future, Consumer<T> then) {
        future.thenAccept(then).exceptionally(thrown -> {
            agenda().after(0, () -> {
                throw thrown instanceof CompletionException wrapped && wrapped.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(thrown);
            });
            return null;
        });
    }

    void phase(String name) {
        recorder.record(Event.RUNNER, null, Event.Type.INFO, F.PHASE, JsonNodeFactory.instance.objectNode().put("name", name), null, null);
    }
}
