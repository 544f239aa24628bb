package io.minos.scenarios.sim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Message;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.Recorder;
import io.minos.client.CallError;
import io.minos.client.Outcome;
import io.minos.client.Rpc;
import io.minos.client.operation.Answer;
import io.minos.client.operation.EtcdStore;
import io.minos.client.operation.Operation;
import io.minos.client.operation.RecordedStore;
import io.minos.client.operation.Wording;
import io.minos.node.sim.Agenda;
import io.minos.node.sim.SimulatedCluster;
import io.minos.node.sim.SimulatedMember;
import io.minos.node.sim.promise.Promises;
import io.minos.scenarios.cluster.ProcessIds;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** The cluster as the parts of a run see it: through clients whose calls are recorded, and whose answers are held against the promises. */
final class SimulatedSystem {
    private final SimulatedCluster cluster;
    private final Promises promises;
    private final Recorder recorder;
    private final Requests requests;
    private final Told.Ears told;
    private final Caller caller;
    private final Unanswered unanswered = new Unanswered();
    private final ProcessIds ids = new ProcessIds();
    private final Wording wording = new Wording();
    /** By how long they wait. */
    private final Map<Long, Deadlines> deadlines = new HashMap<>();

    SimulatedSystem(SimulatedCluster cluster, Promises promises, Recorder recorder) {
        this(cluster, promises, recorder, Caller.NOBODY);
    }

    /** @param caller who its clients are, as long as they do not say otherwise */
    SimulatedSystem(SimulatedCluster cluster, Promises promises, Recorder recorder, Caller caller) {
        this.caller = caller;
        this.cluster = cluster;
        this.promises = promises;
        this.recorder = recorder;
        this.requests = new Requests(cluster.options().node().electionTicks() * cluster.options().node().tick(), cluster.randomness().stream("lease-ids", 0));
        this.told = new Told.Ears(promises, cluster::now);
    }

    SimulatedCluster cluster() {
        return cluster;
    }

    Promises promises() {
        return promises;
    }

    Agenda agenda() {
        return cluster.agenda();
    }

    /** Of all who wait so long. */
    Deadlines deadlines(long nanos) {
        return deadlines.computeIfAbsent(nanos, each -> new Deadlines(agenda(), nanos));
    }

    ProcessIds ids() {
        return ids;
    }

    Recorder recorder() {
        return recorder;
    }

    Requests requests() {
        return requests;
    }

    Told.Ears told() {
        return told;
    }

    Caller caller() {
        return caller;
    }

    Unanswered unanswered() {
        return unanswered;
    }

    /** As the history names it. */
    static String name(long member) {
        return "n" + member;
    }

    /** Whom clients may turn to: not those that have been removed and know it. */
    List<Long> members() {
        return cluster.members().values().stream().filter(member -> !member.isRemoved()).map(SimulatedMember::id).toList();
    }

    SimulatedClient client(long member, Duration timeout) {
        return new SimulatedClient(this, cluster.member(member), timeout.toNanos(), () -> 0, watch -> { });
    }

    /** A new connection to this member, whose use is recorded. */
    RecordedStore connect(long member, Duration timeout) {
        return recorded(client(member, timeout), member);
    }

    /** What this client of the member does is recorded. */
    RecordedStore recorded(SimulatedClient client, long member) {
        return new RecordedStore(recorder, new EtcdStore(client, wording), name(member));
    }

    /** By a process of its own. */
    void perform(long member, Duration timeout, Operation operation, Consumer<Outcome<Answer>> then) {
        whenDone(connect(member, timeout).perform(ids.next(), operation), then);
    }

    /** As {@link #perform}, for what no workload does: the history's readers pair and count it, and judge it not. */
    <Q extends Message, R extends Message> void call(long member, Duration timeout, String f, ObjectNode arguments, Rpc<Q, R> rpc, Q request, Consumer<Outcome<R>> then) {
        call(caller, member, timeout, f, arguments, rpc, request, then);
    }

    <Q extends Message, R extends Message> void call(Caller as, long member, Duration timeout, String f, ObjectNode arguments, Rpc<Q, R> rpc, Q request, Consumer<Outcome<R>> then) {
        String process = ids.next();
        recorder.record(process, name(member), Event.Type.INVOKE, f, arguments, null, null);
        whenDone(client(member, timeout).as(as).call(rpc, request), outcome -> {
            Event.Type type = outcome instanceof Outcome.Ok ? Event.Type.OK : outcome instanceof Outcome.Fail ? Event.Type.FAIL : Event.Type.INFO;
            recorder.record(process, name(member), type, f, arguments, outcome.problem().map(CallError::name).orElse(null), null);
            then.accept(outcome);
        });
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
        note(F.PHASE, JsonNodeFactory.instance.objectNode().put("name", name));
    }

    /** Of the runner's own. */
    void note(String f, ObjectNode value) {
        recorder.record(Event.RUNNER, null, Event.Type.INFO, f, value, null, null);
    }
}
