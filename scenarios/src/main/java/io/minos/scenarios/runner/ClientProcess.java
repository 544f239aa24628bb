package io.minos.scenarios.runner;

import io.minos.checker.history.Recorder;
import io.minos.client.Outcome;
import io.minos.client.operation.Answer;
import io.minos.client.operation.Operation;
import io.minos.client.operation.RecordedStore;
import io.minos.client.operation.Store;
import io.minos.scenarios.cluster.ProcessIds;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A worker: one thread that performs one operation at a time against one node, or against several in turn. A process whose operation ended with an
 * unknown outcome never comes back: the thread goes on as a new process, over new connections.
 */
final class ClientProcess implements AutoCloseable {
    /** An operation that ended; {@code failure} is the harness's own, and then there is no outcome. */
    record Completion(ClientProcess by, Operation operation, @Nullable Outcome<Answer> outcome, @Nullable Throwable failure) {}

    private final List<String> nodes;
    private final Recorder recorder;
    private final ProcessIds ids;
    private final Function<String, Store> connect;
    private final Consumer<Completion> done;
    private final BlockingQueue<Operation> todo = new ArrayBlockingQueue<>(1);
    private final Thread thread;
    private String process;
    private List<RecordedStore> stores;
    private int turn;

    /**
     * @param nodes one, or those it goes to in turn
     * @param connect to a node
     * @param done called on this worker's thread, once for each operation
     */
    ClientProcess(List<String> nodes, Recorder recorder, ProcessIds ids, Function<String, Store> connect, Consumer<Completion> done) {
        this.nodes = List.copyOf(nodes);
        this.recorder = recorder;
        this.ids = ids;
        this.connect = connect;
        this.done = done;
        this.process = ids.next();
        this.stores = connected();
        this.thread = new Thread(this::work, "client-" + process);
        thread.setDaemon(true);
        thread.start();
    }

    private List<RecordedStore> connected() {
        return nodes.stream().map(node -> new RecordedStore(recorder, connect.apply(node), node)).toList();
    }

    /** Only while it has nothing to do. */
    void perform(Operation operation) {
        todo.add(operation);
    }

    private void work() {
        try {
            while (true) {
                done.accept(performed(todo.take()));
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private Completion performed(Operation operation) {
        try {
            Outcome<Answer> outcome = stores.get(turn++ % stores.size()).perform(process, operation).join();
            if (outcome instanceof Outcome.Info) {
                process = ids.next();
                stores = connected();
            }
            return new Completion(this, operation, outcome, null);
        } catch (RuntimeException | Error e) {
            // a thread root: the failure goes to the scheduling thread, which ends the run
            return new Completion(this, operation, null, e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
