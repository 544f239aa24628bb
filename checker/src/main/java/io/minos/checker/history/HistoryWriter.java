package io.minos.checker.history;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a history as it happens. Thread-safe. What was recorded is in the operating system's hands at most
 * {@value #FLUSH_MILLIS} ms later, so a crash of this process loses no more than that; see HISTORY.md.
 */
public final class HistoryWriter implements Recorder, Closeable {
    static final int FLUSH_MILLIS = 50;

    private static final ObjectWriter JSON = HistoryFormat.MAPPER.writerFor(Event.class).without(JsonGenerator.Feature.AUTO_CLOSE_TARGET).without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);

    private final Path file;
    private final BufferedWriter out;
    private final Thread flusher;
    private final long startNanos = System.nanoTime();
    private long nextIndex;
    private boolean dirty;
    private boolean closed;
    private @Nullable IOException failure;
    private Consumer<Event> listener = event -> {};

    private HistoryWriter(Path file, BufferedWriter out) {
        this.file = file;
        this.out = out;
        this.flusher = new Thread(this::flushUntilClosed, "history-flush");
        flusher.setDaemon(true);
    }

    /**
     * Makes {@code file}, which must not exist, and records the run event as its first line, with the format's version added.
     *
     * @param run seed, scenario, target, nodes, versions; copied
     */
    public static HistoryWriter create(Path file, ObjectNode run) throws IOException {
        HistoryWriter writer = new HistoryWriter(file, Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW));
        writer.record(Event.RUNNER, null, Event.Type.INFO, F.RUN, versioned(run), null, null);
        writer.flusher.start();
        return writer;
    }

    /**
     * Makes {@code file}, which must not exist, of events that have happened.
     *
     * @param events the first a run event; the format's version is added to it
     */
    public static void write(Path file, List<Event> events) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW)) {
            for (Event event : events) {
                JSON.writeValue(out, event.f().equals(F.RUN) && event.value() instanceof ObjectNode run ? versioned(event, run) : event);
                out.write('\n');
            }
        }
    }

    private static Event versioned(Event event, ObjectNode run) {
        return new Event(event.index(), event.timeNanos(), event.process(), event.node(), event.type(), event.f(), versioned(run), event.error(), event.facts());
    }

    private static ObjectNode versioned(ObjectNode run) {
        ObjectNode first = HistoryFormat.MAPPER.createObjectNode().put(HistoryFormat.VERSION_FIELD, HistoryFormat.VERSION);
        first.setAll(run);
        return first;
    }

    /**
     * From now on every event is given on when it has been recorded, in order.
     *
     * @param events called by whoever records, one at a time: must be quick, and not record
     */
    public synchronized void tell(Consumer<Event> events) {
        listener = events;
    }

    /** @throws HarnessFailure when the file takes no more; the run is then worth nothing and should stop */
    @Override
    public synchronized Event record(String process, @Nullable String node, Event.Type type, String f, @Nullable Value value, @Nullable String error, Event.@Nullable Facts facts) {
        if (closed) throw new HarnessFailure("The history " + file + " is closed; " + f + " of process " + process + " came too late.");
        if (failure != null) throw unwritable(failure);
        Event event = new Event(nextIndex++, System.nanoTime() - startNanos, process, node, type, f, value, error, facts);
        try {
            JSON.writeValue(out, event);
            out.write('\n');
            dirty = true;
        } catch (IOException e) {
            failure = e;
            throw unwritable(e);
        }
        listener.accept(event);
        return event;
    }

    /** Nanoseconds on the clock of the events. */
    public long timeNanos() {
        return System.nanoTime() - startNanos;
    }

    /** Everything recorded before this call is with the operating system when it returns. */
    public synchronized void flush() {
        if (!dirty || closed) return;
        try {
            out.flush();
            dirty = false;
        } catch (IOException e) {
            failure = e;
            throw unwritable(e);
        }
    }

    private void flushUntilClosed() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(FLUSH_MILLIS);
                flush();
            }
        } catch (InterruptedException e) {
            // close() asks this thread to end, and flushes itself
        } catch (HarnessFailure e) {
            // kept in failure; the next record() says it
        }
    }

    /** Flushes and closes; recording afterwards is a {@link HarnessFailure}. Closing twice does nothing. */
    @Override
    public void close() throws IOException {
        flusher.interrupt();
        synchronized (this) {
            if (closed) return;
            closed = true;
            out.close();
        }
    }

    private HarnessFailure unwritable(IOException e) {
        return new HarnessFailure("The history " + file + " cannot be written: " + e.getMessage() + ".", e);
    }
}
