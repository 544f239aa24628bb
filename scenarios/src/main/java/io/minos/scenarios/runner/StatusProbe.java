package io.minos.scenarios.runner;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.minos.checker.history.Event;
import io.minos.checker.history.F;
import io.minos.checker.history.Recorder;
import io.minos.scenarios.cluster.SystemUnderTest;
import java.util.Optional;

/** Asks five times a second who leads, past the faults, and records every change. */
final class StatusProbe implements AutoCloseable {
    private static final long PERIOD_MILLIS = 200;

    private final SystemUnderTest system;
    private final Recorder recorder;
    private final Progress progress;
    private final Thread thread = new Thread(this::work, "status-probe");
    private volatile boolean closed;
    private Optional<SystemUnderTest.Leadership> last = Optional.empty();

    StatusProbe(SystemUnderTest system, Recorder recorder, Progress progress) {
        this.system = system;
        this.recorder = recorder;
        this.progress = progress;
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        try {
            while (!closed) {
                look();
                Thread.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void look() {
        Optional<SystemUnderTest.Leadership> now = system.leadership();
        progress.leader(now.map(SystemUnderTest.Leadership::node));
        if (now.isPresent() && !now.equals(last)) {
            last = now;
            var value = JsonNodeFactory.instance.objectNode().put("node", now.get().node()).put("term", now.get().term());
            recorder.record(Event.RUNNER, null, Event.Type.INFO, F.LEADER, value, null, null);
        }
    }

    /** Returns when no more will be recorded. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
